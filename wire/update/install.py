"""A version's folder from its files: an environment of its own, made whole before it gets its mark.

No package is looked up anywhere: pip takes the wheels of the release, by checksum, or nothing.
"""

import filecmp
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from wire.update.errors import InstallError
from wire.update.places import COMPLETE, Places, sync_folder
from wire.update.release import Release, Role

Run = Callable[[Sequence[str], str], str]
"""See `machine.run`."""
_CHECKS: Final[dict[Role, tuple[str, str]]] = {
    "kiosk": ("otklik-kiosk", "/etc/otklik/kiosk.toml"),
    "camera": ("otklik-vision", "/etc/otklik/vision.toml"),
}


def install(places: Places, release: Release, role: Role, files: Path, run: Run) -> Path:
    """Make the folder of a version; one that is whole already stays as it is.

    Args:
        places: of this device.
        release: what is installed.
        role: of this device.
        files: holds `wheels/` and `models/`, checked.
        run: starts programs.

    Returns:
        The folder.

    Raises:
        InstallError: it could not be installed; no mark was made.
        OSError: the disk takes nothing.
    """
    here = places.version(release.version)
    if places.is_whole(release.version):
        return here
    shutil.rmtree(here, ignore_errors=True)
    here.parent.mkdir(parents=True, exist_ok=True)
    requirements = files / "requirements.txt"
    requirements.write_text(release.requirements(role))
    # As at first boot (firmware_config): Debian's python3 makes environments without pip, and what
    # the system brings (python3-lgpio, picamera2) is seen from inside.
    python = "/usr/bin/python3"
    options = ("--without-pip", "--system-site-packages")
    run([python, "-m", "venv", *options, str(here)], "No environment could be made")
    run(
        [
            *(str(here / "bin/python"), f"{_pip_of(files)}/pip", "install", "--quiet"),
            *("--disable-pip-version-check", "--no-cache-dir", "--no-index"),
            *("--find-links", str(files / "wheels"), "--require-hashes", "--ignore-installed"),
            *("--requirement", str(requirements)),
        ],
        "The software could not be installed",
    )
    _add_models(release, role, files, places.opt / "models")
    os.sync()
    (here / COMPLETE).touch()
    sync_folder(here)
    return here


def check_itself(folder: Path, role: Role, run: Run) -> None:
    """Ask a version that does not run yet: does it load, and does it accept this device's settings?

    Raises:
        InstallError: no, with its own words.
    """
    program, settings = _CHECKS[role]
    run(
        [str(folder / "bin" / program), "check", "--offline", "--settings", settings],
        "It does not accept this device",
    )


def _pip_of(files: Path) -> Path:
    """The release's own pip, which runs from its wheel."""
    found = sorted((files / "wheels").glob("pip-*.whl"))
    if not found:
        raise InstallError("The release has no pip: collect it anew with `otklik-card bundle`.")
    return found[-1]


def _add_models(release: Release, role: Role, files: Path, models: Path) -> None:
    """Models are shared by all versions, so one may be added but never become another."""
    for path in release.paths(role):
        if not path.startswith("models/"):
            continue
        models.mkdir(exist_ok=True)
        new, there = files / path, models / Path(path).name
        if there.exists() and not filecmp.cmp(new, there, shallow=False):
            raise InstallError(f"{there.name} is here with another content: give it a new name.")
        part = there.with_suffix(".new")
        shutil.copyfile(new, part)
        part.replace(there)
