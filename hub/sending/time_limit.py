"""A limit for a whole conversation by HTTP: Python's own time-outs are for each step of it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, Request


class TimeLimit:
    """Ends the connections that are opened through it when its time is over."""

    def __init__(self) -> None:
        self.over = False
        self._watched: list[socket.socket] = []

    def connect(self, *where: Any, **how: Any) -> socket.socket:
        """What `socket.create_connection` does, watched.

        Raises:
            TimeoutError: the time was over before there was a connection.
        """
        made = socket.create_connection(*where, **how)
        # Another handle of the same connection: TLS takes the first away from whoever made it.
        self._watched.append(made.dup())
        if self.over:
            made.close()
            raise TimeoutError("timed out")
        return made

    def end(self) -> None:
        """Whoever waits for the other side now sees the end of what it said."""
        self.over = True
        for one in list(self._watched):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side was first

    def close(self) -> None:
        """Let go of all."""
        for one in self._watched:
            one.close()


@contextmanager
def time_limit(seconds: float) -> Iterator[TimeLimit]:
    """A limit that runs while the block lasts."""
    limit = TimeLimit()
    timer = threading.Timer(seconds, limit.end)
    timer.daemon = True
    timer.start()
    try:
        yield limit
    finally:
        timer.cancel()
        timer.join()  # else it could end what was closed already
        limit.close()


class LimitedHttp(HTTPHandler):
    """Opens http:// addresses within a limit."""

    def __init__(self, limit: TimeLimit) -> None:
        super().__init__()
        self._limit = limit

    def http_open(self, req: Request) -> HTTPResponse:
        """As urllib does."""
        return self.do_open(_through(HTTPConnection, self._limit), req)


class LimitedHttps(HTTPSHandler):
    """Opens https:// addresses within a limit, and checks certificates as urllib does."""

    def __init__(self, limit: TimeLimit) -> None:
        super().__init__()
        self._limit = limit

    def https_open(self, req: Request) -> HTTPResponse:
        """As urllib does."""
        return self.do_open(_through(HTTPSConnection, self._limit), req)


def _through(kind: type[HTTPConnection], limit: TimeLimit) -> Any:
    def opened(*where: Any, **how: Any) -> HTTPConnection:
        made = kind(*where, **how)
        # The one place between the connection and its TLS, whose hand-shake can take for ever too.
        made._create_connection = limit.connect  # type: ignore[attr-defined]  # noqa: SLF001 - no other way in
        return made

    return opened
