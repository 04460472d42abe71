"""The demo's own folder: emptied at each start, and therefore never anybody else's."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.errors import FolderError

MARKER = ".otklik-demo"
_EXPLANATION = "This folder belongs to otklik-demo, which empties it at each start.\n"


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Have a folder for oneself, emptied, while the block lasts.

    Args:
        folder: made if it is not there; it is not emptied without our marker file in it.

    Raises:
        FolderError: it holds files of somebody else, is in use by another demo, or is no folder.
    """
    marker = folder / MARKER
    if folder.exists() and not marker.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderError(
            f"{folder} was not made by the demo and is not empty, so it is left alone; "
            "remove it yourself, or name another folder with --folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    with marker.open("a", encoding="utf-8") as lock:
        try:
            # Ends with the process, however that ends; children do not inherit it.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FolderError(
                f"Another demo is running in {folder}. End it with Ctrl-C in its terminal, or "
                "give this one a place of its own with --folder, --port, --kiosk-port and "
                "--scene-port."
            ) from error
        _empty(folder)
        marker.write_text(_EXPLANATION, encoding="utf-8")
        yield


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.name == MARKER:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
