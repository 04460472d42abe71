"""Replacing a file so that after a power cut there is the old one or the new one, whole."""

import contextlib
import os
from pathlib import Path


def replace_file(path: Path, data: bytes, *, like: Path | None = None) -> None:
    """Write `data` to `path`, which keeps its permissions and, where that is allowed, its owner.

    A file that is not there yet gets those of `like`; without one, those of any new file.

    The way: a file beside it, its content forced to the disk, the name moved over the old one in
    one step, and the folder forced to the disk, because that is where the name is.

    Raises:
        OSError: the folder cannot be written to, or the disk is full; the old file is untouched.
    """
    path = path.resolve()  # of a link, the file it names is replaced
    fresh = path.with_name(f".{path.name}.new")
    pattern = path if path.exists() else like
    before = pattern.stat() if pattern else None
    try:
        with fresh.open("wb") as file:
            file.write(data)
            if before is not None:
                os.fchmod(file.fileno(), before.st_mode & 0o777)
                with contextlib.suppress(PermissionError):
                    os.fchown(file.fileno(), before.st_uid, before.st_gid)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    _force_folder(path.parent)


def _force_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
