"""Hours of the week by arithmetic against the calendar."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hub.domain.calendar import day_bounds_ms, day_hours_ms
from hub.domain.hours import clock_hour, weekday
from hub.domain.lengths import HOUR_MS, MINUTE_MS
from hub.domain.week_hours import Stretch, steady, week_hour

ZONES = (
    "UTC",
    "Europe/Warsaw",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
)


@pytest.mark.parametrize("name", ZONES)
def test_every_hour_of_a_year_falls_where_the_clock_says(name: str) -> None:
    zone = ZoneInfo(name)
    start_ms, _ = day_bounds_ms(zone, "2026-01-01")
    _, end_ms = day_bounds_ms(zone, "2026-12-31")
    stretches = steady(zone, start_ms, end_ms)
    for at, stretch in enumerate(stretches):
        assert stretch.start_ms == (stretches[at - 1].end_ms if at else start_ms)
    assert stretches[-1].end_ms == end_ms
    for day in {datetime.fromtimestamp(ms / 1000, zone).date() for ms in _ends(stretches)}:
        for hour_ms in day_hours_ms(zone, day.isoformat()):
            if hour_ms >= end_ms:
                continue  # the first hours of the next year
            (within,) = [one for one in stretches if one.start_ms <= hour_ms < one.end_ms]
            clock = 24 * weekday(zone, hour_ms) + clock_hour(zone, hour_ms).minutes // 60
            assert week_hour(hour_ms, within.offset_ms) == clock, (name, hour_ms)


def test_clocks_that_stay_give_one_stretch() -> None:
    zone = ZoneInfo("Asia/Kolkata")
    offset_ms = round(5.5 * HOUR_MS)
    assert steady(zone, 0, 10 * HOUR_MS) == [Stretch(0, 10 * HOUR_MS, offset_ms)]
    assert steady(zone, 7, 7) == []


def test_the_first_of_january_1970_was_a_thursday() -> None:
    assert week_hour(0, 0) == 3 * 24
    assert week_hour(-HOUR_MS, 0) == 3 * 24 - 1


def _ends(stretches: list[Stretch]) -> list[int]:
    return [edge for one in stretches for edge in (one.start_ms, one.end_ms - MINUTE_MS)]
