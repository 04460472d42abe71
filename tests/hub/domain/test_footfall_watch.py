import random
from statistics import NormalDist

import pytest

from hub.domain.footfall_watch import Span, far

EIGHTY = NormalDist().inv_cdf(0.9)


def span(expected: float, deviation: float) -> Span:
    return Span(expected, expected - EIGHTY * deviation, expected + EIGHTY * deviation)


HOURS = [span(50, 11)] * 10
DAY = span(500, 60)


def test_half_the_visitors_are_told_and_a_few_less_are_not() -> None:
    found = far(150, HOURS[:6], HOURS, DAY, 1.0)
    assert found is not None
    assert (found.entered, found.expected) == (150, 300)
    assert found.low > 150
    assert far(270, HOURS[:6], HOURS, DAY, 1.0) is None


def test_too_many_visitors_are_told_as_well() -> None:
    found = far(600, HOURS[:6], HOURS, DAY, 1.0)
    assert found is not None
    assert found.high < 600


def test_a_morning_of_ten_visitors_says_nothing() -> None:
    assert far(0, [span(10, 5)], HOURS, DAY, 1.0) is None
    assert far(0, [], HOURS, DAY, 1.0) is None


@pytest.mark.parametrize("allowed", [1.0, 4.0])
def test_no_more_false_alarms_come_than_are_allowed(allowed: float) -> None:
    """Days that are off as a whole, and hours that are off by themselves; looked at each hour."""
    rng = random.Random(9)
    alarms, days = 0, 9_000
    shared = (60**2 - 10 * 11**2) ** 0.5 / 90**0.5  # of each hour: 90 pairs of hours share it
    by_hour = (11**2 - shared**2) ** 0.5
    for _ in range(days):
        factor, entered, told = rng.gauss(0, shared), 0, False
        for n in range(1, 11):
            entered += round(50 + factor + rng.gauss(0, by_hour))
            told = told or far(entered, HOURS[:n], HOURS, DAY, allowed) is not None
        alarms += told
    assert 0.3 * allowed <= 30 * alarms / days <= 1.25 * allowed
