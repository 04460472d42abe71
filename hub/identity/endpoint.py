"""The door for devices: HTTPS on a port of its own, apart from the pages.

The standard library's server, with what it lacks for a door to a hostile network: the handshake
happens on the connection's own thread and within a time limit, so that nobody who connects and
says nothing keeps others out; a connection has a deadline, however slowly it speaks; threads are
counted; a body is read only up to a stated size.
waitress, which serves the pages, speaks no TLS and knows no certificates of clients.
"""

import contextlib
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn
from typing import Any, Final, cast

import msgspec

from hub.domain.whole_numbers import whole_number
from hub.errors import StoreError
from hub.identity.desk import Desk
from hub.identity.x509 import serial_of
from wire.identity.messages import (
    ENROL_PATH,
    MAX_BODY_BYTES,
    RENEW_PATH,
    Ask,
    Given,
    Refused,
)

_log = logging.getLogger("otklik.identity")
_SECONDS: Final = 15
"""For each step of the handshake and of a request."""
_DEADLINE_SECONDS: Final = 30
"""For all of them together."""
_AT_ONCE: Final = 32


class Door(ThreadingMixIn, HTTPServer):
    """Listens from the moment it is made; `handle_request` and `service_actions` in turn answer.

    Args:
        desk: what decides.
        context: the server's certificate, and the authority that clients' are checked with.
        host: address to listen on.
        port: TCP port; 0: any that is free.
        now: seconds that only grow.

    Raises:
        OSError: the address cannot be listened on.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(
        self,
        desk: Desk,
        context: ssl.SSLContext,
        host: str,
        port: int,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.desk = desk
        self._context = context
        self._now = now
        self._open: dict[ssl.SSLSocket, float] = {}
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread for a connection, unless too many are at work."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """On the connection's own thread: handshake, request, answer."""
        plain = cast("socket.socket", request)
        try:
            plain.settimeout(_SECONDS)
            with self._context.wrap_socket(
                plain, server_side=True, do_handshake_on_connect=False
            ) as secure:
                self._talk(secure, client_address)
        except OSError as error:  # ssl.SSLError is one: scanners, wrong authorities, time-outs
            _log.info("A connection from %s came to nothing (%s).", client_address[0], error)
        finally:
            self.shutdown_request(request)
            self._places.release()

    def _talk(self, secure: ssl.SSLSocket, client_address: Any) -> None:
        with self._lock:
            self._open[secure] = self._now()
        try:
            secure.do_handshake()
            self.finish_request(secure, client_address)
        finally:
            with self._lock:
                del self._open[secure]

    def service_actions(self) -> None:
        """End connections that are past their deadline: whoever drips bytes holds no thread."""
        overdue = self._now() - _DEADLINE_SECONDS
        with self._lock:
            for secure, since in self._open.items():
                if since < overdue:
                    with contextlib.suppress(OSError):
                        # Not the TLS layer's own: that belongs to the connection's thread.
                        socket.socket.shutdown(secure, socket.SHUT_RDWR)


def tls_context(certificate_file: str, ca_file: str) -> ssl.SSLContext:
    """TLS 1.2 or later; clients may show a certificate, which must then be of our authority.

    Args:
        certificate_file: the door's own key and certificate (PEM).
        ca_file: the authority's certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate_file)
    context.load_verify_locations(ca_file)
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # one request for each connection
    timeout = _SECONDS
    server: Door

    def do_POST(self) -> None:
        """Answer a device."""
        length = whole_number(self.headers.get("Content-Length", ""), MAX_BODY_BYTES)
        if length is None:
            self._say(413, Refused(why="size", text="The request has no length, or is too long."))
            return
        try:
            ask = msgspec.json.decode(self.rfile.read(length), type=Ask)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            self._say(400, Refused(why="request", text=f"The request cannot be read: {error}."))
            return
        try:
            self._decide(ask)
        except StoreError:
            _log.exception("The store did not answer; %.130r asks again.", ask.device)
            self._say(503, Refused(why="store", text="The hub is busy; ask again later."))

    def _decide(self, ask: Ask) -> None:
        if self.path == ENROL_PATH:
            answer = self.server.desk.enrol(ask)
        elif self.path == RENEW_PATH:
            shown = cast("ssl.SSLSocket", self.connection).getpeercert(binary_form=True)
            if shown is None:
                text = "A renewal needs the certificate that is to be renewed."
                self._say(403, Refused(why="unknown", text=text))
                return
            answer = self.server.desk.renew(ask, serial_of(shown))
        else:
            self._say(404, Refused(why="path", text=f"There are {ENROL_PATH} and {RENEW_PATH}."))
            return
        self._say(200 if isinstance(answer, Given) else 403, answer)

    def _say(self, status: int, answer: Given | Refused) -> None:
        body = msgspec.json.encode(answer)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Nothing about ourselves."""
        return "otklik"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """The desk logs what matters."""
        _log.debug(format, *args)
