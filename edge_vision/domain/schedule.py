"""Hours of a week, in local time: when everybody who is seen is staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class Hours(NamedTuple):
    """One stretch, on some weekdays.

    Attributes:
        weekdays: 0 is Monday; the days on which it begins.
        begin, end: minutes after midnight; `end` at or before `begin` is on the next day.
    """

    weekdays: frozenset[int]
    begin: int
    end: int


def minutes_of(text: str) -> int:
    """`"20:15"` as minutes after midnight."""
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def within(hours: Sequence[Hours], local: datetime) -> bool:
    """Whether a local time lies in any of these hours."""
    now, today = 60 * local.hour + local.minute, local.weekday()
    return any(_holds(one, now, today) for one in hours)


def _holds(one: Hours, now: int, today: int) -> bool:
    if one.begin < one.end:
        return today in one.weekdays and one.begin <= now < one.end
    began_today = today in one.weekdays and now >= one.begin
    return began_today or ((today - 1) % 7 in one.weekdays and now < one.end)
