"""Which hour and day of a shop an instant belongs to.

All instants are milliseconds since 1970 in UTC. A *local hour* is the span in which the shop's
clock shows the same date and hour without being changed; it is named by the instant at which it
begins. So an autumn night's two o'clock hours are two, the missing one of spring is none, and a
zone with a half-hour offset, or one that changes by half an hour (Lord Howe), is right as well.
A *local day* is an ISO date (`2026-03-29`); it has 23 to 25 hours, with rare exceptions.

Right from `FIRST_MS` on: since then every zone has offsets of whole minutes and changes them on a
minute (nearly all on a quarter, but Antarctica/Casey did at 00:01). A test walks through all
zones; `hub.domain.event_time` lets no event be older.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from hub.domain.lengths import HOUR_MS, MINUTE_MS

FIRST_MS: Final = 1_577_836_800_000
"""2020-01-01T00:00Z."""
_CACHED_MINUTES: Final = 65_536
"""A month and a half of one zone, which is what a kiosk may bring after a long time offline."""


class LocalTime(NamedTuple):
    """Where an instant lies in a shop's calendar."""

    hour_ms: int
    """The instant at which the local hour begins."""
    day: str
    """The local day, as an ISO date."""


def local_time(zone: tzinfo, at_ms: int) -> LocalTime:
    """The local hour and day of an instant."""
    return _of_minute(zone, at_ms // MINUTE_MS)


def day_bounds_ms(zone: tzinfo, day: str) -> tuple[int, int]:
    """First instant of a local day, and first instant after it.

    Raises:
        ValueError: `day` is not an ISO date.
    """
    first = date.fromisoformat(day)
    return _begin_ms(zone, first), _begin_ms(zone, first + timedelta(days=1))


def day_hours_ms(zone: tzinfo, day: str) -> list[int]:
    """The beginnings of all local hours of a day, in order.

    Raises:
        ValueError: `day` is not an ISO date.
    """
    start_ms, end_ms = day_bounds_ms(zone, day)
    hours = []
    hour_ms = start_ms
    while hour_ms < end_ms:
        hours.append(hour_ms)
        # Where the clock is changed within the hour, its last minute is in the next one already.
        last_ms = local_time(zone, hour_ms + HOUR_MS - MINUTE_MS).hour_ms
        hour_ms = last_ms if last_ms > hour_ms else hour_ms + HOUR_MS
    return hours


@lru_cache(maxsize=_CACHED_MINUTES)
def _of_minute(zone: tzinfo, minute: int) -> LocalTime:
    at_ms = minute * MINUTE_MS
    local = _local(zone, at_ms)
    start_ms = at_ms - local.minute * MINUTE_MS
    while _local(zone, start_ms).utcoffset() != local.utcoffset():
        # The clock was changed within this hour: the hour begins with the change.
        start_ms += MINUTE_MS
    return LocalTime(start_ms, local.date().isoformat())


def _begin_ms(zone: tzinfo, day: date) -> int:
    # Where midnight is skipped, fold=0 reads it by the offset before: that is the change itself.
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return round(midnight.timestamp() * 1000)


def _local(zone: tzinfo, at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)
