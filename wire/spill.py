"""Events that the disk does not take wait in memory, in order, up to a stated limit."""

import logging
import threading
from collections import deque
from enum import Enum

from wire.errors import OutboxFullError
from wire.messages import Event
from wire.outbox import Outbox

_log = logging.getLogger("otklik.outbox")


class Kept(Enum):
    """What became of an event. Only `LOST` is a reason not to thank the shopper."""

    ON_DISK = "on disk"
    IN_MEMORY = "in memory"
    LOST = "lost"


class Spill:
    """Stands before an outbox. Above `limit_events`, events are lost and counted in `lost`."""

    def __init__(self, outbox: Outbox, limit_events: int) -> None:
        self._outbox = outbox
        self._limit = limit_events
        self._waiting: deque[Event] = deque()
        self._lock = threading.Lock()
        self.lost = 0

    @property
    def waiting(self) -> int:
        """Events in memory only."""
        return len(self._waiting)

    def record(self, event: Event) -> Kept:
        """Store an event behind those that wait."""
        with self._lock:
            if len(self._waiting) >= self._limit and not self._flush():
                self.lost += 1
                return Kept.LOST
            self._waiting.append(event)
            return Kept.ON_DISK if self._flush() else Kept.IN_MEMORY

    def flush(self) -> bool:
        """Try again. True: nothing waits any more."""
        with self._lock:
            return self._flush()

    def _flush(self) -> bool:
        if not self._waiting:
            return True
        try:
            self._outbox.append_all(list(self._waiting))
        except OutboxFullError as error:
            if len(self._waiting) == 1:  # the first of a row of failures speaks for all
                _log.error("%s Events wait in memory (at most %d).", error, self._limit)
            return False
        if len(self._waiting) > 1:
            _log.warning("The disk works again: %d events written.", len(self._waiting))
        self._waiting.clear()
        return True
