import random

import numpy as np
import pytest
from scipy import stats

from hub.domain.day_change import LEAST_PAIRS, Pair, by_weeks, pair_change

WEEK = np.array([1, 1, 1, 1, 1.2, 1.6, 0.5])


def test_it_is_the_paired_t_interval_of_a_library() -> None:
    rng = random.Random(1)
    earlier = [rng.randrange(80, 200) for _ in range(14)]
    later = [one + rng.randrange(-10, 30) for one in earlier]
    found = pair_change(list(zip(later, earlier, strict=True)))
    known = stats.ttest_rel(later, earlier).confidence_interval(0.95)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((known.low, known.high))
    assert found.value == pytest.approx((found.low + found.high) / 2)


def test_days_that_differ_by_chance_seem_to_differ_in_one_of_twenty_cases() -> None:
    rng = np.random.default_rng(2)
    told = 0
    for _ in range(2000):
        days = rng.poisson(300 * np.tile(WEEK, 2) * rng.lognormal(0, 0.15, 14))
        found = pair_change(list(zip(days[7:].tolist(), days[:7].tolist(), strict=True)))
        told += found is not None and found.clear
    assert told / 2000 == pytest.approx(0.05, abs=0.015)


@pytest.mark.parametrize("weekdays_apart", [0, 1])
def test_of_long_spans_weeks_are_not_taken_in_by_days_that_are_alike(weekdays_apart: int) -> None:
    """Half a year of days that keep half of the day before, also where weekdays do not meet."""
    rng = np.random.default_rng(3)
    told = 0
    for _ in range(400):
        later, earlier = (
            rng.poisson(300 * np.resize(np.roll(WEEK, by), 182) * np.exp(_alike(rng, 182)))
            for by in (weekdays_apart, 0)
        )
        unit, weeks = by_weeks(list(zip(later.tolist(), earlier.tolist(), strict=True)))
        found = pair_change(weeks)
        assert (unit, len(weeks)) == ("week", 26)
        told += found is not None and found.clear
    assert 0.02 <= told / 400 <= 0.10


def _alike(rng: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Logarithms of how busy days in a row were: an autoregression of the first order."""
    steps = rng.normal(0, 0.15 * np.sqrt(1 - 0.5**2), count)
    for day in range(1, count):
        steps[day] += 0.5 * steps[day - 1]
    return steps


def test_short_spans_are_compared_day_by_day() -> None:
    days: list[Pair | None] = [(float(n), 1.0) for n in range(34)]
    days[3] = None
    assert by_weeks(days) == ("day", days)
    assert pair_change(days) == pair_change([*days[:3], *days[4:]])


def test_a_week_with_too_few_days_counted_is_left_out() -> None:
    days: list[Pair | None] = [(7.0, 1.0)] * 38
    days[8:12] = [None] * 4  # three of the second week are left, and three of the last
    unit, pairs = by_weeks(days)
    assert (unit, pairs) == ("week", [(7.0, 1.0)] * 4)


def test_a_few_days_tell_nothing() -> None:
    assert pair_change([(5, 900)] * (LEAST_PAIRS - 1)) is None
    assert pair_change([]) is None
