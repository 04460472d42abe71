"""Serving, and what is said when it cannot be."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import msgspec
import pytest
from apiflask import APIFlask
from waitress.adjustments import Adjustments

from hub.settings import HubSettings, StoreSettings
from hub.store.engine import make_engine
from hub.web import create_app, serve
from hub.web.bodies import MOST_TAKEN_BYTES, Channel
from hub.web.server import AddressInUseError
from tests.hub.web.running import running
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS

MEGABYTE = 1024 * 1024


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
    web = msgspec.structs.replace(settings.web, port=free_port())

    def beat() -> None:
        beats.append(1)
        stop.set()

    serve(app, msgspec.structs.replace(settings, web=web), stop, beat=beat)
    assert beats == [1]


@pytest.fixture
def port(app: APIFlask, settings: HubSettings) -> Iterator[int]:
    """Of a hub that answers."""
    web = msgspec.structs.replace(settings.web, port=free_port())
    with running(app, msgspec.structs.replace(settings, web=web)):
        yield web.port


def parts(length: int) -> Iterator[bytes]:
    for _ in range(length // MEGABYTE):
        yield b"x" * MEGABYTE


@pytest.mark.parametrize("way", ["told", "in chunks"])
def test_an_upload_that_is_far_too_large_is_answered_in_our_words(port: int, way: str) -> None:
    """It is sent to its end, as browsers do before they read an answer."""
    sent = 100 * MEGABYTE
    headers = {"Content-Length": str(sent)} if way == "told" else {}
    with closing(HTTPConnection("127.0.0.1", port, PATIENCE_SECONDS)) as client:
        client.request("POST", "/login", parts(sent), headers, encode_chunked=way != "told")
        answer = client.getresponse()
        told = answer.read().decode()
        assert answer.status == 413
        assert "This is more than the hub takes." in told
        client.request("GET", "/healthz")
        assert client.getresponse().status == 200, "the connection lives"


def test_more_than_anybody_sends_by_mistake_is_refused_before_it_is_read(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as client:
        length = 1 + MOST_TAKEN_BYTES
        head = f"POST /sales HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        client.sendall(head.encode())
        assert client.recv(64).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("way", "length", "kept"),
    [
        *(("told", *numbers) for numbers in ((3, 3), (20, 20), (21, 0), (100, 0))),
        *(("in chunks", *numbers) for numbers in ((3, 3), (20, 20), (21, 20), (100, 20))),
    ],
)
def test_of_a_body_no_more_is_kept_than_anybody_may_send(way: str, length: int, kept: int) -> None:
    """Neither in memory nor on the disk; its length is told in full."""
    request = Channel.parser_class(Adjustments(max_request_body_size=MOST_TAKEN_BYTES))
    told = f"Content-Length: {length * MEGABYTE}"
    head = told if way == "told" else "Transfer-Encoding: chunked"
    request.received(f"POST / HTTP/1.1\r\n{head}\r\n\r\n".encode())
    for part in parts(length * MEGABYTE):
        framed = part if way == "told" else b"%x\r\n%b\r\n" % (len(part), part)
        while framed:
            framed = framed[request.received(framed) :]
    if way == "in chunks":
        request.received(b"0\r\n\r\n")
    assert request.completed
    assert request.error is None
    assert request.headers["CONTENT_LENGTH"] == str(length * MEGABYTE)
    assert sum(len(part) for part in request.get_body_stream()) == kept * MEGABYTE
    request.close()


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
