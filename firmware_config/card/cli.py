"""`otklik-card write` and `verify`."""

import argparse
import difflib
import re
import sys
import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from firmware_config.book.cli import add_key_option
from firmware_config.bundle.cli import bundled
from firmware_config.card.contents import cards, kept_passwords
from firmware_config.card.disks import describe
from firmware_config.card.image import Image, open_image
from firmware_config.card.write import FilesFor, differences, set_up_written, write_card
from firmware_config.domain.boot_partition import partition_files, system_of
from firmware_config.domain.card import Card, System
from firmware_config.domain.progress import progress_line
from firmware_config.domain.target_rules import DEFAULT_MAX_GB, Target, refusals
from firmware_config.errors import CardError, ImageError, TargetError
from firmware_config.render import load_fleet
from wire.errors import SettingsError

_EXAMPLES: Final = """examples:
  sudo otklik-card write stores --device north-3/door-buttons --image raspios.img.xz --to /dev/sdb
  otklik-card write stores --device north-3/door-buttons --image raspios.img.xz --to card.img
  sudo otklik-card write stores --device north-3/door-buttons --to /dev/sdb   # written by Imager
  sudo otklik-card verify stores --device north-3/door-buttons --to /dev/sdb

Under sudo, name the fleet's key: --key ~/.config/otklik/fleet.key
"""
_REPORT_SECONDS: Final = 0.5
_Commands = Any
"""argparse's own class for a group of commands, which its stubs keep private."""


def add_commands(commands: _Commands) -> None:
    """`write` and `verify`."""
    write = _command(commands, "write", "write a device's card, or set up one that is written")
    write.add_argument("--image", type=Path, help="the image: .img, .img.xz, .img.zst or .img.gz")
    write.add_argument(
        "--sha256", default="", help="the image file's checksum, as it was published"
    )
    write.add_argument(
        "--max-size-gb", type=float, default=DEFAULT_MAX_GB, help="refuse larger disks (256)"
    )
    write.add_argument(
        "--force", default="", metavar="DISK", help="write it all the same: the disk's name, typed"
    )
    write.set_defaults(run=_write)
    verify = _command(commands, "verify", "compare a card that was not booted with the fleet")
    verify.add_argument("--image", type=Path, help="compare the rest of the card with this image")
    verify.set_defaults(run=_verify)


