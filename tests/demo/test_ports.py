import socket

import pytest

from demo.errors import PortError
from demo.ports import Ports, check_free, free_port


def three_free() -> Ports:
    found: set[int] = set()
    while len(found) < 3:
        found.add(free_port())
    return Ports(*found)


def test_free_ports_are_fine() -> None:
    check_free(three_free())


@pytest.mark.parametrize(
    ("page", "option"), [("hub", "--port"), ("kiosk", "--kiosk-port"), ("scene", "--scene-port")]
)
def test_a_taken_port_is_named_with_its_option(page: str, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        ports = three_free()._replace(**{page: port})
        with pytest.raises(PortError, match=rf"Port {port} .*run {option} {port + 1}"):
            check_free(ports)


def test_two_pages_cannot_share_a_port() -> None:
    ports = three_free()
    with pytest.raises(PortError, match="two pages"):
        check_free(ports._replace(kiosk=ports.hub))
