"""A device's own page, served for real."""

import socket
import threading
from urllib.request import urlopen

import pytest
from flask import Flask

from tests.support.ports import free_port
from tests.support.waiting import eventually
from wire.local_page import PageServer, host_is_ours


def test_a_page_is_served_until_the_block_ends() -> None:
    before = set(threading.enumerate())
    app = Flask("test")
    app.add_url_rule("/", view_func=lambda: "here")
    page = PageServer(app, host="127.0.0.1", port=free_port(), name="otklik-test", threads=2)
    with page:
        with urlopen(f"http://127.0.0.1:{page.port}/", timeout=10) as response:
            assert response.read() == b"here"
        port = page.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    assert not set(threading.enumerate()) - before


def test_a_request_that_ends_while_the_page_closes_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = PageServer(Flask("test"), host="127.0.0.1", port=0, name="otklik-test", threads=1)
    pipe = page._server.trigger
    wake = pipe._physical_pull

    def woken_before() -> None:
        wake()  # by a thread that had answered a request
        eventually(pipe.lock.locked)  # the page's thread is at our order to close everything
        wake()

    monkeypatch.setattr(pipe, "_physical_pull", woken_before)
    with page:
        pass
    assert not page._map


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("192.168.1.7:8090", True),
        ("[fd00::5]:8090", True),
        ("[::1]", True),
        ("localhost:8090", True),
        (f"{socket.gethostname().lower()}.local", True),
        ("evil.example:8090", False),
        ("192.168.1.7.evil.example", False),
    ],
)
def test_a_strangers_name_is_not_ours(host: str, ours: bool) -> None:
    assert host_is_ours(host) is ours
