"""A card that is open for writing. Every trouble with it is one sentence with its cure.

Blocks go to the medium and come from it without the page cache (O_DIRECT): what is read back is
what the medium holds, progress tells of the medium's speed, and nothing is copied twice.
"""

import errno
import mmap
import os
import stat
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from firmware_config.errors import CardError

BLOCK_BYTES: Final = 4 * 1024 * 1024
"""As much as a card erases at once."""
_ALIGNED_BYTES: Final = 4096
"""What O_DIRECT asks of places and lengths, on any medium; memory maps lie so by themselves."""
_WAITING: Final = 4
"""Blocks that wait for the one that is being written."""
_AHEAD: Final = 3
"""Blocks read ahead. Written is one at a time: a card is quickest with one place after another."""
_DIRECT: Final = getattr(os, "O_DIRECT", 0)
_NEVER_BOOTS: Final = "The card does not boot now, and looks empty"


class Disk:
    """An open disk, or a file in the place of one, which never grows past `limit_bytes`.

    Close it, which waits for what is on its way to the medium.
    """

    def __init__(self, path: Path, handles: tuple[int, int], limit_bytes: int | None) -> None:
        self._path = path
        self._handle, self._direct = handles
        self._limit = limit_bytes
        self._writer = ThreadPoolExecutor(1)
        self._writing: deque[Future[None]] = deque()
        self._spare: deque[mmap.mmap] = deque()

    def close(self) -> None:
        """Let go of the disk."""
        self._writer.shutdown()
        os.close(self._direct)
        os.close(self._handle)

    def put(self, offset: int, data: bytes) -> None:
        """Write all of `data`; returns while it is still on its way, at most a few blocks behind.

        Raises:
            CardError: it is full, broken or gone, now or at one of the blocks before.
        """
        if self._limit is not None and offset + len(data) > self._limit:
            raise self._trouble(OSError(errno.ENOSPC, "full"))
        for start in range(0, len(data), BLOCK_BYTES):
            part = data[start : start + BLOCK_BYTES]
            self._finish(_WAITING)
            self._writing.append(self._writer.submit(self._write, offset + start, part))

    def get(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes; fewer at the end. Raises CardError when it cannot be read."""
        try:
            if (offset | size) % _ALIGNED_BYTES:
                return os.pread(self._handle, size, offset)
            if size <= BLOCK_BYTES:
                return self._get_direct(offset, size)
            return b"".join(self.blocks(offset, offset + size))
        except OSError as error:
            raise self._trouble(error) from error

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """What lies between two places, block by block, read ahead in threads.

        Ends early where the disk does. Raises CardError when it cannot be read.
        """
        places = iter(range(start, end, BLOCK_BYTES))
        with ThreadPoolExecutor(_AHEAD) as pool:

            def read(place: int) -> Future[bytes]:
                return pool.submit(self.get, place, min(BLOCK_BYTES, end - place))

            reading = deque(read(place) for place in islice(places, _AHEAD))
            try:
                while reading and (block := reading.popleft().result()):
                    reading.extend(read(place) for place in islice(places, 1))
                    yield block
            finally:
                for rest in reading:
                    rest.cancel()

    def settle(self) -> None:
        """Everything is on the medium, and is read from there next. Raises CardError."""
        self._finish(0)
        try:
            os.fsync(self._handle)
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(self._handle, 0, 0, os.POSIX_FADV_DONTNEED)
        except OSError as error:
            raise self._trouble(error) from error

    def _finish(self, left: int) -> None:
        """Wait until at most so many blocks are on their way."""
        try:
            while len(self._writing) > left:
                self._writing.popleft().result()
        except OSError as error:
            raise self._trouble(error) from error

    def _get_direct(self, offset: int, size: int) -> bytes:
        with self._buffer() as buffer, memoryview(buffer) as view, view[:size] as wanted:
            return bytes(wanted[: os.preadv(self._direct, [wanted], offset)])

    def _write(self, offset: int, data: bytes) -> None:
        """In the writer's thread, one block at a time."""
        if (offset | len(data)) % _ALIGNED_BYTES:
            _write_all(self._handle, memoryview(data), offset)
            return
        with self._buffer() as buffer, memoryview(buffer) as view:
            view[: len(data)] = data
            _write_all(self._direct, view[: len(data)], offset)

    @contextmanager
    def _buffer(self) -> Iterator[mmap.mmap]:
        """Memory that O_DIRECT accepts, used again: the first touch of a new page costs most."""
        try:
            buffer = self._spare.pop()
        except IndexError:
            buffer = mmap.mmap(-1, BLOCK_BYTES)
        try:
            yield buffer
        finally:
            self._spare.append(buffer)

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


def _write_all(handle: int, view: memoryview, offset: int) -> None:
    while view:
        written = os.pwrite(handle, view, offset)
        view, offset = view[written:], offset + written


def _open_direct(path: Path, flags: int) -> int:
    """A second handle, past the page cache. Without O_EXCL, which is the first one's.

    Where a file system has no such thing (a folder in memory), its writes wait for the medium.
    """
    try:
        return os.open(path, flags | _DIRECT)
    except OSError:
        return os.open(path, flags | getattr(os, "O_DSYNC", 0))


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
    access = (flags & os.O_ACCMODE) | os.O_CLOEXEC
    try:
        handle = os.open(path, flags | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CardError(f"{path} cannot be opened ({error.strerror}); {_cure(error)}") from error
    try:
        is_file = is_there and stat.S_ISREG(os.fstat(handle).st_mode)
        limit = os.fstat(handle).st_size if is_file else None
        disk = Disk(path, (handle, _open_direct(path, access)), limit)
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
