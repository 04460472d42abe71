"""Serving the application: waitress, one process, a thread for each open page."""

import logging
from collections.abc import Callable
from typing import Any, Final, Protocol

from flask import Flask
from waitress import create_server, wasyncore
from waitress.server import BaseWSGIServer

from hub.collector import settled
from hub.errors import HubError
from hub.serving import hub_of
from hub.settings import HubSettings
from hub.web.bodies import MOST_TAKEN_BYTES, Channel

_log = logging.getLogger("otklik.web")
_THREADS_FOR_PAGES: Final = 24
"""Beside one for each live stream: with the default of 40 streams, 64 threads in all."""
_ROUND_SECONDS: Final = 0.5
"""How soon `stop` is noticed when nobody asks for anything."""


class Stop(Protocol):
    """What says when to end: `wire.service.StopFlag`, or an event."""

    def is_set(self) -> bool:
        """Whether to end."""
        ...


class AddressInUseError(HubError, OSError):
    """The address that the settings name cannot be listened on."""


def serve(
    app: Flask,
    settings: HubSettings,
    stop: Stop,
    *,
    ready: Callable[[], None] = lambda: None,
    beat: Callable[[], None] = lambda: None,
) -> None:
    """Answer until told to stop.

    Args:
        app: from `create_app`.
        settings: where to listen.
        stop: looked at twice a second.
        ready: called once, when requests are taken.
        beat: called at least twice a second while the server moves, for the watchdog.

    Raises:
        AddressInUseError: another program listens there, or the address is not this machine's.
    """
    web = settings.web
    sockets: dict[int, Any] = {}
    try:
        server = create_server(
            app,
            map=sockets,
            host=web.host,
            port=web.port,
            threads=web.max_live_streams + _THREADS_FOR_PAGES,
            connection_limit=1000,
            max_request_body_size=MOST_TAKEN_BYTES,
            ident=None,
            clear_untrusted_proxy_headers=False,  # `behind_proxy` decides, in hub.web.security
        )
    except OSError as error:
        wasyncore.close_all(sockets)  # it had opened a pipe to wake itself before it failed
        raise AddressInUseError(
            f"Cannot listen on {web.host} port {web.port} ({error.strerror or error}): end the "
            "other program, or change `web.host` or `web.port`."
        ) from error
    for one in sockets.values():
        if isinstance(one, BaseWSGIServer):  # one for each address of the host
            one.channel_class = Channel
    _log.info("The pages are on http://%s:%d/", web.host, web.port)
    ready()
    try:
        with settled():
            while not stop.is_set():
                wasyncore.loop(timeout=_ROUND_SECONDS, use_poll=True, map=sockets, count=1)
                beat()
    finally:
        hub_of(app).live.stop()
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets)
