"""How many people are inside: in less out, never negative, zero once a day.

A counter that misses one in fifty drifts by dozens in a week. At an hour in which nobody can be
inside the count is set to zero, and what it was off by is told: a measure of the counter's error
that costs nobody any work.

The hour is one of a wall clock, which a Raspberry Pi does not have when it starts. Until the time
is known the count goes on; once it is, a zero that was missed is made up for.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from edge_vision.domain.line_counter import Direction


@dataclass(frozen=True)
class Tally:
    """Counts since the last zero.

    Attributes:
        inside: people inside.
        entered, left: over all door lines.
        held: times somebody left while nobody was inside: they came in unseen.
    """

    inside: int = 0
    entered: int = 0
    left: int = 0
    held: int = 0

    def plus(self, direction: Direction) -> "Tally":
        """One crossing more."""
        if direction == "in":
            return replace(self, inside=self.inside + 1, entered=self.entered + 1)
        if self.inside == 0:
            return replace(self, left=self.left + 1, held=self.held + 1)
        return replace(self, inside=self.inside - 1, left=self.left + 1)

    def less(self, direction: Direction) -> "Tally":
        """One crossing taken back: it was staff's."""
        if direction == "in":
            inside, entered = max(0, self.inside - 1), max(0, self.entered - 1)
            return replace(self, inside=inside, entered=entered)
        if self.held:
            return replace(self, left=max(0, self.left - 1), held=self.held - 1)
        return replace(self, left=max(0, self.left - 1), inside=self.inside + 1)


@dataclass(frozen=True)
class Residual:
    """What a zero removed. `seconds` since the zero before it."""

    tally: Tally
    seconds: int


@dataclass(frozen=True)
class Remembered:
    """What outlives the process.

    Attributes:
        tally: since the last zero.
        day: the counting day it belongs to; None: the time was never known.
        zero_s: when it was last zero, in UTC seconds since 1970; None with `day`.
    """

    tally: Tally = Tally()
    day: date | None = None
    zero_s: float | None = None


class Occupancy:
    """The count of one camera's doors.

    Args:
        zero_minutes: after local midnight, when a new counting day begins.
        before: what an earlier process remembered.
        start_ms: when this process began, since boot.
    """

    def __init__(self, zero_minutes: int, before: Remembered, start_ms: int) -> None:
        self._zero = timedelta(minutes=zero_minutes)
        self._start_ms = start_ms
        self._before = before.tally
        self._own = Tally()
        self._timed = False
        self.state = before

    @property
    def inside(self) -> int:
        """People inside now."""
        return self.state.tally.inside

    def crossed(self, direction: Direction) -> None:
        """Somebody crossed a door line."""
        self._own = self._own.plus(direction)
        self.state = replace(self.state, tally=self.state.tally.plus(direction))

    def take_back(self, direction: Direction) -> None:
        """A crossing that was counted was staff's."""
        self._own = self._own.less(direction)
        self.state = replace(self.state, tally=self.state.tally.less(direction))

    def know_time(self, local: datetime, now_ms: int) -> Residual | None:
        """The time is known to be right; set to zero if a new counting day has begun.

        Args:
            local: now, aware, in the device's time zone.
            now_ms: the same instant, since boot.
        """
        began = local - timedelta(milliseconds=now_ms - self._start_ms)
        day, first = (local - self._zero).date(), not self._timed
        self._timed = True
        known = self.state.day
        if known is None:
            self.state = replace(self.state, day=day, zero_s=began.timestamp())
            return None
        if day <= known:
            # The same day, or a clock that was set back: never zero a day twice. But a day that is
            # far ahead came from a time that was wrong after all, and must not be waited for.
            if known - day > timedelta(days=1):
                self.state = replace(self.state, day=day)
            return None
        seconds = round(local.timestamp() - (self.state.zero_s or local.timestamp()))
        removed, kept = self.state.tally, Tally()
        if first and (began - self._zero).date() == day:
            # The zero fell into the time when this was switched off: those who came since stay.
            removed, kept = self._before, self._own
        self.state = Remembered(kept, day, local.timestamp())
        return Residual(removed, max(0, seconds))
