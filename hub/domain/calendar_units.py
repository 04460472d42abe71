"""Days, weeks, months and years of the calendar, and the way from one to the next."""

from datetime import date, timedelta
from typing import Final, Literal, get_args

Unit = Literal["day", "week", "month", "year"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)


def unit_days(unit: Unit, day: date) -> tuple[date, date]:
    """First and last day of the unit that a day lies in. Weeks begin on Monday (ISO 8601)."""
    if unit == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if unit == "month":
        first = day.replace(day=1)
        return first, next_unit("month", first) - timedelta(days=1)
    if unit == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    return day, day


def next_unit(unit: Unit, day: date) -> date:
    """The first day of the unit after the one that a day lies in."""
    if unit == "month":
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return unit_days(unit, day)[1] + timedelta(days=1)


def unit_before(unit: Unit, day: date) -> tuple[date, date]:
    """First and last day of the unit before the one that a day lies in."""
    return unit_days(unit, unit_days(unit, day)[0] - timedelta(days=1))
