from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import day_bounds_ms
from hub.domain.expression_days import DAY_MS, runs
from hub.domain.periods import days


@given(
    name=st.sampled_from(sorted(available_timezones())),
    first=st.dates(date(2020, 1, 2), date(2027, 1, 1)),
    length=st.integers(0, 60),
    at=st.floats(0, 0.999),
)
def test_division_finds_the_local_day_of_every_instant(
    name: str, first: date, length: int, at: float
) -> None:
    zone = ZoneInfo(name)
    every = days(str(first), str(first + timedelta(days=length)))
    found = runs(zone, every[0], every[-1])
    assert found[0].start_ms == day_bounds_ms(zone, every[0])[0]
    assert found[-1].end_ms == day_bounds_ms(zone, every[-1])[1]
    assert all(one.end_ms == other.start_ms for one, other in pairwise(found))
    instant = found[0].start_ms + int(at * (found[-1].end_ms - found[0].start_ms))
    [run] = [one for one in found if one.start_ms <= instant < one.end_ms]
    local = datetime.fromtimestamp(instant / 1000, UTC).astimezone(zone).date().isoformat()
    assert run.day((instant - run.start_ms) // DAY_MS) == local


@pytest.mark.parametrize(
    ("zone", "first", "last", "lengths"),
    [
        ("UTC", "2026-01-01", "2026-12-31", [365]),
        ("Europe/Riga", "2026-03-01", "2026-04-01", [28, 1, 3]),
        ("Europe/Riga", "2026-10-25", "2026-10-25", [1]),
    ],
)
def test_a_day_of_another_length_is_its_own_run(
    zone: str, first: str, last: str, lengths: list[int]
) -> None:
    found = runs(ZoneInfo(zone), first, last)
    assert [round((one.end_ms - one.start_ms) / DAY_MS) for one in found] == lengths
