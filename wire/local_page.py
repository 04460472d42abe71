"""A page that a device serves itself, from a thread. Nobody else imports waitress on a device.

Whoever installs a room with a page has waitress; the ground floor itself does without.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable
from typing import Any, Self

from waitress import create_server


class PageServer:
    """A page served while the `with` block lasts.

    Args:
        app: the page, as a WSGI application.
        host: the address to listen on.
        port: 0 lets the system choose.
        name: of its thread.
        threads: how many requests are answered at once.
        options: more for waitress.

    Raises:
        OSError: the address cannot be used.
    """

    def __init__(
        self,
        app: Callable[..., Any],
        *,
        host: str,
        port: int,
        name: str,
        threads: int,
        **options: bool,
    ) -> None:
        self._map: dict[int, Any] = {}
        self._waking = threading.Lock()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Bound here: waitress starts its threads first, and leaves them when binding fails.
        listening = socket.create_server((host, port), family=family)
        self._server = create_server(
            app, map=self._map, sockets=[listening], threads=threads, ident=None, **options
        )
        self._thread = threading.Thread(target=self._server.run, name=name, daemon=True)

    @property
    def port(self) -> int:
        """The port in use; chosen by the system for 0."""
        return int(self._server.effective_port)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.task_dispatcher.shutdown()
        # waitress closes its sockets only from its own thread without a race. The lock keeps the
        # pipe that wakes it open till we have written: a request that ends wakes it as well.
        with self._waking:
            self._server.trigger.pull_trigger(self._close_all)
        self._thread.join(timeout=5)

    def _close_all(self) -> None:
        with self._waking:
            for channel in list(self._map.values()):
                channel.close()


def host_is_ours(host: str) -> bool:
    """An address, localhost or this machine's name: what no stranger's DNS can point here.

    Args:
        host: as the request names it, with or without a port.
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        own = socket.gethostname().lower()
        return name.lower() in ("localhost", own, f"{own}.local")
    return True
