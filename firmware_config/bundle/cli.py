"""`otklik-card bundle`."""

import argparse
import shutil
import zoneinfo
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from firmware_config.bundle.collect import collect
from firmware_config.bundle.pip import build_own_wheel, fetcher
from firmware_config.bundle.store import check_fits, read_manifest, software_of
from firmware_config.domain.bundle import PYTHONS, Machine
from firmware_config.domain.card import Software, System
from firmware_config.domain.fleet import Role
from firmware_config.errors import BundleError
from firmware_config.render import load_fleet

FOLDER: Final = "bundle"
_REPOSITORY: Final = Path(__file__).resolve().parents[2]
_EXAMPLES: Final = """examples:
  otklik-card bundle stores
  otklik-card bundle stores --models ~/models
  otklik-card bundle stores --arch x86_64            # for a PC instead of a Raspberry Pi

Needs the internet once; cards and shops then need none. Run it again after an update of Otklik.
"""


def add_commands(commands: Any) -> None:
    """`bundle`."""
    command = commands.add_parser(
        "bundle",
        help="collect the software that cards carry, so that shops need no internet",
        description="Collect the software that cards carry, so that shops need no internet.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("fleet", type=Path, metavar="FLEET", help="the fleet's folder")
    command.add_argument(
        "--arch", choices=("aarch64", "x86_64"), default="aarch64", help="processor (aarch64)"
    )
    command.add_argument("--models", type=Path, help="folder of the cameras' .onnx models")
    command.add_argument("--out", type=Path, help="where to; without it FLEET/bundle")
    command.add_argument("--wheel", type=Path, help="Otklik's wheel; else built from --source")
    command.add_argument(
        "--source", type=Path, default=_REPOSITORY, help="Otklik's repository, for constraints.txt"
    )
    command.set_defaults(run=_bundle)


def bundled(
    fleet: Path, system: System, *, other: Path | None = None, nothing: bool = False
) -> Callable[[Role], Software | None]:
    """What a card of each role carries: the fleet's bundle, if there is one.

    Args:
        fleet: the fleet's folder.
        system: of its cards.
        other: a bundle that must be there, in the place of the fleet's.
        nothing: the image holds Otklik.

    Raises:
        BundleError: by the call that follows, where the bundle is incomplete or does not fit.
    """
    folder = other or fleet / FOLDER
    if nothing or (other is None and not folder.is_dir()):
        return lambda _role: None

    @cache
    def software(role: Role) -> Software:
        manifest = read_manifest(folder)
        check_fits(folder, manifest, PYTHONS[system], version("otklik"))
        return software_of(folder, manifest, role)

    return software


def _bundle(arguments: argparse.Namespace) -> int:
    fleet = load_fleet(arguments.fleet, timezones=zoneinfo.available_timezones())
    roles = {device.role for device in fleet.devices()}
    if not roles:
        raise BundleError("The fleet has no device yet: `otklik-card fleet add device`.")
    machine = Machine(arguments.arch, PYTHONS[fleet.card.system])
    folder = arguments.out or arguments.fleet / FOLDER
    constraints = _constraints(arguments.source)
    _prepare(folder)
    print(f"collecting for {machine.arch}, Python {machine.python}, into {folder}")
    collect(
        folder,
        machine,
        roles,
        own_wheel=_own_wheel(arguments, folder / "wheels"),
        constraints=constraints,
        models=arguments.models,
        fetch=fetcher(machine, print),
        say=print,
    )
    print(f"done: `otklik-card write {arguments.fleet} ...` puts it on each card")
    return 0


def _constraints(source: Path) -> str:
    try:
        return (source / "constraints.txt").read_text()
    except OSError as error:
        raise BundleError(
            f"{source} has no constraints.txt: name Otklik's repository with --source."
        ) from error


def _prepare(folder: Path) -> None:
    try:
        (folder / "wheels").mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n")
    except OSError as error:
        raise BundleError(f"{folder} cannot be written ({error}): choose another --out.") from error


def _own_wheel(arguments: argparse.Namespace, folder: Path) -> Path:
    if arguments.wheel is None:
        return build_own_wheel(arguments.source, folder)
    try:
        return Path(shutil.copy(arguments.wheel, folder))
    except OSError as error:
        raise BundleError(f"{arguments.wheel} cannot be copied ({error.strerror}).") from error
