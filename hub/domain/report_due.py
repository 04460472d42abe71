"""Which report is due: of the newest day, week or month that is over in a shop's calendar."""

from datetime import date, datetime, timedelta
from typing import Final, Literal

from hub.domain.calendar_units import unit_before, unit_days

Every = Literal["day", "week", "month"]
EVERY: Final[tuple[Every, ...]] = ("day", "week", "month")

READY_HOUR: Final = 6
"""Devices that were offline in the evening have had the night to send what they counted."""
_LATE_DAYS: Final[dict[Every, int]] = {"day": 1, "week": 3, "month": 7}
"""After a longer outage of the hub an old report is no news: it is left out."""


def newest_over(every: Every, local: datetime) -> tuple[date, date]:
    """First and last day of the newest period that is over and ready.

    Args:
        every: its kind.
        local: the time in the shop.
    """
    today = local.date() if local.hour >= READY_HOUR else local.date() - timedelta(days=1)
    return unit_before(every, today)


def due(every: Every, local: datetime, last_day: str) -> tuple[date, date] | None:
    """The period whose report is to be sent now. None: it was, or it would come too late.

    Args:
        every: its kind.
        local: the time in the shop.
        last_day: ISO day: the end of the newest period that was dealt with.
    """
    first, last = newest_over(every, local)
    if last.isoformat() <= last_day:
        return None
    ready_since = (local.date() - last).days - 1
    return (first, last) if ready_since <= _LATE_DAYS[every] else None


def before(every: Every, first: date, count: int) -> list[date]:
    """A day in each of the periods before the one that begins with `first`, the latest first.

    Days are compared with the same weekday, since Saturdays are unlike Tuesdays.
    """
    if every == "day":
        return [first - timedelta(weeks=n) for n in range(1, count + 1)]
    found = []
    for _ in range(count):
        first = unit_before(every, first)[0]
        found.append(first)
    return found


def days_in(every: Every, day: date) -> int:
    """How many days the period of a day has."""
    first, last = unit_days(every, day)
    return (last - first).days + 1