def _command(commands: _Commands, name: str, purpose: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=purpose,
        description=f"{purpose.capitalize()}.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("fleet", type=Path, metavar="FLEET", help="the fleet's folder")
    command.add_argument("--device", required=True, metavar="SITE/NAME", help="whose card it is")
    command.add_argument("--to", type=Path, required=True, metavar="DISK", help="disk, or X.img")
    add_key_option(command)
    command.add_argument(
        "--bundle", type=Path, help="the software it carries; without it FLEET/bundle, if there"
    )
    command.add_argument(
        "--no-bundle", action="store_true", help="the image holds Otklik already; carry nothing"
    )
    return command


def _write(arguments: argparse.Namespace) -> int:
    files_for, data_mb = _files_for(arguments)
    target = describe(arguments.to)
    if arguments.image is None:
        _refuse(arguments, target, None)
        print(f"setting up {target.said} for {arguments.device}")
        forced = arguments.force == target.name
        set_up_written(arguments.to, files_for, data_mb=data_mb, in_use=forced)
    else:
        check_sum = _check_sum(arguments)
        with open_image(arguments.image, hashes=bool(check_sum)) as image:
            needed = image.unpacked_bytes
            _refuse(arguments, target, None if needed is None else needed + (data_mb << 20))
            print(f"writing {arguments.image.name} to {target.said} for {arguments.device}")
            _write_image(arguments, image, target, files_for, data_mb, check_sum)
    print(f"done: put it into {arguments.device} and switch it on")
    return 0


def _write_image(
    arguments: argparse.Namespace,
    image: Image,
    target: Target,
    files_for: FilesFor,
    data_mb: int,
    check_sum: str,
) -> None:
    try:
        write_card(
            image,
            arguments.to,
            files_for,
            report=reporter(time.monotonic),
            data_mb=data_mb,
            check_sum=check_sum,
            in_use=arguments.force == target.name,
        )
    except (CardError, ImageError):
        if target.size_bytes is None:
            arguments.to.unlink(missing_ok=True)
        raise


def _check_sum(arguments: argparse.Namespace) -> str:
    """As given, or from `IMAGE.sha256` beside the image, as Raspberry Pi publishes it."""
    beside = arguments.image.with_name(f"{arguments.image.name}.sha256")
    stated = arguments.sha256
    if not stated and beside.is_file():
        stated = (beside.read_text(errors="replace").split() or ["nothing"])[0]
    if stated and not re.fullmatch(r"[0-9a-fA-F]{64}", stated):
        raise SettingsError("--sha256", [f"`{stated[:80]}` is no SHA-256: it has 64 hex digits"])
    return str(stated)


def _verify(arguments: argparse.Namespace) -> int:
    files_for, data_mb = _files_for(arguments)
    if arguments.image is None:
        wrong = differences(arguments.to, files_for, None, _silent, data_mb=data_mb)
    else:
        report = reporter(time.monotonic)
        with open_image(arguments.image, hashes=False) as image:
            wrong = differences(arguments.to, files_for, image, report, data_mb=data_mb)
    if wrong:
        listed = "".join(f"\n  - {sentence}" for sentence in wrong)
        raise CardError(
            f"{arguments.to} is not the card of {arguments.device}, or was booted:{listed}\n"
            "Write it again."
        )
    print(f"{arguments.to}: as it was written for {arguments.device}")
    return 0


def _refuse(arguments: argparse.Namespace, target: Target, needed_bytes: int | None) -> None:
    reasons = refusals(
        target,
        needed_bytes=needed_bytes,
        max_gb=arguments.max_size_gb,
        forced=arguments.force,
    )
    if reasons:
        listed = "".join(f"\n  - {reason}" for reason in reasons)
        raise TargetError(f"{target.said} is not written:{listed}")


def _files_for(arguments: argparse.Namespace) -> tuple[FilesFor, int]:
    """What goes onto the boot partition, and the size of the data partition in MiB (0: none)."""
    fleet = load_fleet(arguments.fleet, timezones=zoneinfo.available_timezones())
    known = [device.identity for device in fleet.devices()]
    if arguments.device not in known:
        near = difflib.get_close_matches(arguments.device, known, n=1)
        cure = f"did you mean {near[0]}?" if near else "`otklik-card plan` shows all."
        raise SettingsError("--device", [f"the fleet has no device {arguments.device}; {cure}"])
    passwords = kept_passwords(arguments.fleet, arguments.key.expanduser())
    only = fleet.only(arguments.device)
    software = bundled(
        arguments.fleet,
        fleet.card.system,
        other=arguments.bundle,
        nothing=arguments.no_bundle,
    )
    [(_, card)] = cards(only, passwords, software)
    if card.software:
        print(f"carries Otklik {card.software.version} for {card.software.arch}")
    else:
        print("carries no software: the image must hold Otklik (see `otklik-card bundle`)")
    if card.data_mb:
        print(f"the root will be read-only, with {card.data_mb} MiB beside it for what is written")
    return checked(card, fleet.card.system), card.data_mb


def checked(card: Card, system: System) -> FilesFor:
    """The card's files, refused where the image is not of the system that the fleet names."""

    def files(names: set[str], cmdline: str) -> dict[str, bytes]:
        found = system_of(names)
        if found is None:
            raise ImageError(
                "The boot partition holds no cmdline.txt: this is no Raspberry Pi OS. Take an "
                "image from raspberrypi.com."
            )
        if found != system:
            raise ImageError(
                f"The image looks like {found}, the fleet file says {system}: its settings would "
                f'not be read. Take another image, or write system = "{found}" below [card].'
            )
        return partition_files(card, system, cmdline)

    return files


def reporter(now: Callable[[], float]) -> Callable[[str, int, float], None]:
    """Writes one line of progress, over itself on a terminal. `now`: seconds that only grow."""
    began: dict[str, float] = {}
    last = -_REPORT_SECONDS
    shows = sys.stderr.isatty()

    def report(what: str, done_bytes: int, fraction: float) -> None:
        nonlocal last
        moment = now()
        start = began.setdefault(what, moment)
        if what != "Done" and (not shows or moment - last < _REPORT_SECONDS):
            return
        last = moment
        begun = start if what != "Done" else min(began.values())
        line = progress_line(what, done_bytes=done_bytes, fraction=fraction, seconds=moment - begun)
        print(
            f"\r{line:70}" if shows else line, end="\n" if what == "Done" else "", file=sys.stderr
        )

    return report


def _silent(_what: str, _done_bytes: int, _fraction: float) -> None:
    """For a check that takes no time."""
