"""An image as it is downloaded: plain, .xz, .zst or .gz, unpacked while it is read."""

import gzip
import hashlib
import io
import lzma
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Final, Protocol

import zstandard

from firmware_config.card.disk import BLOCK_BYTES
from firmware_config.errors import ImageError

_PACKED_BYTES: Final = 256 * 1024
_AHEAD: Final = 8
"""Blocks unpacked while the card is busy."""
_XZ, _GZIP, _ZSTD = b"\xfd7zXZ\x00", b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_DAMAGE: Final = (lzma.LZMAError, zstandard.ZstdError, zlib.error, EOFError, OSError)


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


class _Hashed(io.RawIOBase):
    """A file that counts and, if `hashes`, hashes what is read of it, from beginning to end."""

    def __init__(self, file: IO[bytes], *, hashes: bool) -> None:
        self._file = file
        self._hashes = hashes
        self.digest = hashlib.sha256()
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # bytearray-like
        read = self._file.readinto(buffer)  # type: ignore[attr-defined]  # IO[bytes] lacks it
        if self._hashes:
            self.digest.update(buffer[:read])
        self.position += read
        return int(read)


class Image:
    """An open image. Read its blocks once, then ask `check_sum`.

    Args:
        path: for its name and size.
        file: the same, open.
        hashes: whether `check_sum` will be asked; it costs as much as comparing the card does.
    """

    def __init__(self, path: Path, file: IO[bytes], *, hashes: bool) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._raw = _Hashed(file, hashes=hashes)
        self._buffered = io.BufferedReader(self._raw, 1 << 20)
        self.unpacked_bytes = _stated_size(self._buffered.peek(64), self._size)
        """The least it takes on the card, where the file says so at its beginning."""
        self._stream = _unpacked(self._buffered)

    def fraction(self) -> float:
        """How much of the file was read, 0 to 1."""
        return min(1.0, self._raw.position / max(1, self._size))

    def blocks(self) -> Iterator[bytes]:
        """Blocks of `BLOCK_BYTES`, the last one shorter; unpacked ahead in a thread.

        Raises:
            ImageError: the file is damaged or incomplete.
        """
        with ThreadPoolExecutor(1) as pool:
            waiting: list[Future[bytes]] = [pool.submit(self._block) for _ in range(_AHEAD)]
            try:
                while block := waiting.pop(0).result():
                    waiting.append(pool.submit(self._block))
                    yield block
            finally:
                for rest in waiting:
                    rest.cancel()

    def check_sum(self, expected: str) -> None:
        """Compare the SHA-256 of the file as it was downloaded.

        Raises:
            ImageError: it is another one.
        """
        while self._buffered.read(BLOCK_BYTES):
            pass
        found = self._raw.digest.hexdigest()
        if found != expected.lower():
            raise ImageError(
                f"{self._path.name} has another checksum ({found[:12]}...) than was stated "
                f"({expected[:12].lower()}...); download it again."
            )

    def _block(self) -> bytes:
        parts, missing = [], BLOCK_BYTES
        try:
            while missing and (part := self._stream.read(missing)):
                parts.append(part)
                missing -= len(part)
        except _DAMAGE as error:
            raise ImageError(
                f"{self._path.name} is damaged or incomplete ({error}); download it again."
            ) from error
        return b"".join(parts)


@contextmanager
def open_image(path: Path, *, hashes: bool = True) -> Iterator[Image]:
    """The image in a file, whatever its name ends in: its first bytes say how it is packed.

    Args:
        path: the file.
        hashes: see `Image`.

    Raises:
        ImageError: it cannot be opened, or is empty.
    """
    try:
        size = path.stat().st_size
        file: AbstractContextManager[IO[bytes]] = path.open("rb", buffering=0)
    except OSError as error:
        raise ImageError(f"The image {path} cannot be read ({error.strerror}).") from error
    with file as opened:
        if not size:
            raise ImageError(f"{path} is empty; download it again.")
        yield Image(path, opened, hashes=hashes)


def _unpacked(file: "io.BufferedReader[_Hashed]") -> _Readable:
    start = file.peek(8)
    if start.startswith(_XZ):
        return _Xz(file)
    if start.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file)
    if start.startswith(_ZSTD):
        return _Whole(file)
    return file


def _stated_size(start: bytes, file_bytes: int) -> int | None:
    if start.startswith((_XZ, _GZIP)):
        return None
    if start.startswith(_ZSTD):
        size = zstandard.frame_content_size(start)
        return size if size > 0 else None
    return file_bytes


class _Xz:
    """An .xz stream of any number of parts. LZMAFile goes by 8 KiB, and takes twice as long."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._part = lzma.LZMADecompressor(lzma.FORMAT_XZ)

    def read(self, size: int = -1, /) -> bytes:
        while True:
            if self._part.eof:
                # Parts may be filled up with zeros.
                packed = self._part.unused_data.lstrip(b"\0") or self._more().lstrip(b"\0")
                if not packed:
                    return b""
                self._part = lzma.LZMADecompressor(lzma.FORMAT_XZ)
            else:
                packed = self._more() if self._part.needs_input else b""
                if not packed and self._part.needs_input:
                    raise EOFError("it ends in the middle")
            if plain := self._part.decompress(packed, size):
                return plain

    def _more(self) -> bytes:
        return self._file.read(_PACKED_BYTES)


class _Whole:
    """A zstandard stream of any number of frames; one that ends in the middle is an error."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        while not self._rest:
            ended = self._frame.eof
            packed = (self._frame.unused_data if ended else b"") or self._file.read(_PACKED_BYTES)
            if not packed and ended:
                return b""
            if not packed:
                raise EOFError("it ends in the middle")
            if ended:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._rest = self._frame.decompress(packed)
        part, self._rest = self._rest[:size], self._rest[size:]
        return part
