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
