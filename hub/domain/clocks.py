"""Which offset from UTC a zone's clock has at which times, as a list that SQL can join."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

FIRST_YEAR: Final = 2020
"""Before any Otklik."""
_STEP_SECONDS: Final = 20 * 3600
"""Shorter than the time between any two changes of a clock since then."""


class Offset(NamedTuple):
    """A span of time in which the clock's offset does not change; `until_ms` is not part of it."""

    from_ms: int
    until_ms: int
    seconds: int


def offsets(zone: ZoneInfo, last_year: int) -> Iterator[Offset]:
    """The zone's offsets from the beginning of `FIRST_YEAR` to the end of a year, in UTC."""
    start = _second(FIRST_YEAR)
    end = _second(last_year + 1)
    now = _seconds_ahead(zone, start)
    at = start
    while at < end:
        ahead = min(at + _STEP_SECONDS, end)
        if (new := _seconds_ahead(zone, ahead)) != now:
            change = _first_change(zone, at, ahead)
            yield Offset(start * 1000, change * 1000, now)
            start, now = change, new
        at = ahead
    if start < end:
        yield Offset(start * 1000, end * 1000, now)


def _first_change(zone: ZoneInfo, before: int, after: int) -> int:
    """The second at which the offset changes between two instants."""
    old = _seconds_ahead(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _seconds_ahead(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _seconds_ahead(zone: ZoneInfo, second: int) -> int:
    found = datetime.fromtimestamp(second, zone).utcoffset()
    return round(found.total_seconds()) if found else 0


def _second(year: int) -> int:
    return round(datetime(year, 1, 1, tzinfo=UTC).timestamp())
