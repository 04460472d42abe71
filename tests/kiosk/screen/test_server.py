"""A page that cannot be served, and its question to the loop."""

import socket
import threading

import pytest
from flask import Flask

from kiosk.errors import ScreenError
from kiosk.inbox import Inbox, Tap
from kiosk.screen.server import Asking, serve_screen
from tests.support.waiting import PATIENCE_SECONDS
from wire.clock import FakeClock


def test_a_port_in_use_is_said_with_its_cure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ScreenError, match=rf"127.0.0.1:{port} .* Set another host or port"):
            serve_screen(Flask("test"), host="127.0.0.1", port=port)


@pytest.mark.parametrize("kept", [True, False])
def test_asking_waits_for_the_loops_answer(kept: bool) -> None:
    inbox = Inbox()
    answers: list[bool] = []
    asking = Asking(inbox, FakeClock(), timeout_seconds=PATIENCE_SECONDS)
    thread = threading.Thread(target=lambda: answers.append(asking(2)))
    thread.start()
    (tap,) = inbox.take(timeout_seconds=PATIENCE_SECONDS)
    assert isinstance(tap, Tap)
    assert tap.button == 2
    tap.answer(kept)
    thread.join(timeout=PATIENCE_SECONDS)
    assert answers == [kept]


def test_a_loop_that_does_not_answer_means_no() -> None:
    assert Asking(Inbox(), FakeClock(), timeout_seconds=0.01)(1) is False


def test_a_full_inbox_means_no_at_once() -> None:
    assert Asking(Inbox(limit=0), FakeClock(), timeout_seconds=60)(1) is False
