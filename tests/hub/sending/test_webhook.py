"""Posts go to a real HTTP server on this machine."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hub.errors import SendingError
from hub.sending.webhook import MOST_AGE_SECONDS, Post, is_ours, post, sign
from tests.support.ports import free_port

SECRET = "a secret of two"
NOW_MS = 1_772_442_000_000
NOW = NOW_MS // 1000


class Receiver:
    """A server that checks nothing and keeps everything."""

    def __init__(self) -> None:
        self.answer = 204
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((self.path, dict(self.headers), body))
                self.send_response(outer.answer)
                if outer.answer == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook?key=hidden"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join(10)
    made.server.server_close()


def _post(receiver: Receiver, body: bytes = b'{"shop": "north-3"}') -> None:
    post(Post(receiver.address, SECRET, body, "alert 1 opened"), NOW_MS)


def test_a_receiver_can_tell_that_it_is_ours(receiver: Receiver) -> None:
    _post(receiver)
    ((path, headers, body),) = receiver.got
    assert path == "/hook?key=hidden"
    assert headers["Content-Type"] == "application/json"
    assert headers["Otklik-Delivery"] == "alert 1 opened"
    seen = {"timestamp": headers["Otklik-Timestamp"], "signature": headers["Otklik-Signature"]}
    assert is_ours(SECRET, **seen, body=body, now_seconds=NOW + 5)
    assert not is_ours("another", **seen, body=body, now_seconds=NOW)
    assert not is_ours(SECRET, **seen, body=body + b" ", now_seconds=NOW)
    assert not is_ours(SECRET, **seen, body=body, now_seconds=NOW + MOST_AGE_SECONDS + 1)
    later = seen | {"timestamp": str(NOW + 1)}
    assert not is_ours(SECRET, **later, body=body, now_seconds=NOW)
    assert not is_ours(SECRET, **seen | {"timestamp": "now"}, body=body, now_seconds=NOW)


def test_the_signature_is_the_published_one() -> None:
    """Worked out by `printf '1772442000.{}' | openssl dgst -sha256 -hmac key`."""
    assert sign("key", 1_772_442_000, b"{}") == (
        "v1=f1f3156d1584e3396993a1ec388e2c2fcc2e6f10679efb9572293ead419d633e"
    )


@pytest.mark.parametrize(
    ("answer", "lasting"),
    [(400, True), (404, True), (410, True), (429, False), (408, False), (500, False), (503, False)],
)
def test_a_refusal_is_final_and_trouble_is_not(
    answer: int, lasting: bool, receiver: Receiver
) -> None:
    receiver.answer = answer
    with pytest.raises(SendingError, match=str(answer)) as caught:
        _post(receiver)
    assert caught.value.lasting is lasting
    assert "hidden" not in str(caught.value)


def test_a_redirection_is_not_followed(receiver: Receiver) -> None:
    receiver.answer = 302
    with pytest.raises(SendingError, match="302"):
        _post(receiver)
    assert [path for path, _, _ in receiver.got] == ["/hook?key=hidden"]


def test_a_server_that_is_away_is_tried_again() -> None:
    message = Post(f"http://127.0.0.1:{free_port()}/hook", SECRET, b"{}", "one")
    with pytest.raises(SendingError, match="did not answer") as caught:
        post(message, NOW_MS)
    assert not caught.value.lasting


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://shop.example/x", "shop.example"])
def test_nothing_but_the_web_is_posted_to(address: str) -> None:
    with pytest.raises(SendingError, match="Only https"):
        post(Post(address, SECRET, b"{}", "one"), NOW_MS)


def test_capitals_in_the_scheme_are_no_fault(receiver: Receiver) -> None:
    address = receiver.address.replace("http://", "HTTP://")
    post(Post(address, SECRET, b"{}", "one"), NOW_MS)
    assert len(receiver.got) == 1


def test_an_answer_that_is_no_http_is_trouble_and_no_fault_of_ours() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as others:
        port = server.getsockname()[1]
        talking = others.submit(_answer_in_smtp, server)
        with pytest.raises(SendingError, match=r"no HTTP.*220 mail") as caught:
            post(Post(f"http://127.0.0.1:{port}/", SECRET, b"{}", "one"), NOW_MS)
        talking.result(10)
    assert not caught.value.lasting


def _answer_in_smtp(server: socket.socket) -> None:
    server.settimeout(10)
    connection, _ = server.accept()
    with connection:
        connection.settimeout(10)
        seen = b""
        while b"\r\n\r\n{}" not in seen:
            seen += connection.recv(65536)
        connection.sendall(b"220 mail.example ESMTP\r\n")


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ("http", b"HTTP/1.1 20"),
        ("http", b"HTTP/1.1 503 No\r\nA: "),
        ("https", b""),  # no hand-shake
    ],
)
def test_who_answers_for_ever_is_left(scheme: str, said: bytes) -> None:
    """It goes on saying something, so that no single step takes too long."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as others:
        talking = others.submit(_drip, server, said)
        message = Post(f"{scheme}://127.0.0.1:{server.getsockname()[1]}/", SECRET, b"{}", "one")
        with pytest.raises(SendingError, match=r"did not answer within 0\.3 s") as caught:
            post(message, NOW_MS, most_seconds=0.3)
        assert talking.result(10) == "left"
    assert not caught.value.lasting


def _drip(server: socket.socket, said: bytes) -> str:
    """Answer `said`, then a letter again and again, or nothing, until the other side is gone."""
    server.settimeout(10)
    connection, _ = server.accept()
    with connection:
        connection.settimeout(0.01)
        for _ in range(1000):
            try:
                connection.sendall(said)
                said = said and b"0"
                if connection.recv(65536) == b"":
                    return "left"
            except TimeoutError:
                continue
            except ConnectionError:
                return "left"
    return "still there"
