"""pip as a program: wheels for another machine, and Otklik's own."""

import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from firmware_config.bundle.wheels import Fetch
from firmware_config.domain.bundle import Machine
from firmware_config.errors import BundleError

_SECONDS: Final = 1800


def fetcher(machine: Machine, say: Callable[[str], None]) -> Fetch:
    """Downloads wheels for that machine; `say` is told of the packages before."""
    python = ["--python-version", machine.python, "--implementation", "cp"]
    places = [word for name in machine.platforms for word in ("--platform", name)]

    def fetch(wanted: Collection[str], folder: Path) -> None:
        say(f"fetching   {', '.join(sorted(wanted))}")
        _pip(
            *("download", "--no-deps", "--only-binary=:all:", "--dest", str(folder)),
            *python,
            *places,
            *sorted(wanted),
            said=f"Not all wheels for {machine.arch} and Python {machine.python} can be fetched",
            cure="look at the network, and whether that package has such a wheel.",
        )

    return fetch


def build_own_wheel(source: Path, folder: Path) -> Path:
    """Otklik's wheel from its repository, in place of earlier ones.

    Raises:
        BundleError: it cannot be built.
    """
    for old in folder.glob("otklik-*.whl"):
        old.unlink()
    _pip(
        *("wheel", "--no-deps", "--wheel-dir", str(folder), str(source)),
        said=f"Otklik's wheel cannot be built from {source}",
        cure="look at the lines above, or name a wheel with --wheel.",
    )
    return next(folder.glob("otklik-*.whl"))


def _pip(*arguments: str, said: str, cure: str) -> None:
    command = [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BundleError(f"{said} ({error}): {cure}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        why = next((line for line in reversed(lines) if line.startswith("ERROR")), "")
        raise BundleError(f"{said} ({why or (lines or ['pip failed'])[-1]}): {cure}")
