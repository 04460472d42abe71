"""Serves the page from a thread, and asks the kiosk's loop for each press."""

import socket
import threading
from collections.abc import Callable
from typing import Any, Self

from flask import Flask
from waitress import create_server

from kiosk.errors import ScreenError
from kiosk.inbox import Answer, Inbox, Item, Tap
from wire.clock import Clock

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


class ScreenServer:
    """A page served while the `with` block lasts.

    Raises:
        ScreenError: the address cannot be used.
    """

    def __init__(self, app: Flask, *, host: str, port: int) -> None:
        self._map: dict[int, Any] = {}
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            # Bound here: waitress starts its threads first, and leaves them when binding fails.
            listening = socket.create_server((host, port), family=family)
        except OSError as error:
            raise ScreenError(
                f"The page cannot be served on {host}:{port} ({error}). Is another program using "
                "the port? Set another host or port in [screen]."
            ) from error
        self._server = create_server(
            app, map=self._map, sockets=[listening], threads=_THREADS, ident=None
        )
        self._thread = threading.Thread(target=self._server.run, name="otklik-screen", daemon=True)

    @property
    def port(self) -> int:
        """The port in use; chosen by the system where the settings say 0."""
        return int(self._server.effective_port)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.task_dispatcher.shutdown()
        # waitress closes its sockets only from its own thread without a race.
        self._server.trigger.pull_trigger(self._close_all)
        self._thread.join(timeout=5)

    def _close_all(self) -> None:
        for channel in list(self._map.values()):
            channel.close()
