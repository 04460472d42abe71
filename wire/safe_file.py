"""A file that is there whole or not at all, also after a power cut."""

import os
import tempfile
from pathlib import Path


def put_file(path: Path, content: bytes, mode: int) -> None:
    """Write a file: its bytes reach the disk before its name does.

    Args:
        path: in a folder that is there.
        content: all of it.
        mode: such as 0o600; in force from the first byte on.

    Raises:
        OSError: the folder takes nothing; what was there before is untouched.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)  # the name stands in the folder
    finally:
        os.close(folder)
