"""An hour as a shop's wall clock shows it."""

from datetime import UTC, datetime, tzinfo
from typing import NamedTuple


class ClockHour(NamedTuple):
    """A local hour by its name, not its instant. Sorts as the hours of a day follow each other."""

    minutes: int
    """From midnight to where it begins, by the clock's hands."""
    again: bool
    """The second of two hours with this name, in an autumn night."""

    @property
    def label(self) -> str:
        """`14:00`; `02:00 again` for the second one."""
        text = f"{self.minutes // 60:02d}:{self.minutes % 60:02d}"
        return f"{text} again" if self.again else text


def clock_hour(zone: tzinfo, hour_ms: int) -> ClockHour:
    """Name the local hour that begins at an instant."""
    local = _local(zone, hour_ms)
    return ClockHour(local.hour * 60 + local.minute, bool(local.fold))


def weekday(zone: tzinfo, hour_ms: int) -> int:
    """Local weekday of an instant; Monday is 0."""
    return _local(zone, hour_ms).weekday()


def _local(zone: tzinfo, at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)
