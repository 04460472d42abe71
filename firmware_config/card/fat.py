"""Files on a FAT partition inside an image or card, without mounting and without root: mtools.

pyfatfs was tried and writes a second `cmdline.txt` beside the first.
"""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from firmware_config.card.disk import open_disk
from firmware_config.errors import CardError

_SECONDS: Final = 120


def list_files(disk: Path, start: int) -> set[str]:
    """Names of the files in the root of the partition.

    Args:
        disk: image file or block device.
        start: where the partition begins, in bytes.

    Raises:
        CardError: it is no FAT partition, or mtools is missing.
    """
    found = _run("mdir", disk, start, "-b", "::")
    return {line.removeprefix("::/") for line in found.decode().splitlines() if line[-1:] != "/"}


def read_file(disk: Path, start: int, name: str) -> bytes:
    """One file of the root. Same errors as `list_files`, and when it is missing."""
    return _run("mtype", disk, start, f"::{name}")


def write_files(disk: Path, start: int, files: Mapping[str, bytes]) -> None:
    """Files into the root, in place of those of the same name, then read back from the medium.

    Raises:
        CardError: the partition is full or broken, or gave back something else.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in files]
        for path in paths:
            path.write_bytes(files[path.name])
        _run("mcopy", disk, start, "-o", *map(str, paths), "::")
    with open_disk(disk, for_writing=True, in_use=True) as opened:
        opened.settle()
    for name, content in files.items():
        if read_file(disk, start, name) != content:
            raise CardError(f"{disk} gave back another {name} than was written: take a new card.")


def _run(program: str, disk: Path, start: int, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            [program, "-i", f"{disk.absolute()}@@{start}", *arguments],
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env={"PATH": "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin", "LC_ALL": "C.UTF-8"},
        )
    except FileNotFoundError as error:
        raise CardError(
            "mtools is missing, which writes boot partitions: apt install mtools"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise CardError(f"{disk} does not answer; pull the card out and start again.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        if said and "full" in said[-1]:
            raise CardError(
                f"The boot partition of {disk} is too small for what the card carries: take an "
                "image with a larger one (Raspberry Pi OS has 512 MB), or fewer models."
            ) from error
        raise CardError(
            f"The boot partition of {disk} cannot be used ({said[-1] if said else program}); write "
            "the card again, with --image."
        ) from error
    return done.stdout
