"""Where pins, keys and touches hand over to the one loop that thinks."""

import contextlib
import queue
from collections.abc import Callable
from typing import NamedTuple

from kiosk.domain.press import Edge

_LIMIT = 10_000
_PER_TAKE = 500
"""So that a flood of edges cannot keep the loop from its lights and its watchdog."""


class Tap(NamedTuple):
    """A whole press of something without contacts.

    `answer` is called once, on the loop's thread: True means that the press was recorded. It must
    only hand over.
    """

    button: int
    at_ms: int
    answer: Callable[[bool], None]


class Answer(NamedTuple):
    """A reason chosen on the screen, from 1. `answer` as in `Tap`."""

    reason: int
    at_ms: int
    answer: Callable[[bool], None]


Item = Edge | Tap | Answer


class Inbox:
    """A queue with a limit. `put` never blocks and never raises: pin handlers call it.

    Beyond the limit, what comes is dropped and counted in `dropped`. A person cannot press that
    fast; a floating wire can.
    """

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._queue: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self.dropped = 0

    @property
    def has_room(self) -> bool:
        """Whether `put` would take something now."""
        return self._queue.qsize() < self._limit

    def put(self, item: Item) -> bool:
        """Hand over. False: the limit is reached, the item was dropped."""
        if not self.has_room:
            self.dropped += 1
            return False
        self._queue.put(item)
        return True

    def take(self, timeout_seconds: float) -> list[Item]:
        """What waits, oldest first, up to a bound; empty when nothing comes within the time."""
        items: list[Item] = []
        with contextlib.suppress(queue.Empty):
            items.append(self._queue.get(timeout=timeout_seconds))
            while len(items) < _PER_TAKE:
                items.append(self._queue.get_nowait())
        return items
