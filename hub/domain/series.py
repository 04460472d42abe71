"""What a series has points for: days, or months where there would be too many days."""

from datetime import date
from typing import Final

from hub.domain.periods import days

MOST_DAYS_SHOWN: Final = 400
"""Some thirteen months, so that a month can be seen beside that of the year before."""


def in_months(first_day: str, last_day: str) -> bool:
    """Whether days (ISO dates, both included; or empty) are too many to show each."""
    if not first_day:
        return False
    return (date.fromisoformat(last_day) - date.fromisoformat(first_day)).days >= MOST_DAYS_SHOWN


def days_or_months(first_day: str, last_day: str) -> list[str]:
    """The points of a series over these days: each day, or each month (`2026-03`)."""
    letters = point_letters(first_day, last_day)
    return sorted({day[:letters] for day in days(first_day, last_day)})


def point_letters(first_day: str, last_day: str) -> int:
    """How many letters of an ISO date name its point in such a series: all, or its month's."""
    return len("2026-03") if in_months(first_day, last_day) else len("2026-03-01")
