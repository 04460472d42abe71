"""A card that is open for writing. Every trouble with it is one sentence with its cure."""

import errno
import os
import stat
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from firmware_config.errors import CardError

_SYNC_BYTES: Final = 32 * 1024 * 1024
"""Handed to the medium after so many bytes, or progress would tell of the memory's speed."""
_NEVER_BOOTS: Final = "The card does not boot now, and looks empty"


class Disk:
    """An open disk, or a file in the place of one, which never grows past `limit_bytes`.

    Close it, which waits for what is on its way to the medium.
    """

    def __init__(self, path: Path, handle: int, limit_bytes: int | None) -> None:
        self._path = path
        self._handle = handle
        self._limit = limit_bytes
        self._unsynced = 0
        self._thread = ThreadPoolExecutor(1)
        self._syncing: Future[None] | None = None

    def close(self) -> None:
        """Let go of the disk."""
        self._thread.shutdown()
        os.close(self._handle)

    def put(self, offset: int, data: bytes) -> None:
        """Write all of `data`.

        Raises:
            CardError: it is full, broken or gone.
        """
        if self._limit is not None and offset + len(data) > self._limit:
            raise self._trouble(OSError(errno.ENOSPC, "full"))
        view = memoryview(data)
        try:
            while view:
                written = os.pwrite(self._handle, view, offset)
                view, offset = view[written:], offset + written
            self._unsynced += len(data)
            if self._unsynced >= _SYNC_BYTES:
                self._sync()
        except OSError as error:
            raise self._trouble(error) from error

    def get(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes; fewer at the end. Raises CardError when it cannot be read."""
        try:
            return os.pread(self._handle, size, offset)
        except OSError as error:
            raise self._trouble(error) from error

    def settle(self) -> None:
        """Everything is on the medium, and is read from there next. Raises CardError."""
        try:
            self._synced()
            os.fsync(self._handle)
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(self._handle, 0, 0, os.POSIX_FADV_DONTNEED)
        except OSError as error:
            raise self._trouble(error) from error

    def _sync(self) -> None:
        """Hand over what was written, beside the writing of more: the medium is never idle."""
        self._synced()
        self._syncing = self._thread.submit(os.fdatasync, self._handle)
        self._unsynced = 0

    def _synced(self) -> None:
        """Wait for the hand-over before. Raises its OSError."""
        if self._syncing is not None:
            syncing, self._syncing = self._syncing, None
            syncing.result()

    def _trouble(self, error: OSError) -> CardError:
        match error.errno:
            case errno.ENOSPC:
                return CardError(
                    f"{self._path} is full before the image ends: take a larger card. "
                    f"{_NEVER_BOOTS}."
                )
            case errno.ENODEV | errno.ENXIO | errno.ENOMEDIUM:
                return CardError(
                    f"{self._path} was pulled out: put it in and write it again. {_NEVER_BOOTS}."
                )
            case errno.EROFS | errno.EACCES | errno.EPERM:
                return CardError(f"{self._path} is write-protected; slide the switch on its side.")
            case _:
                return CardError(
                    f"{self._path} failed ({error.strerror}): it is worn, or the reader is loose; "
                    f"take another. {_NEVER_BOOTS}."
                )


@contextmanager
def open_disk(path: Path, *, for_writing: bool, in_use: bool = False) -> Iterator[Disk]:
    """A disk or file, opened.

    Args:
        path: a block device, or a file; one that is not there yet is made.
        for_writing: otherwise it is only read.
        in_use: a person insists on a disk that is mounted, which Linux refuses otherwise.

    Raises:
        CardError: it cannot be opened.
    """
    flags = os.O_RDWR if for_writing else os.O_RDONLY
    is_there = path.exists()
    if for_writing and not is_there:
        flags |= os.O_CREAT | os.O_EXCL
    elif for_writing and stat.S_ISBLK(path.stat().st_mode) and not in_use:
        flags |= os.O_EXCL
    try:
        handle = os.open(path, flags | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CardError(f"{path} cannot be opened ({error.strerror}); {_cure(error)}") from error
    try:
        is_file = is_there and stat.S_ISREG(os.fstat(handle).st_mode)
        disk = Disk(path, handle, os.fstat(handle).st_size if is_file else None)
    except BaseException:
        os.close(handle)
        raise
    with closing(disk):
        yield disk


def _cure(error: OSError) -> str:
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return "disks belong to root: run it with sudo."
        case errno.EBUSY:
            return "something has it open: unmount it and close other programs."
        case errno.EROFS:
            return "it is write-protected: slide the switch on the card's side."
        case errno.ENOMEDIUM:
            return "put a card into the reader."
        case _:
            return "look whether it is plugged in."
