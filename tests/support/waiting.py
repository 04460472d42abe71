"""Wait for a condition, with a limit. Tests never sleep for a guessed time."""

import threading
import time
from collections.abc import Callable

_POLL = threading.Event()


def eventually(condition: Callable[[], object], *, within_seconds: float = 10) -> None:
    """Return when `condition()` is true; fail the test when it has not become so in time."""
    deadline = time.monotonic() + within_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come true within {within_seconds} s")
        _POLL.wait(0.01)
