"""Wait for a condition, with a limit. Tests never sleep for a guessed time."""

import threading
import time
from collections.abc import Callable

PATIENCE_SECONDS = 60.0
"""How long anything may take on a machine with much else to do. Who does not fail waits less."""
_POLL = threading.Event()


def eventually(
    condition: Callable[[], object], *, within_seconds: float = PATIENCE_SECONDS
) -> None:
    """Return when `condition()` is true; fail the test when it has not become so in time."""
    deadline = time.monotonic() + within_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come true within {within_seconds} s")
        _POLL.wait(0.01)
