"""Serves the page from a thread, and asks the kiosk's loop for each press."""

import threading
from collections.abc import Callable

from flask import Flask

from kiosk.errors import ScreenError
from kiosk.inbox import Answer, Inbox, Item, Tap
from wire.clock import Clock
from wire.local_page import PageServer

_ANSWER_SECONDS = 5.0
_THREADS = 4


class Asking:
    """Puts a press into the inbox and waits until it is recorded. Callable from any thread."""

    def __init__(
        self, inbox: Inbox, clock: Clock, timeout_seconds: float = _ANSWER_SECONDS
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        self._timeout_seconds = timeout_seconds

    def __call__(self, button: int) -> bool:
        """True: recorded. False: not, or not within the time."""
        return _wait(
            self._inbox,
            lambda answer: Tap(button, self._clock.boot_ms(), answer),
            self._timeout_seconds,
        )


class Telling(Asking):
    """The same for a reason."""

    def __call__(self, button: int) -> bool:
        """`button` is the reason's number, from 1."""
        return _wait(
            self._inbox,
            lambda answer: Answer(button, self._clock.boot_ms(), answer),
            self._timeout_seconds,
        )


def _wait(
    inbox: Inbox, make: Callable[[Callable[[bool], None]], Item], timeout_seconds: float
) -> bool:
    answers: list[bool] = []
    answered = threading.Event()

    def answer(kept: bool) -> None:
        answers.append(kept)
        answered.set()

    if not inbox.put(make(answer)):
        return False
    return answered.wait(timeout_seconds) and answers[0]


def serve_screen(app: Flask, *, host: str, port: int) -> PageServer:
    """The page, served while the `with` block of what this returns lasts.

    Raises:
        ScreenError: the address cannot be used.
    """
    try:
        return PageServer(app, host=host, port=port, name="otklik-screen", threads=_THREADS)
    except OSError as error:
        raise ScreenError(
            f"The page cannot be served on {host}:{port} ({error}). Is another program using "
            "the port? Set another host or port in [screen]."
        ) from error
