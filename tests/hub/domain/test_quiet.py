from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.quiet import parse_quiet, told_at_ms

RIGA = ZoneInfo("Europe/Riga")


def ms(local: str) -> int:
    return round(datetime.fromisoformat(local).replace(tzinfo=RIGA).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-03-03T21:59", "2026-03-03T21:59"),
        ("2026-03-03T22:00", "2026-03-04T07:00"),
        ("2026-03-04T03:00", "2026-03-04T07:00"),
        ("2026-03-04T07:00", "2026-03-04T07:00"),
        # Clocks go forward in this night: seven is seven all the same.
        ("2026-03-28T23:00", "2026-03-29T07:00"),
    ],
)
def test_what_happens_at_night_is_told_in_the_morning(now: str, told: str) -> None:
    assert told_at_ms(parse_quiet("22:00", "07:00"), RIGA, ms(now)) == ms(told)


def test_quiet_hours_may_lie_within_a_day() -> None:
    quiet = parse_quiet("12:00", "13:30")
    assert told_at_ms(quiet, RIGA, ms("2026-03-03T12:10")) == ms("2026-03-03T13:30")
    assert told_at_ms(quiet, RIGA, ms("2026-03-03T14:00")) == ms("2026-03-03T14:00")


def test_without_quiet_hours_everything_is_told_at_once() -> None:
    assert told_at_ms(parse_quiet("", ""), RIGA, 5) == 5
    assert parse_quiet("07:00", "07:00") is None


@given(
    st.sampled_from(["Europe/Riga", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.integers(1_700_000_000, 1_800_000_000),
    st.times(),
    st.times(),
)
def test_nothing_waits_longer_than_a_day_or_is_told_in_the_past(
    name: str, now_seconds: int, begins: object, ends: object
) -> None:
    quiet = parse_quiet(f"{begins:%H:%M}", f"{ends:%H:%M}")
    now_ms = 1000 * now_seconds
    told = told_at_ms(quiet, ZoneInfo(name), now_ms)
    assert now_ms <= told <= now_ms + 25 * 3_600_000
