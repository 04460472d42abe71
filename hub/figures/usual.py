"""Today against the same weekday of the last weeks."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.hours import ClockHour, clock_hour
from hub.domain.periods import RANGE, Period, Slice, span
from hub.domain.usual import Usual, usual
from hub.figures.selection import Selection
from hub.store import footfall_queries

WEEKS: Final = 8


@dataclass(frozen=True, slots=True)
class UsualDay:
    """What is usual on this weekday."""

    days: int
    """Earlier days of this weekday on which a camera counted."""
    hours: dict[str, Usual]
    """Visitors in by hour of the clock; hours with too few days are not there."""
    by_now: Usual | None
    """Visitors in until the hour that is running."""
    entered_by_now: int
    """The same, of today."""
    until: str
    """The hour that is running; empty where shops have several time zones."""


@dataclass(frozen=True, slots=True)
class _Day:
    hours: Counter[ClockHour]
    by_now: int


def usual_day(conn: Connection, chosen: Selection) -> UsualDay:
    """Figures of the chosen shops; the selection's period must be today."""
    found = [_day(conn, chosen, weeks) for weeks in range(1, WEEKS + 1)]
    counted = [one for one in found if one is not None]
    today = _day(conn, chosen, 0)
    hours = {
        hour.label: usual([one.hours[hour] for one in counted])
        for hour in sorted({hour for one in counted for hour in one.hours})
    }
    return UsualDay(
        days=len(counted),
        hours={label: one for label, one in hours.items() if one},
        by_now=usual([one.by_now for one in counted]),
        entered_by_now=today.by_now if today else 0,
        until=hour_that_runs(chosen),
    )


def _day(conn: Connection, chosen: Selection, weeks_ago: int) -> _Day | None:
    """Visitors of one day by hour of the clock. None: nobody counted."""
    hours: Counter[ClockHour] = Counter()
    by_now, seconds = 0, 0
    for one in chosen.slices:
        now = clock_hour(ZoneInfo(one.timezone), chosen.now_ms)
        for row in footfall_queries.by_week_hour(conn, [weeks_earlier(one, weeks_ago, chosen)]):
            hours[row.hour] += row.flow.entered
            seconds += row.flow.seconds
            if row.hour.minutes + 60 <= now.minutes:
                by_now += row.flow.entered
    return _Day(hours, by_now) if seconds else None


def weeks_earlier(one: Slice, weeks: int, chosen: Selection) -> Slice:
    """The last day of a slice, so many weeks earlier."""
    day = date.fromisoformat(one.span.last_day) - timedelta(weeks=weeks)
    days = span(Period(RANGE, day, day), ZoneInfo(one.timezone), chosen.now_ms)
    return one._replace(span=days)


def hour_that_runs(chosen: Selection) -> str:
    """Such as `13:00`; empty where the chosen shops have several."""
    now = {clock_hour(ZoneInfo(one.timezone), chosen.now_ms) for one in chosen.slices}
    return f"{now.pop().minutes // 60:02d}:00" if len(now) == 1 else ""
