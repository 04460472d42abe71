import random
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from hub.domain.silence import (
    Habit,
    Windows,
    learn_habit,
    longer_a_month,
    missing,
    silences,
    too_many,
)


def test_visitors_of_a_pause_are_those_a_look_can_have_seen() -> None:
    """Windows that begin after the press, and were stored before the next one."""
    windows = Windows(
        [0, 60_000, 120_000, 180_000], [60_000, 120_000, 180_000, 240_000], [1, 2, 4, 8]
    )
    assert silences([30_000, 250_000], windows) == [2 + 4]
    assert silences([60_000, 90_000, 280_000], windows) == [0, 4 + 8]
    assert silences([5], windows) == silences([], windows) == []


def _lengths(share: float, presses: int, seed: int, family: int = 1) -> list[int]:
    """Visitors between presses, each pressing or not; families press one after the other."""
    rng = random.Random(seed)
    found = []
    for _ in range(presses // family):
        passed = 0
        while rng.random() >= share:
            passed += family
        found += [passed] + [0] * (family - 1)
    return found


@pytest.mark.parametrize(("share", "family"), [(0.05, 1), (0.2, 1), (0.05, 3)])
@pytest.mark.parametrize("allowed", [1.0, 4.0])
def test_silences_of_that_length_come_as_often_as_is_allowed(
    share: float, family: int, allowed: float
) -> None:
    """Learned from two months in 40 shops; counted in a hundred others."""
    longest = np.array(_lengths(share, 200_000, 1, family))
    rates = []
    for shop in range(40):
        lengths = _lengths(share, 2400, 100 + shop, family)
        habit = learn_habit(lengths, round(2400 / share), 60)
        assert habit is not None
        for luck in (0.1, 0.5, 0.9):
            often = (longest >= too_many(habit, allowed, luck)).mean()
            rates.append(1200 * often)
    assert fmean(rates) == pytest.approx(allowed, rel=0.2)


def test_what_is_not_known_exactly_makes_long_silences_likelier() -> None:
    """The chance that none of so many visitors presses is that of a beta-binomial of none."""
    habit = Habit(0.1, 10, 100.0, ended=30, passed=270)
    more = betabinom(60, 30.5, 270.5).pmf(0)
    assert longer_a_month(habit, 70) == pytest.approx(100 * more)
    assert longer_a_month(habit, 10) == longer_a_month(habit, 3) == pytest.approx(100)


def test_a_day_on_which_the_kiosk_was_broken_changes_little() -> None:
    lengths = _lengths(0.1, 2400, 7)
    with_one = [*lengths, 3000]
    before, after = (learn_habit(one, 24_000, 60) for one in (lengths, with_one))
    assert before is not None
    assert after is not None
    assert too_many(after, 1.0, 0.5) == pytest.approx(too_many(before, 1.0, 0.5), rel=0.1)


def test_a_kiosk_that_is_hardly_used_has_no_habit() -> None:
    assert learn_habit([40, 10, 80], 130, 60) is None
    assert learn_habit([0] * 100, 100, 60) is None
    assert learn_habit([], 0, 60) is None


@given(
    st.integers(1, 300),
    st.integers(1, 3000),
    st.integers(0, 100_000),
    st.floats(1, 5000),
    st.floats(0.05, 30),
    st.floats(0, 0.999),
)
def test_fewer_allowed_alarms_need_longer_silences(
    from_visitors: int, ended: int, passed: int, often: float, allowed: float, luck: float
) -> None:
    habit = Habit(0.1, from_visitors, often, ended, passed)
    enough = too_many(habit, allowed, luck)
    assert enough >= from_visitors
    assert too_many(habit, allowed / 2, luck) >= enough
    assert longer_a_month(habit, enough + 1) <= allowed or enough > 1_000_000


def test_missing_presses_are_those_the_visitors_would_have_made() -> None:
    assert missing(Habit(0.05, 10, 100.0, 30, 270), 200) == pytest.approx(10)


def test_no_alarms_cannot_be_promised() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        too_many(Habit(0.1, 10, 100.0, 30, 270), 0.0, 0.5)
