"""The sequential test: its words, its chain against closed forms and a solver, its promise."""

import random
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.alert_test import (
    LEAST_THRESHOLD,
    Level,
    Usual,
    _jumps,
    _mean_presses,
    advanced,
    false_alarms_a_month,
    learn,
    raised,
    threshold,
    word,
)
from hub.domain.shrinkage import Count

shares = st.floats(0.02, 0.6)
levels = st.builds(Level, shares, st.floats(1, 1000), st.floats(0, 0.3))
shops = st.builds(
    Usual, st.dictionaries(st.integers(0, 167), levels, min_size=1, max_size=5), st.floats(0, 0.1)
)
WEEKS = 30 / 7
A_SHOP = Usual(
    {9: Level(0.1, 1000 / WEEKS), 12: Level(0.2, 2000 / WEEKS), 15: Level(0.15, 1500 / WEEKS)}
)
"""4,500 presses a month, and no doubt about what is usual."""


@pytest.mark.parametrize(
    ("usual", "more"), [(0.1, 0.2), (0.3, 0.6), (1 / 3, 2 / 3), (0.5, 0.75), (0.9, 0.95)]
)
def test_a_share_is_doubled_as_far_as_there_is_room(usual: float, more: float) -> None:
    assert raised(usual) == pytest.approx(more)


@given(shares)
def test_words_are_likelihood_ratios(usual: float) -> None:
    """Whose mean is 1 while all is as usual; on that the test's promise rests."""
    yes, no = word(usual, unhappy=True), word(usual, unhappy=False)
    assert yes > 0 > no
    assert usual * exp(yes) + (1 - usual) * exp(no) == pytest.approx(1)


def test_a_rare_complaint_says_more_than_a_usual_one() -> None:
    assert word(0.1, unhappy=False) == pytest.approx(log(0.8 / 0.9))
    assert word(0.6, unhappy=True) < word(0.3, unhappy=True) == pytest.approx(log(2))


@pytest.mark.parametrize("usual", [0, 1, -0.1, 1.1])
def test_what_is_never_or_always_unhappy_cannot_be_tested(usual: float) -> None:
    with pytest.raises(ValueError, match="no usual share"):
        word(usual, unhappy=True)


def test_good_presses_do_not_save_up() -> None:
    score = 0.0
    for _ in range(50):
        score = advanced(score, 0.15, unhappy=False)
    assert score == 0
    for _ in range(3):
        score = advanced(score, 0.15, unhappy=True)
    assert score == pytest.approx(3 * log(2))
    assert 0 < advanced(score, 0.15, unhappy=False) < score


@pytest.mark.parametrize("states", [1, 2, 7, 40])
def test_the_chain_agrees_with_closed_forms(states: int) -> None:
    """A fair walk that stays at 0 needs m (m + 1) steps to m; one that only climbs needs m."""
    assert _mean_presses({1: 0.5, -1: 0.5}, states) == pytest.approx(states * (states + 1))
    assert _mean_presses({1: 1.0}, states) == pytest.approx(states)
    assert _mean_presses({1: 0.5, 0: 0.5}, states) == pytest.approx(2 * states)


@given(shops, st.integers(1, 160))
def test_the_chain_agrees_with_another_solver(shop: Usual, states: int) -> None:
    jumps = _jumps(shop, 0.0)
    assert sum(jumps.values()) == pytest.approx(1)
    moves = np.zeros((states, states))
    for state in range(states):
        for jump, chance in jumps.items():
            if state + jump < states:
                moves[state, max(0, state + jump)] += chance
    expected = np.linalg.solve(np.eye(states) - moves, np.ones(states))[0]
    assert _mean_presses(jumps, states) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("alarms", [0.25, 1, 4, 20])
def test_as_many_false_alarms_come_as_are_allowed(alarms: float) -> None:
    at = threshold(A_SHOP, alarms)
    assert false_alarms_a_month(A_SHOP, at) == pytest.approx(alarms, rel=0.02)


