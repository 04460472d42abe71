"""Where the processor time goes, by stage, as told by whoever works on behalf of a stage."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up the seconds of named stages. For one thread.

    A stage within a stage takes its time from the outer one, so that all stages together are the
    time that passed.

    Args:
        now_s: a clock that only goes forward; by default the processor time of this process, so
            that what passed before (loading libraries) is in it too, as the first stage.
        first: the name of the stage that runs now.
    """

    def __init__(
        self, now_s: Callable[[], float] = time.process_time, *, first: str = "start"
    ) -> None:
        self._now_s = now_s
        self._since_s = 0.0
        self._stage = first
        self._seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """While this lasts, time belongs to `name`."""
        outer = self.switch(name)
        try:
            yield
        finally:
            self.switch(outer)

    def switch(self, name: str) -> str:
        """From now on time belongs to `name`; returns the stage that was before."""
        now_s = self._now_s()
        before = self._stage
        self._seconds[before] = self._seconds.get(before, 0.0) + now_s - self._since_s
        self._stage, self._since_s = name, now_s
        return before

    def seconds(self) -> dict[str, float]:
        """Seconds of every stage so far, in the order in which they first ended."""
        self.switch(self._stage)
        return dict(self._seconds)
