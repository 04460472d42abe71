from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import FIRST_MS, day_bounds_ms, day_hours_ms, local_time
from hub.domain.lengths import DAY_MS, HOUR_MS, MINUTE_MS

LAST_MS = 2_208_988_800_000  # 2040-01-01
# One name for each set of rules that differs is enough to read; all are walked below.
ZONES = sorted(available_timezones() - {"localtime", "Factory"})

instants = st.integers(FIRST_MS + DAY_MS, LAST_MS)
zones = st.sampled_from(ZONES).map(ZoneInfo)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "at", "hour", "day"),
    [
        ("UTC", "2026-03-02T09:59:59Z", "2026-03-02T09:00Z", "2026-03-02"),
        ("Europe/Riga", "2026-03-02T22:10Z", "2026-03-02T22:00Z", "2026-03-03"),
        ("Asia/Kolkata", "2026-03-02T09:10Z", "2026-03-02T08:30Z", "2026-03-02"),
        ("Asia/Kathmandu", "2026-03-02T18:14Z", "2026-03-02T17:15Z", "2026-03-02"),
        ("Asia/Kathmandu", "2026-03-02T18:15Z", "2026-03-02T18:15Z", "2026-03-03"),
        # The two three o'clock hours of Riga's autumn night.
        ("Europe/Riga", "2026-10-25T00:30Z", "2026-10-25T00:00Z", "2026-10-25"),
        ("Europe/Riga", "2026-10-25T01:30Z", "2026-10-25T01:00Z", "2026-10-25"),
        # Lord Howe puts its clock back by half an hour, from 02:00 to 01:30.
        ("Australia/Lord_Howe", "2026-04-04T14:59Z", "2026-04-04T14:00Z", "2026-04-05"),
        ("Australia/Lord_Howe", "2026-04-04T15:00Z", "2026-04-04T15:00Z", "2026-04-05"),
        ("Australia/Lord_Howe", "2026-04-04T15:30Z", "2026-04-04T15:30Z", "2026-04-05"),
    ],
)
def test_an_instant_is_in_the_shops_own_hour_and_day(
    zone: str, at: str, hour: str, day: str
) -> None:
    assert local_time(ZoneInfo(zone), ms(at)) == (ms(hour), day)


@pytest.mark.parametrize(
    ("zone", "day", "hours", "length_h"),
    [
        ("Europe/Riga", "2026-03-02", 24, 24),
        ("Europe/Riga", "2026-03-29", 23, 23),
        ("Europe/Riga", "2026-10-25", 25, 25),
        ("Australia/Lord_Howe", "2026-04-05", 25, 24.5),
        ("Australia/Lord_Howe", "2026-10-04", 24, 23.5),
        # Midnight does not exist on this day, and happens twice on the other.
        ("Asia/Beirut", "2026-03-29", 23, 23),
        ("America/Havana", "2026-11-01", 25, 25),
        # Casey went from 00:01 to 03:01: an hour of one minute, one of 59.
        ("Antarctica/Casey", "2020-10-04", 22, 21),
    ],
)
def test_days_of_23_to_25_hours(zone: str, day: str, hours: int, length_h: float) -> None:
    start_ms, end_ms = day_bounds_ms(ZoneInfo(zone), day)
    assert (end_ms - start_ms) / HOUR_MS == length_h
    beginnings = day_hours_ms(ZoneInfo(zone), day)
    assert len(beginnings) == hours
    assert beginnings[0] == start_ms
    assert beginnings == sorted(set(beginnings))


def test_a_day_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        day_bounds_ms(ZoneInfo("UTC"), "yesterday")


@given(zone=zones, at_ms=instants)
def test_every_instant_lies_in_its_hour_and_its_day(zone: ZoneInfo, at_ms: int) -> None:
    hour_ms, day = local_time(zone, at_ms)
    start_ms, end_ms = day_bounds_ms(zone, day)
    assert start_ms <= hour_ms <= at_ms < min(hour_ms + HOUR_MS, end_ms)
    assert hour_ms in day_hours_ms(zone, day)


@given(zone=zones, day=st.dates(date(2020, 1, 2), date(2039, 12, 30)))
def test_days_follow_each_other_without_a_gap(zone: ZoneInfo, day: date) -> None:
    _, end_ms = day_bounds_ms(zone, day.isoformat())
    next_start_ms, _ = day_bounds_ms(zone, (day + timedelta(days=1)).isoformat())
    assert next_start_ms == end_ms


def _changes_ms(zone: ZoneInfo) -> list[int]:
    """All instants in `FIRST_MS..LAST_MS` at which a zone's offset changes, to the second."""

    def offset(at_ms: int) -> timedelta | None:
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).utcoffset()

    found = []
    step_ms = 14 * DAY_MS
    before_ms, before = FIRST_MS, offset(FIRST_MS)
    for at_ms in range(FIRST_MS + step_ms, LAST_MS, step_ms):
        now = offset(at_ms)
        if now != before:
            low, high = before_ms, at_ms
            while high - low > 1000:
                middle = (low + high) // 2000 * 1000
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            found.append(high)
        before_ms, before = at_ms, now
    return found


def test_all_zones_change_on_a_minute_and_the_days_around_are_right() -> None:
    rules = set()
    for name in ZONES:
        zone = ZoneInfo(name)
        changes = tuple(_changes_ms(zone))
        assert all(change % MINUTE_MS == 0 for change in changes), name
        offset = datetime.fromtimestamp(FIRST_MS / 1000, zone).utcoffset()
        assert offset is not None
        assert offset % timedelta(minutes=1) == timedelta(0), name
        if (offset, changes) in rules:
            continue
        rules.add((offset, changes))
        for change in changes[:6]:
            for at_ms in (change - 1, change, change + HOUR_MS):
                hour_ms, day = local_time(zone, at_ms)
                start_ms, end_ms = day_bounds_ms(zone, day)
                assert start_ms <= hour_ms <= at_ms < min(hour_ms + HOUR_MS, end_ms), name
                assert hour_ms in day_hours_ms(zone, day), name