def test_the_promise_holds_in_a_simulation() -> None:
    """400,000 presses of hours with three usual shares, at four false alarms a month."""
    rng = random.Random(3)
    at, score, alarms = threshold(A_SHOP, 4), 0.0, 0
    usual = [level.usual for level in A_SHOP.levels.values()]
    weights = [level.presses for level in A_SHOP.levels.values()]
    for share in rng.choices(usual, weights, k=400_000):
        score = advanced(score, share, unhappy=rng.random() < share)
        if score >= at:
            alarms, score = alarms + 1, 0.0
    assert alarms == pytest.approx(400_000 * 4 / 4500, rel=0.15)


def test_doubt_about_what_is_usual_asks_for_more() -> None:
    hours = {hour: level._replace(doubt=0.2) for hour, level in A_SHOP.levels.items()}
    sure, unsure, wholly = A_SHOP, Usual(hours), Usual(A_SHOP.levels, 0.2)
    assert threshold(sure, 1) < threshold(unsure, 1) < threshold(wholly, 1)
    # By hand: a normal error of a level acts like its mean square on the rate.
    low, same, high = (
        false_alarms_a_month(
            Usual({h: Level(x.usual, x.presses) for h, x in A_SHOP.levels.items()}, doubt), 5
        )
        for doubt in (0.0, 0.05, 0.1)
    )
    assert high / low == pytest.approx((same / low) ** 4, rel=0.15)


def test_no_alarm_is_given_for_two_presses() -> None:
    quiet = Usual({9: Level(0.15, 5)})
    at = threshold(quiet, 100)
    assert at >= LEAST_THRESHOLD
    assert 2 * word(0.15, unhappy=True) < at <= 3 * word(0.15, unhappy=True)
    assert false_alarms_a_month(quiet, at) < 100


@settings(max_examples=8)
@given(shops, st.floats(0.3, 50))
def test_fewer_false_alarms_need_a_higher_threshold(shop: Usual, alarms: float) -> None:
    assert threshold(shop, alarms / 4) >= threshold(shop, alarms)


@pytest.mark.parametrize(
    ("shop", "alarms"), [(Usual({}), 1), (A_SHOP, 0), (Usual({9: Level(0.1, 0)}), 1)]
)
def test_without_presses_or_alarms_there_is_no_threshold(shop: Usual, alarms: float) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        threshold(shop, alarms)


def test_each_hour_has_its_own_usual_share_and_few_presses_the_common_one() -> None:
    weeks = {9: Count(10, 400), 10: Count(120, 400), 11: Count(1, 1), 12: Count(0, 0)}
    found = learn({**weeks, 13: Count(60, 400)}, 8)
    assert found.levels.keys() == {9, 10, 11, 13}
    usual = {hour: level.usual for hour, level in found.levels.items()}
    assert usual[9] == pytest.approx(0.025, abs=0.02)
    assert usual[10] == pytest.approx(0.3, abs=0.02)
    assert 0.08 < usual[11] < 0.4
    assert found.levels[9].presses == 50
    assert found.presses == pytest.approx(30 / 7 * 1201 / 8)
    assert found.levels[11].doubt > found.levels[10].doubt > 0.03
    # Standard error of 191 of 1201 by hand, as a part of it.
    assert found.doubt == pytest.approx((0.841 / (0.159 * 1201)) ** 0.5, rel=0.01)


def test_a_press_at_a_new_hour_is_judged_by_all_hours() -> None:
    assert A_SHOP.share(12) == 0.2
    assert A_SHOP.share(3) == pytest.approx((100 + 400 + 225) / 4500)
    with pytest.raises(ValueError, match="nobody ever pressed"):
        Usual({}).share(3)


def test_what_was_never_unhappy_is_not_taken_to_stay_so() -> None:
    found = learn({9: Count(0, 9000), 10: Count(0, 9000)}, 8)
    assert min(level.usual for level in found.levels.values()) == 0.01
    assert found.doubt > 1
    assert learn({}, 8) == Usual({}, 1.0)
