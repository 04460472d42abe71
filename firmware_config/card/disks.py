"""What stands behind a path: a disk, as Linux describes it, or a file in the place of a card."""

import json
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from firmware_config.domain.target_rules import Target
from firmware_config.errors import TargetError

_COLUMNS: Final = "NAME,KNAME,TYPE,SIZE,VENDOR,MODEL,TRAN,RM,HOTPLUG,RO,MOUNTPOINTS,FSTYPE"
_SECONDS: Final = 20

Ask = Callable[[Path], str]
"""From a disk's path to what `lsblk --json` says of it."""


def lsblk(path: Path) -> str:
    """What Linux knows of a disk and everything on it.

    Raises:
        TargetError: lsblk is missing or knows no such disk.
    """
    command = ["lsblk", "--bytes", "--json", "--output", _COLUMNS, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS, text=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise TargetError(
            f"{path} cannot be looked at ({error}); disks are written on Linux only, elsewhere "
            "write to a file that ends in .img."
        ) from error
    return done.stdout


def describe(path: Path, ask: Ask = lsblk) -> Target:
    """The disk or file of that path.

    Raises:
        TargetError: it is neither, or cannot be looked at.
    """
    try:
        found = path.stat()
    except FileNotFoundError as error:
        if not path.parent.is_dir() or path.parent.absolute() == Path("/dev"):
            raise TargetError(
                f"There is no {path}; `lsblk` lists the disks, put the card in and look again."
            ) from error
        return Target(path=str(path), name=path.name, kind="file")
    except OSError as error:
        raise TargetError(f"{path} cannot be looked at ({error.strerror}).") from error
    if stat.S_ISREG(found.st_mode):
        return Target(
            path=str(path),
            name=path.name,
            kind="file",
            size_bytes=found.st_size,
            read_only=not found.st_mode & stat.S_IWUSR,
        )
    if stat.S_ISBLK(found.st_mode):
        return from_lsblk(str(path), ask(path.resolve()))
    raise TargetError(f"{path} is neither a disk nor a file; name a disk such as /dev/sdb.")


def from_lsblk(path: str, said: str) -> Target:
    """A target from lsblk's JSON.

    Raises:
        TargetError: it is not what lsblk writes.
    """
    try:
        disk = json.loads(said)["blockdevices"][0]
        parts = list(_below(disk))
        return Target(
            path=path,
            name=disk["kname"],
            kind=disk["type"],
            model=" ".join(
                filter(None, (str(disk[key] or "").strip() for key in ("vendor", "model")))
            ),
            size_bytes=int(disk["size"]),
            removable=bool(disk["rm"] or disk["hotplug"] or _is_card(disk)),
            read_only=bool(disk["ro"]),
            mounts=tuple(mount for part in parts for mount in part["mountpoints"] if mount),
            contents=tuple(part["fstype"] for part in parts if part["fstype"]),
        )
    except (ValueError, LookupError, TypeError) as error:
        raise TargetError(f"lsblk said nothing usable of {path} ({error}).") from error


def _below(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield part
    for child in part.get("children", []):
        yield from _below(child)


def _is_card(disk: dict[str, Any]) -> bool:
    return disk["tran"] == "usb" or str(disk["kname"]).startswith("mmcblk")
