"""Where the framework's client gets bytes from: the hub, or a folder that was filled before.

Its own client for the network begins a download anew after each break, and keeps it in /tmp, which
is memory on Raspberry Pi OS. A shop's line breaks, so what has come is kept, and asked on from.
"""

import http.client
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError
from tuf.ngclient import FetcherInterface

from wire.update.release import PART_BYTES

_SECONDS: Final = 30
_OK: Final = 200
_PARTIAL: Final = 206
_CHUNK: Final = 65_536


class HubFetcher(FetcherInterface):
    """Over HTTP or HTTPS, part by part; goes on where an earlier run broke off.

    Args:
        ca_file: whose certificates the hub may have; empty: the system's.
        partial: folder for what is not complete.
    """

    def __init__(self, ca_file: str, partial: Path) -> None:
        self._ca_file = ca_file
        self._partial = partial

    def _fetch(self, url: str) -> Iterator[bytes]:
        yield from self._from(url, 0)

    def download_bytes(self, url: str, max_length: int) -> bytes:
        """A list of at most `max_length` bytes: in memory, since the next one may be another."""
        content = b""
        for part in self.fetch(url):
            content += part
            if len(content) > max_length:
                raise DownloadLengthMismatchError(f"{url} is longer than it should be")
        return content

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """A file of at most `max_length` bytes, kept until it is whole and was looked at."""
        self._partial.mkdir(parents=True, exist_ok=True)
        path = self._partial / sha256(url.encode()).hexdigest()
        with path.open("ab+") as file:
            have = file.tell()
            try:
                self._complete(url, file, have, max_length)
                file.seek(0)
                yield file
            except DownloadHTTPError:
                path.unlink()
                raise
            except DownloadError:
                raise  # the line broke: what has come stays
            except BaseException:
                # A damaged beginning would stay for ever.
                path.unlink()
                raise
            path.unlink()

    def _complete(self, url: str, file: IO[bytes], have: int, max_length: int) -> None:
        if have >= max_length:
            return
        for part in self._from(url, have):
            have += len(part)
            if have > max_length:
                raise DownloadHTTPError(f"{url} is longer than it should be", _OK)
            file.write(part)

    def _from(self, url: str, offset: int) -> Iterator[bytes]:
        """The bytes of a file from an offset on."""
        where = urlsplit(url)
        while True:
            before = offset
            connection = self._connection(where.scheme, where.hostname or "", where.port)
            try:
                wanted = {"Range": f"bytes={offset}-{offset + PART_BYTES - 1}"}
                connection.request("GET", where.path, headers=wanted)
                answer = connection.getresponse()
                total = _total(answer, url, offset)
                while chunk := answer.read(_CHUNK):
                    offset += len(chunk)
                    yield chunk
            except (OSError, http.client.HTTPException) as error:
                raise DownloadError(f"{where.scheme}://{where.netloc}: {error}") from error
            finally:
                connection.close()
            if offset >= total:
                return
            if offset == before:
                raise DownloadError(f"{where.scheme}://{where.netloc} gave nothing more")

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=_SECONDS)
        context = ssl.create_default_context(cafile=self._ca_file or None)
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=context)


class FolderFetcher(FetcherInterface):
    """From the folder that `otklik-update fetch` has filled; see `spool_paths`."""

    def __init__(self, spool: Path) -> None:
        self._spool = spool

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self._spool / url.removeprefix(f"{FOLDER_URL}/")
        if path.parent == self._spool / "metadata":
            # There under the names of the client's own store: without the version's number.
            number, _, name = path.name.partition(".")
            if name == "root.json":
                path = path.parent / "root_history" / path.name
            elif number.isdigit():
                path = path.with_name(name)
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except FileNotFoundError as error:
            raise DownloadHTTPError(f"{path} is not there", 404) from error


FOLDER_URL: Final = "folder:"
"""In the place of the hub's address, where there is no network."""


def _total(answer: http.client.HTTPResponse, url: str, offset: int) -> int:
    """How long the whole file is."""
    if answer.status == _OK and offset == 0:
        return answer.length or 0
    if answer.status != _PARTIAL:
        raise DownloadHTTPError(f"{url}: status {answer.status}", answer.status)
    unit, _, total = (answer.getheader("Content-Range") or "").partition("/")
    if not unit.startswith(f"bytes {offset}-") or not total.isdigit():
        raise DownloadError(f"{url}: the hub did not answer with the part that was asked for")
    return int(total)
