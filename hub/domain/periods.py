"""Which days a page shows: today, the last days, or any range, in each shop's own calendar."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from hub.domain.calendar import day_bounds_ms
from hub.domain.calendar_units import UNITS, unit_days
from hub.domain.text import text

TODAY: Final = "today"
LAST_DAYS: Final = {TODAY: 1, "7d": 7, "28d": 28}
"""Periods that end today, and their length in days."""
RANGE: Final = "range"
MAX_DAYS: Final = 3660
"""Ten years."""
_FIRST_DAY: Final = date(2020, 1, 1)  # the calendar's limit


@dataclass(frozen=True, slots=True)
class Period:
    """What was asked for. `first` and `last` are inclusive, and set for a range.

    `last` of any other period is the newest day that it may show. None: the one that is now.
    `at` is a day within the week, month or year that is meant. None: the one that is now.
    """

    name: str
    first: date | None = None
    last: date | None = None
    at: date | None = None


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


def parse_period(name: str, first: str, last: str, at: str = "") -> Period:
    """Read a period as it stands in an address.

    Args:
        name: a key of `LAST_DAYS`, one of `UNITS`, or `range`.
        first: ISO day; used with `range`.
        last: ISO day, inclusive; used with `range`.
        at: ISO day within the unit; empty: the unit that is now. Used with `UNITS`.

    Raises:
        ValueError: unknown, not dates, the wrong way round, or too long; the
            text is for the person who asked.
    """
    if name in LAST_DAYS:
        return Period(name)
    if name in UNITS:
        return Period(name, at=_not_before(_day(at)) if at else None)
    if name != RANGE:
        known = ", ".join((*LAST_DAYS, *UNITS))
        raise ValueError(
            text(
                "There is no period %(name)s; use %(known)s or range.",
                name=repr(name[:40]),
                known=known,
            )
        )
    start, end = _day(first), _day(last)
    if end < start:
        raise ValueError(
            text(
                "The first day %(first)s is after the last day %(last)s; swap them.",
                first=start,
                last=end,
            )
        )
    if (end - start).days >= MAX_DAYS:
        raise ValueError(
            text("A range may have at most %(most)s days; choose a shorter one.", most=MAX_DAYS)
        )
    return Period(RANGE, _not_before(start), end)


def same_days(period: Period, zones: Iterable[tzinfo], now_ms: int) -> Period:
    """The period such that it means the same days in all these time zones.

    It ends, at the latest, on the newest day that has begun in each of them: else "this week" would
    be two weeks when it is Monday in Tokyo and Sunday in Warsaw. `today` stays each zone's own.
    """
    if period.name in (TODAY, RANGE):
        return period
    return replace(period, last=min((_today(zone, now_ms) for zone in zones), default=None))


def span(period: Period, zone: tzinfo, now_ms: int) -> Span:
    """The days and instants of a period in one time zone.

    A week, month or year ends today at the latest: what has not been is not shown as empty.
    """
    today = _today(zone, now_ms)
    if period.name in UNITS:
        today = period.last or today
        first, last = unit_days(period.name, min(period.at or today, today))
        first, last = max(first, _FIRST_DAY), min(last, today)
    else:
        last = period.last or today
        first = period.first or last - timedelta(days=LAST_DAYS.get(period.name, 1) - 1)
    start_ms, _ = day_bounds_ms(zone, first.isoformat())
    _, end_ms = day_bounds_ms(zone, last.isoformat())
    return Span(first.isoformat(), last.isoformat(), start_ms, end_ms)


def days(first_day: str, last_day: str) -> list[str]:
    """All ISO days from the first to the last, both included."""
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _today(zone: tzinfo, now_ms: int) -> date:
    return datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone).date()


def _not_before(day: date) -> date:
    if day < _FIRST_DAY:
        raise ValueError(
            text("There is nothing before %(day)s; choose a later first day.", day=_FIRST_DAY)
        )
    return day


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        told = text("%(day)s is no date; write it as 2026-03-29.", day=repr(written[:40]))
        raise ValueError(told) from None
    if day.year > 9000:  # the day after the last one of the calendar does not exist
        raise ValueError(text("The day %(day)s is too far ahead.", day=day))
    return day
