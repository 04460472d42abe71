"""Which days a page shows: today, the last days, or any range, in each shop's own calendar."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from hub.domain.calendar import day_bounds_ms

LAST_DAYS: Final = {"today": 1, "7d": 7, "28d": 28}
"""Periods that end today, and their length in days."""
RANGE: Final = "range"
MAX_DAYS: Final = 731
"""Two years: longer series show no more on a screen and cost more than a page may."""
_FIRST_DAY: Final = date(2020, 1, 1)  # the calendar's limit


@dataclass(frozen=True, slots=True)
class Period:
    """What was asked for. `first` and `last` are inclusive, and set for a range only."""

    name: str
    first: date | None = None
    last: date | None = None


class Span(NamedTuple):
    """A period in one time zone: inclusive ISO days, and instants from start to before end."""

    first_day: str
    last_day: str
    start_ms: int
    end_ms: int


class Slice(NamedTuple):
    """A period for those shops that share a time zone: what one query reads."""

    timezone: str
    site_ids: tuple[int, ...]
    span: Span


def parse_period(name: str, first: str, last: str) -> Period:
    """Read a period as it stands in an address.

    Args:
        name: a key of `LAST_DAYS`, or `range`.
        first: ISO day; used with `range`.
        last: ISO day, inclusive; used with `range`.

    Raises:
        ValueError: unknown, not dates, the wrong way round, or too long; the
            text is for the person who asked.
    """
    if name in LAST_DAYS:
        return Period(name)
    if name != RANGE:
        raise ValueError(f"There is no period {name!r}; use today, 7d, 28d or range.")
    start, end = _day(first, "first"), _day(last, "last")
    if end < start:
        raise ValueError(f"The first day {start} is after the last day {end}; swap them.")
    if (end - start).days >= MAX_DAYS:
        raise ValueError(f"A range may have at most {MAX_DAYS} days; choose a shorter one.")
    if start < _FIRST_DAY:
        raise ValueError(f"There is nothing before {_FIRST_DAY}; choose a later first day.")
    return Period(RANGE, start, end)


def span(period: Period, zone: tzinfo, now_ms: int) -> Span:
    """The days and instants of a period in one time zone."""
    today = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone).date()
    last = period.last or today
    first = period.first or last - timedelta(days=LAST_DAYS.get(period.name, 1) - 1)
    start_ms, _ = day_bounds_ms(zone, first.isoformat())
    _, end_ms = day_bounds_ms(zone, last.isoformat())
    return Span(first.isoformat(), last.isoformat(), start_ms, end_ms)


def days(first_day: str, last_day: str) -> list[str]:
    """All ISO days from the first to the last, both included."""
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _day(text: str, which: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"The {which} day {text[:40]!r} is no date; write it as 2026-03-29."
        ) from None
    if day.year > 9000:  # the day after the last one of the calendar does not exist
        raise ValueError(f"The {which} day {day} is too far ahead.")
    return day
