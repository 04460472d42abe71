"""From a period to the one before it and after it: for stepping, and for comparing."""

from datetime import date, timedelta
from typing import Final, Literal

from hub.domain.calendar_units import UNITS, Unit, next_unit, unit_before
from hub.domain.periods import RANGE, Period

Beside = Literal["before", "year"]
YEAR_DAYS: Final = 364
"""52 whole weeks: every day is compared with the same weekday."""
_FIRST_DAY: Final = date(2020, 1, 1)


def earlier(period: Period, first: date, last: date) -> Period | None:
    """The period before the one that is shown. None: the calendar begins there.

    Args:
        period: what was asked for.
        first: its first day as shown.
        last: its last day as shown.
    """
    if first <= _FIRST_DAY:
        return None
    unit = _unit(period)
    if unit:
        return Period(unit, at=max(unit_before(unit, first)[0], _FIRST_DAY))
    length = last - first + timedelta(days=1)
    return Period(RANGE, max(first - length, _FIRST_DAY), first - timedelta(days=1))


def later(period: Period, first: date, last: date, today: date) -> Period | None:
    """The period after the one that is shown. None: it has not begun yet."""
    unit = _unit(period)
    begins = next_unit(unit, first) if unit else last + timedelta(days=1)
    if begins > today:
        return None
    if unit:
        return Period(unit, at=begins)
    return Period(RANGE, begins, min(begins + (last - first), today))


def beside(period: Period, first: date, last: date, which: Beside) -> Period | None:
    """The days to compare with: as many as are shown, from the same point of the unit on.

    None: the calendar begins later.
    """
    start = first - timedelta(days=YEAR_DAYS)
    if which == "before":
        unit = _unit(period)
        start = unit_before(unit, first)[0] if unit else first - (last - first + timedelta(days=1))
    if start < _FIRST_DAY:
        return None
    end = start + (last - first)
    if which == "before":
        end = min(end, first - timedelta(days=1))  # a short February, or a year of 365 days
    return Period(RANGE, start, end)


def _unit(period: Period) -> Unit | None:
    name = "day" if period.name == "today" else period.name
    return name if name in UNITS else None
