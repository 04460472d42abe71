"""TCP ports of the loopback interface: which to use, and whether they are free."""

import socket
from typing import NamedTuple

from demo.errors import PortError


class Ports(NamedTuple):
    """Where the demo's pages are, on this machine only."""

    hub: int
    kiosk: int
    scene: int


_OPTIONS = {"hub": "--port", "kiosk": "--kiosk-port", "scene": "--scene-port"}


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_free(ports: Ports) -> None:
    """Look whether the pages can have their ports, before anything is started.

    Raises:
        PortError: one is taken, by another program or by another of our pages.
    """
    for page, port in ports._asdict().items():
        option = _OPTIONS[page]
        if list(ports).count(port) > 1:
            raise PortError(f"Port {port} is wanted by two pages; give {option} another one.")
        with socket.socket() as probe:
            # As the web server does it: a port in TIME_WAIT is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise PortError(
                    f"Port {port} cannot be used ({error.strerror}), perhaps by another demo that "
                    f"is still running. Choose another: `otklik-demo run {option} {port + 1}`."
                ) from error
