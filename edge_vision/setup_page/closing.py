"""When the set-up page closes: after a stated time, which a person can prolong."""

import threading

from wire.clock import Clock
from wire.service import StopFlag


class Closing:
    """A deadline. Methods may come from any thread.

    Args:
        clock: time.
        minutes: until the page closes, from now; each `prolong` gives as many from then on.
    """

    def __init__(self, clock: Clock, minutes: float) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.length_ms = round(minutes * 60_000)
        self._at_ms = clock.boot_ms() + self.length_ms

    @property
    def seconds_left(self) -> int:
        """Until the page closes; 0: now."""
        with self._lock:
            return max(0, (self._at_ms - self._clock.boot_ms() + 999) // 1000)

    def prolong(self, at_least_ms: int | None = None) -> None:
        """Stay open for the full time from now, or for at least so long."""
        wanted_ms = self.length_ms if at_least_ms is None else at_least_ms
        with self._lock:
            self._at_ms = max(self._at_ms, self._clock.boot_ms() + wanted_ms)


class Turn(StopFlag):
    """Ends one run of the camera: because settings were saved, the time is over, or `stop` is set.

    Args:
        closing: the deadline.
        stop: of the process.
    """

    def __init__(self, closing: Closing, stop: StopFlag) -> None:
        super().__init__()
        self._closing = closing
        self._stop = stop

    @property
    def last(self) -> bool:
        """Whether no further turn is wanted."""
        return self._stop.is_set() or self._closing.seconds_left == 0

    def is_set(self) -> bool:
        """Whether to end this run."""
        return super().is_set() or self.last
