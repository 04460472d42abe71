from datetime import datetime

import pytest

from edge_vision.domain.schedule import Hours, minutes_of, within

WEEKDAYS, FRIDAY = frozenset(range(5)), frozenset({4})
BEFORE_OPENING = Hours(WEEKDAYS, minutes_of("06:00"), minutes_of("08:30"))
CLEANING = Hours(FRIDAY, minutes_of("20:15"), minutes_of("02:00"))


def at(day: int, time: str) -> datetime:
    """A day of the week that begins on Monday, 2 March 2026."""
    hour, minute = (int(part) for part in time.split(":"))
    return datetime(2026, 3, 2 + day, hour, minute)  # noqa: DTZ001 - a local time, as read on a wall


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        (0, "05:59", False),
        (0, "06:00", True),
        (0, "08:29", True),
        (0, "08:30", False),
        (5, "07:00", False),
        (4, "20:14", False),
        (4, "20:15", True),
        (4, "23:59", True),
        (5, "01:59", True),
        (5, "02:00", False),
        (5, "20:15", False),
        (4, "01:00", False),
    ],
)
def test_hours_hold_from_the_first_minute_to_the_last_over_midnight_too(
    day: int, time: str, expected: bool
) -> None:
    assert within([BEFORE_OPENING, CLEANING], at(day, time)) is expected


def test_sunday_night_reaches_into_monday() -> None:
    night = Hours(frozenset({6}), minutes_of("22:00"), minutes_of("06:00"))
    assert within([night], at(7, "05:00"))
    assert not within([night], at(6, "05:00"))


def test_no_hours_hold_nothing() -> None:
    assert not within([], at(0, "12:00"))
