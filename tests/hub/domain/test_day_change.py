import random

import numpy as np
import pytest
from scipy import stats

from hub.domain.day_change import LEAST_PAIRS, day_change


def test_it_is_the_paired_t_interval_of_a_library() -> None:
    rng = random.Random(1)
    earlier = [rng.randrange(80, 200) for _ in range(14)]
    later = [one + rng.randrange(-10, 30) for one in earlier]
    found = day_change(later, earlier)
    known = stats.ttest_rel(later, earlier).confidence_interval(0.95)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((known.low, known.high))
    assert found.value == pytest.approx((found.low + found.high) / 2)


def test_days_that_differ_by_chance_seem_to_differ_in_one_of_twenty_cases() -> None:
    rng = np.random.default_rng(2)
    week = np.array([1, 1, 1, 1, 1.2, 1.6, 0.5])
    told = 0
    for _ in range(2000):
        days = rng.poisson(300 * np.tile(week, 2) * rng.lognormal(0, 0.15, 14))
        found = day_change(days[7:].tolist(), days[:7].tolist())
        told += found is not None and found.clear
    assert told / 2000 == pytest.approx(0.05, abs=0.015)


def test_a_few_days_tell_nothing() -> None:
    assert day_change([5] * (LEAST_PAIRS - 1), [900] * 40) is None
    assert day_change([], []) is None
