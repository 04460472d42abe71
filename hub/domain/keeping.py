"""From which day on presses are kept one by one."""

from datetime import date
from typing import Final

_MONTHS: Final = 12


def first_kept_day(today: str, months: int) -> str:
    """The first of the month that lies `months` whole months before this one.

    Whole months, so that no month's sum is of presses half of which can still be looked at.

    Args:
        today: ISO day in the shop.
        months: 1 or more: with 1, this month and the one before it are kept.

    Raises:
        ValueError: no day, or fewer than one month.
    """
    if months < 1:
        raise ValueError("at least one whole month is kept")
    day = date.fromisoformat(today)
    counted = day.year * _MONTHS + day.month - 1 - months
    return date(counted // _MONTHS, counted % _MONTHS + 1, 1).isoformat()
