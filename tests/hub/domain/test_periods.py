"""Periods in the shop's own calendar."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.periods import MAX_DAYS, Period, days, parse_period, same_days, span

HOUR_MS = 3_600_000
zones = st.sampled_from(
    [
        "UTC",
        "Europe/Warsaw",
        "Asia/Kolkata",
        "America/St_Johns",
        "Pacific/Apia",
        "Australia/Lord_Howe",
    ]
)
instants = st.integers(1_590_000_000_000, 1_990_000_000_000)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "zone", "day", "hours"),
    [
        ("2026-03-29T10:00", "Europe/Warsaw", "2026-03-29", 23),
        ("2026-10-25T10:00", "Europe/Warsaw", "2026-10-25", 25),
        ("2026-07-01T18:31", "Asia/Kolkata", "2026-07-02", 24),
        ("2026-07-01T18:29", "Asia/Kolkata", "2026-07-01", 24),
        ("2026-11-01T12:00", "America/St_Johns", "2026-11-01", 25),
        ("2026-03-08T12:00", "America/St_Johns", "2026-03-08", 23),
    ],
)
def test_today_is_the_shops_own_day(now: str, zone: str, day: str, hours: int) -> None:
    found = span(Period("today"), ZoneInfo(zone), ms(now))
    assert (found.first_day, found.last_day) == (day, day)
    assert found.end_ms - found.start_ms == hours * HOUR_MS


def test_seven_days_end_today() -> None:
    found = span(Period("7d"), ZoneInfo("Europe/Warsaw"), ms("2026-03-31T10:00"))
    assert (found.first_day, found.last_day) == ("2026-03-25", "2026-03-31")
    assert found.end_ms - found.start_ms == (7 * 24 - 1) * HOUR_MS


def test_a_week_is_one_week_although_a_far_shop_is_in_the_next_one() -> None:
    # Sunday evening in Warsaw, Monday morning in Tokyo.
    warsaw, tokyo, now = ZoneInfo("Europe/Warsaw"), ZoneInfo("Asia/Tokyo"), ms("2026-11-22T17:00")
    week = same_days(Period("week"), [tokyo, warsaw], now)
    for zone in (warsaw, tokyo):
        assert span(week, zone, now)[:2] == ("2026-11-16", "2026-11-22")
    assert span(same_days(Period("week"), [tokyo], now), tokyo, now)[:2] == ("2026-11-23",) * 2
    earlier = same_days(Period("week", at=date(2026, 11, 11)), [tokyo, warsaw], now)
    assert span(earlier, tokyo, now)[:2] == ("2026-11-09", "2026-11-15")


@given(
    st.sets(zones, min_size=1),
    st.sampled_from(["day", "week", "month", "year", "7d", "28d"]),
    instants,
)
def test_all_shops_have_the_same_days_and_none_that_has_not_begun(
    names: set[str], name: str, now_ms: int
) -> None:
    places = [ZoneInfo(one) for one in sorted(names)]
    meant = same_days(Period(name), places, now_ms)
    spans = [span(meant, zone, now_ms) for zone in places]
    assert len({one[:2] for one in spans}) == 1
    assert all(one.start_ms <= now_ms for one in spans)
    assert spans[0].last_day == min(span(Period("today"), one, now_ms).last_day for one in places)


def test_today_stays_each_shops_own() -> None:
    here, there, now = ZoneInfo("Europe/Warsaw"), ZoneInfo("Asia/Tokyo"), ms("2026-11-22T17:00")
    meant = same_days(Period("today"), [here, there], now)
    assert [span(meant, one, now).last_day for one in (here, there)] == ["2026-11-22", "2026-11-23"]


def test_a_range_is_both_days_and_all_between() -> None:
    period = parse_period("range", "2026-10-24", "2026-10-26")
    found = span(period, ZoneInfo("Europe/Warsaw"), 0)
    assert days(found.first_day, found.last_day) == ["2026-10-24", "2026-10-25", "2026-10-26"]
    assert found.end_ms - found.start_ms == 73 * HOUR_MS


@given(zones, instants, st.sampled_from(["today", "7d", "28d", "day", "week", "month", "year"]))
def test_now_lies_in_every_period_that_ends_today(zone: str, now_ms: int, name: str) -> None:
    found = span(Period(name), ZoneInfo(zone), now_ms)
    assert found.start_ms <= now_ms < found.end_ms


@pytest.mark.parametrize(
    ("name", "first", "last", "text"),
    [
        ("decade", "", "", "no period 'decade'"),
        ("range", "", "2026-01-01", "'' is no date; write it as 2026-03-29"),
        ("range", "2026-01-01", "<script>", "'<script>' is no date"),
        ("range", "2026-01-02", "2026-01-01", "after the last day"),
        ("range", "2021-01-01", "2031-12-31", "at most 3,660 days"),
        ("range", "0001-01-01", "0001-01-02", "nothing before 2020-01-01"),
        ("range", "9999-12-30", "9999-12-31", "too far ahead"),
    ],
)
def test_a_bad_period_is_refused_in_one_sentence(
    name: str, first: str, last: str, text: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_period(name, first, last)


def test_a_month_of_now_ends_today() -> None:
    found = span(Period("month"), ZoneInfo("Europe/Warsaw"), ms("2026-03-12T10:00"))
    assert (found.first_day, found.last_day) == ("2026-03-01", "2026-03-12")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("day", "2026-02-11", "2026-02-11"),
        ("week", "2026-02-09", "2026-02-15"),
        ("month", "2026-02-01", "2026-02-28"),
        ("year", "2026-01-01", "2026-03-12"),
    ],
)
def test_a_unit_is_named_by_a_day_within(name: str, first: str, last: str) -> None:
    period = parse_period(name, "", "", "2026-02-11")
    found = span(period, ZoneInfo("Europe/Warsaw"), ms("2026-03-12T10:00"))
    assert (found.first_day, found.last_day) == (first, last)


def test_a_unit_that_has_not_begun_is_the_one_of_now() -> None:
    period = parse_period("month", "", "", "2031-02-11")
    found = span(period, ZoneInfo("UTC"), ms("2026-03-12T10:00"))
    assert (found.first_day, found.last_day) == ("2026-03-01", "2026-03-12")


@pytest.mark.parametrize("at", ["2019-12-31", "yesterday", "9999-12-31"])
def test_a_bad_day_within_a_unit_is_refused(at: str) -> None:
    with pytest.raises(ValueError, match=r"nothing before|no date|too far"):
        parse_period("week", "", "", at)


def test_the_longest_range_is_allowed() -> None:
    first = date(2024, 1, 1)
    last = date.fromordinal(first.toordinal() + MAX_DAYS - 1)
    assert parse_period("range", first.isoformat(), last.isoformat()).last == last
