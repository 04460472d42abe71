"""Offsets as a list, against the clock itself."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.clocks import FIRST_YEAR, offsets

ZONES = ("UTC", "Europe/Riga", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca")
START_MS = round(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp() * 1000)
END_MS = round(datetime(2028, 1, 1, tzinfo=UTC).timestamp() * 1000)
LISTS = {name: list(offsets(ZoneInfo(name), 2027)) for name in ZONES}


def test_a_zone_without_summer_time_is_one_span() -> None:
    assert LISTS["Asia/Kolkata"] == [(START_MS, END_MS, 19_800)]


def test_summer_time_begins_at_its_very_second() -> None:
    begin_ms = round(datetime(2026, 3, 29, 1, 0, tzinfo=UTC).timestamp() * 1000)
    assert (begin_ms, 10_800) in [(one.from_ms, one.seconds) for one in LISTS["Europe/Riga"]]


@given(st.sampled_from(ZONES), st.integers(START_MS, END_MS - 1))
def test_exactly_one_span_holds_each_instant_and_its_offset(name: str, at_ms: int) -> None:
    [found] = [one for one in LISTS[name] if one.from_ms <= at_ms < one.until_ms]
    there = datetime.fromtimestamp(at_ms / 1000, ZoneInfo(name)).utcoffset()
    assert there is not None
    assert found.seconds == there.total_seconds()
