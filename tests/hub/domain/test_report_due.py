"""When a report is due."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.report_due import EVERY, Every, before, days_in, due, newest_over

TUESDAY = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("day", ("2026-03-02", "2026-03-02")),
        ("week", ("2026-02-23", "2026-03-01")),
        ("month", ("2026-02-01", "2026-02-28")),
    ],
)
def test_the_newest_period_that_is_over(every: Every, expected: tuple[str, str]) -> None:
    assert tuple(map(str, newest_over(every, TUESDAY))) == expected


def test_it_waits_for_the_morning() -> None:
    assert str(newest_over("day", TUESDAY.replace(hour=5))[0]) == "2026-03-01"


def test_it_comes_once() -> None:
    assert due("day", TUESDAY, "2026-03-01") == (date(2026, 3, 2), date(2026, 3, 2))
    assert due("day", TUESDAY, "2026-03-02") is None


def test_old_news_is_left_out() -> None:
    assert due("week", TUESDAY, "2026-02-22") is not None
    assert due("week", TUESDAY + timedelta(days=4), "2026-02-22") is None
    assert due("month", TUESDAY + timedelta(days=5), "2026-01-31") is not None
    assert due("month", TUESDAY + timedelta(days=12), "2026-01-31") is None


def test_days_are_compared_with_their_weekday() -> None:
    found = before("day", date(2026, 3, 3), 3)
    assert [day.weekday() for day in found] == [1, 1, 1]
    assert [str(day) for day in before("month", date(2026, 3, 1), 2)] == [
        "2026-02-01",
        "2026-01-01",
    ]
    assert [str(day) for day in before("week", date(2026, 3, 2), 2)] == ["2026-02-23", "2026-02-16"]
    assert days_in("month", date(2026, 2, 10)) == 28


@given(st.sampled_from(EVERY), st.integers(0, 90_000))
def test_going_hour_by_hour_each_period_is_sent_exactly_once(every: Every, begin: int) -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=begin)
    last, sent = str(newest_over(every, start)[1]), []
    for hours in range(0, 24 * 70, 5):
        found = due(every, start + timedelta(hours=hours), last)
        if found:
            sent.append(found)
            last = str(found[1])
    for (_, end), (first, _) in pairwise(sent):
        assert first == end + timedelta(days=1)
    assert len(sent) >= {"day": 68, "week": 9, "month": 2}[every]
