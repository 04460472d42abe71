"""Serving, and what is said when it cannot be."""

import socket
import threading
from pathlib import Path

import msgspec
import pytest
from apiflask import APIFlask

from hub.settings import HubSettings, StoreSettings
from hub.store.engine import make_engine
from hub.web import create_app, serve
from hub.web.server import AddressInUseError
from tests.support.broker import free_port


def test_a_port_in_use_is_said_with_the_cure(app: APIFlask, settings: HubSettings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        web = msgspec.structs.replace(settings.web, port=other.getsockname()[1])
        taken = msgspec.structs.replace(settings, web=web)
        with pytest.raises(AddressInUseError, match=r"change `web\.host` or `web\.port`"):
            serve(app, taken, threading.Event())


def test_the_watchdog_is_fed_while_the_server_moves(app: APIFlask, settings: HubSettings) -> None:
    stop, beats = threading.Event(), []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = msgspec.structs.replace(settings.web, port=port)

    def beat() -> None:
        beats.append(1)
        stop.set()

    serve(app, msgspec.structs.replace(settings, web=web), stop, beat=beat)
    assert beats == [1]


def test_an_upload_that_is_far_too_large_is_refused_before_it_is_read(
    app: APIFlask, settings: HubSettings
) -> None:
    stop, port = threading.Event(), free_port()
    web = msgspec.structs.replace(settings.web, port=port)
    ready = threading.Event()
    served = threading.Thread(
        target=serve,
        args=(app, msgspec.structs.replace(settings, web=web), stop),
        kwargs={"ready": ready.set},
    )
    served.start()
    try:
        assert ready.wait(10)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(b"POST /sales HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
            assert client.recv(64).startswith(b"HTTP/1.1 413 ")
    finally:
        stop.set()
        served.join(10)


def test_a_store_that_is_away_is_no_crash(
    settings: HubSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = make_engine(StoreSettings(path=str(tmp_path / "nowhere" / "hub.sqlite")))
    client = create_app(settings, engine).test_client()
    headers = {"Authorization": "Bearer otk_x"}
    for address, told in (
        ("/readyz", "the journal says why"),
        ("/metrics", "try again in a moment"),
        ("/api/v1/sites", "try again in a moment"),
    ):
        answer = client.get(address, headers=headers)
        assert answer.status_code == 503
        assert told in answer.text
        assert "nowhere" not in answer.text
    assert "cannot be opened" in caplog.text
    engine.dispose()
