"""Serves the page from a thread while the camera runs."""

import socket
import threading
from typing import Any, Self

from flask import Flask
from waitress import create_server

from edge_vision.errors import SetupError

_THREADS = 8
"""Each open page holds one for up to a second at a time."""


class SetupServer:
    """A page served while the `with` block lasts.

    Raises:
        SetupError: the address cannot be used.
    """

    def __init__(self, app: Flask, *, host: str, port: int) -> None:
        self._map: dict[int, Any] = {}
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            # Bound here: waitress starts its threads first, and leaves them when binding fails.
            listening = socket.create_server((host, port), family=family)
        except OSError as error:
            raise SetupError(
                f"The set-up page cannot be served on {host}:{port} ({error}). Is another program "
                "using the port? Name another with --port."
            ) from error
        self._server = create_server(
            app,
            map=self._map,
            sockets=[listening],
            threads=_THREADS,
            ident=None,
            # They are refused, not trusted: without this waitress would hide them from the page.
            clear_untrusted_proxy_headers=False,
        )
        self._thread = threading.Thread(target=self._server.run, name="otklik-setup", daemon=True)

    @property
    def port(self) -> int:
        """The port in use; chosen by the system for 0."""
        return int(self._server.effective_port)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.task_dispatcher.shutdown()
        # waitress closes its sockets only from its own thread without a race.
        self._server.trigger.pull_trigger(self._close_all)
        self._thread.join(timeout=5)

    def _close_all(self) -> None:
        for channel in list(self._map.values()):
            channel.close()


def own_addresses(port: int) -> list[str]:
    """Where a phone on the shop's network finds this device, as far as it knows itself."""
    found = [f"http://{socket.gethostname()}.local:{port}/"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only chooses the way.
            probe.connect(("192.168.0.1", 9))
            found.insert(0, f"http://{probe.getsockname()[0]}:{port}/")
        except OSError:
            return found
    return found
