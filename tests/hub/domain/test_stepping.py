"""Stepping through periods, and what a period is compared with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar_units import UNITS, next_unit, unit_before, unit_days
from hub.domain.periods import Period
from hub.domain.stepping import beside, earlier, later

TODAY = date(2026, 3, 12)
days = st.dates(date(2020, 3, 1), date(2035, 1, 1))
units = st.sampled_from(UNITS)


def d(text: str) -> date:
    return date.fromisoformat(text)


@given(units, days)
def test_units_follow_each_other_without_gap_or_overlap(unit: str, day: date) -> None:
    assert unit in UNITS
    first, last = unit_days(unit, day)
    assert first <= day <= last
    assert next_unit(unit, day) == last + timedelta(days=1)
    assert unit_before(unit, next_unit(unit, day)) == (first, last)


@pytest.mark.parametrize(
    ("period", "first", "last", "expected"),
    [
        (Period("today"), "2026-03-12", "2026-03-12", Period("day", at=d("2026-03-11"))),
        (Period("week"), "2026-03-09", "2026-03-12", Period("week", at=d("2026-03-02"))),
        (Period("month"), "2026-03-01", "2026-03-12", Period("month", at=d("2026-02-01"))),
        (Period("year"), "2026-01-01", "2026-03-12", Period("year", at=d("2025-01-01"))),
        (
            Period("7d"),
            "2026-03-06",
            "2026-03-12",
            Period("range", d("2026-02-27"), d("2026-03-05")),
        ),
        (Period("year"), "2020-01-01", "2020-12-31", None),
    ],
)
def test_the_period_before(period: Period, first: str, last: str, expected: Period | None) -> None:
    assert earlier(period, d(first), d(last)) == expected


@pytest.mark.parametrize(
    ("period", "first", "last", "expected"),
    [
        (Period("day"), "2026-03-11", "2026-03-11", Period("day", at=TODAY)),
        (Period("day"), "2026-03-12", "2026-03-12", None),
        (Period("month"), "2026-02-01", "2026-02-28", Period("month", at=d("2026-03-01"))),
        (Period("month"), "2026-03-01", "2026-03-12", None),
        (
            Period("range"),
            "2026-03-01",
            "2026-03-10",
            Period("range", d("2026-03-11"), TODAY),
        ),
    ],
)
def test_the_period_after(period: Period, first: str, last: str, expected: Period | None) -> None:
    assert later(period, d(first), d(last), TODAY) == expected


@pytest.mark.parametrize(
    ("name", "first", "last", "which", "start", "end"),
    [
        ("month", "2026-03-01", "2026-03-12", "before", "2026-02-01", "2026-02-12"),
        ("month", "2026-03-01", "2026-03-31", "before", "2026-02-01", "2026-02-28"),
        ("7d", "2026-03-06", "2026-03-12", "before", "2026-02-27", "2026-03-05"),
        ("today", "2026-03-12", "2026-03-12", "before", "2026-03-11", "2026-03-11"),
        ("week", "2026-03-09", "2026-03-12", "year", "2025-03-10", "2025-03-13"),
    ],
)
def test_as_many_days_are_compared(
    name: str, first: str, last: str, which: str, start: str, end: str
) -> None:
    found = beside(Period(name), d(first), d(last), "year" if which == "year" else "before")
    assert found == Period("range", d(start), d(end))


def test_nothing_is_compared_with_days_before_the_calendar() -> None:
    assert beside(Period("year"), d("2020-01-01"), d("2020-12-31"), "before") is None


@given(days, st.integers(0, 400), st.sampled_from(["7d", "range", "month", "year", "week"]))
def test_what_is_compared_never_overlaps(first: date, length: int, name: str) -> None:
    found = beside(Period(name), first, first + timedelta(days=length), "before")
    if found is not None:
        assert found.first is not None
        assert found.last is not None
        assert found.first <= found.last < first
