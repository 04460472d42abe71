"""Serves the page from a thread while the camera runs."""

import socket

from flask import Flask

from edge_vision.errors import SetupError
from wire.local_page import PageServer

_THREADS = 8
"""Each open page holds one for up to a second at a time."""


def serve_setup(app: Flask, *, host: str, port: int) -> PageServer:
    """The page, served while the `with` block of what this returns lasts.

    Raises:
        SetupError: the address cannot be used.
    """
    try:
        return PageServer(
            app,
            host=host,
            port=port,
            name="otklik-setup",
            threads=_THREADS,
            # They are refused, not trusted: without this waitress would hide them from the page.
            clear_untrusted_proxy_headers=False,
        )
    except OSError as error:
        raise SetupError(
            f"The set-up page cannot be served on {host}:{port} ({error}). Is another program "
            "using the port, or the address not this device's? Name others with --port and --host."
        ) from error


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
