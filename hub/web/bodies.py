"""How much of a request's body the server takes, and how much of that it keeps.

A browser reads no answer before it has sent everything; a server that closes the connection before
is a fault of the network to it, not a sentence. So a body that is too long is taken to its end and
thrown away as it comes, and the page that it was meant for says so.
"""

from typing import Final

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

MOST_KEPT_BYTES: Final = 20 * 1024 * 1024
"""A file of sales, the largest upload, has up to 16 MB: none that is taken is longer than this."""
MOST_TAKEN_BYTES: Final = 512 * 1024 * 1024
"""Nobody sends more by mistake: the connection is closed at once."""


class _Bounded(OverflowableBuffer):  # type: ignore[misc]  # the library has no types
    """Keeps so many bytes; but its length, by which a request is judged, is that of all."""

    def __init__(self, overflow: int, keeps: int) -> None:
        super().__init__(overflow)
        self._keeps = keeps
        self._given = 0

    def __len__(self) -> int:
        return self._given

    def append(self, part: bytes) -> None:
        self._given += len(part)
        if self._given <= self._keeps:
            super().append(part)


class _Parser(HTTPRequestParser):  # type: ignore[misc]  # the same
    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            keeps = MOST_KEPT_BYTES if self.content_length <= MOST_KEPT_BYTES else 0
            self.body_rcv.buf = _Bounded(self.adj.inbuf_overflow, keeps)


class Channel(HTTPChannel):  # type: ignore[misc]  # the same
    """A connection to a client."""

    parser_class = _Parser
