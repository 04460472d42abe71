"""Between the network thread and the storing thread: a queue with a limit in bytes."""

import threading
from collections import deque
from typing import Final, NamedTuple

from wire.link import Delivery

_OVERHEAD_BYTES: Final = 500
"""What a short message costs in memory beside its payload."""


class Arrival(NamedTuple):
    """A delivery, when it came (ms since boot), and by which connection, counted from 0."""

    delivery: Delivery
    boot_ms: int
    connection: int


class Inbox:
    """First in, first out. A full one makes the network thread wait, and with it the broker."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._waiting: deque[Arrival] = deque()
        self._bytes = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, arrival: Arrival) -> bool:
        """Add one, waiting for room. False: closed, and not taken."""
        with self._changed:
            while self._bytes >= self._max_bytes and not self._closed:
                self._changed.wait()
            if self._closed:
                return False
            if not self._waiting:
                self._changed.notify_all()
            self._waiting.append(arrival)
            self._bytes += _size(arrival)
            return True

    def take(self, wait_seconds: float, *, messages: int, payload_bytes: int) -> list[Arrival]:
        """What waits, oldest first, up to these limits but at least one; after the wait, none."""
        with self._changed:
            if not self._waiting:
                self._changed.wait(wait_seconds)
            taken: list[Arrival] = []
            room_bytes = payload_bytes
            while self._waiting and len(taken) < messages and room_bytes > 0:
                arrival = self._waiting.popleft()
                taken.append(arrival)
                self._bytes -= _size(arrival)
                room_bytes -= len(arrival.delivery.payload)
            self._changed.notify_all()
            return taken

    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def close(self) -> None:
        """Take no more, and let go whoever waits for room."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def _size(arrival: Arrival) -> int:
    return len(arrival.delivery.payload) + _OVERHEAD_BYTES
