"""What presses say about all visitors: by arithmetic, by recount, and by simulation."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.response_bounds import Hours, all_visitors, bounds, strata


@st.composite
def an_hour(draw: st.DrawFn) -> Hours:
    visitors = draw(st.integers(0, 300))
    presses = draw(st.integers(0, visitors))
    return Hours(visitors, presses, draw(st.integers(0, presses)))


weeks = st.lists(an_hour(), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("visitors", "presses", "happy", "low", "high"),
    [
        (2000, 200, 170, 0.085, 0.985),  # 10 % response, 85 % happy
        (10_000, 300, 255, 0.0255, 0.9955),  # 3 %: nearly nothing is known
        (100, 100, 85, 0.85, 0.85),  # everybody answered
        (100, 0, 0, 0.0, 1.0),
    ],
)
def test_bounds_are_those_of_arithmetic(
    visitors: int, presses: int, happy: int, low: float, high: float
) -> None:
    found = bounds(visitors, presses, happy)
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(("visitors", "presses", "happy"), [(0, 0, 0), (5, 6, 1), (9, 3, 4)])
def test_impossible_numbers_have_no_bounds(visitors: int, presses: int, happy: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        bounds(visitors, presses, happy)


def test_a_busy_unhappy_evening_weighs_by_its_visitors() -> None:
    """By hand: 0.9 of 100 morning visitors and 0.5 of 900 evening ones are 54 % of all."""
    found = all_visitors([Hours(100, 100, 90), Hours(900, 100, 50)])
    assert found.pressed.value == pytest.approx(0.70)
    assert found.weighted is not None
    assert found.weighted.value == pytest.approx(0.54)
    assert found.response is not None
    assert found.response.value == pytest.approx(0.2)
    assert found.bounds is not None
    assert (found.bounds.low, found.bounds.high) == pytest.approx((0.14, 0.94))


def test_the_interval_is_that_of_the_textbook() -> None:
    """Cochran's variance by hand: sum of W^2 p q / n, 95 % is 1.96 roots of it to either side."""
    found = all_visitors([Hours(10_000, 1000, 900), Hours(90_000, 1000, 500)])
    by_hand = (0.1**2 * 0.9 * 0.1 / 1000 + 0.9**2 * 0.25 / 1000) ** 0.5
    assert found.weighted is not None
    assert found.weighted.high - found.weighted.low == pytest.approx(2 * 1.96 * by_hand, rel=0.02)


def test_more_presses_than_visitors_tell_nothing() -> None:
    found = all_visitors([Hours(10, 30, 20)])
    assert (found.response, found.bounds, found.weighted) == (None, None, None)
    assert found.pressed.value == pytest.approx(2 / 3)


def test_without_a_press_everything_is_possible() -> None:
    found = all_visitors([Hours(50, 0, 0)])
    assert found.weighted is None
    assert found.bounds is not None
    assert (found.bounds.low, found.bounds.high) == (0, 1)


def test_few_presses_are_marked() -> None:
    few = all_visitors([Hours(100, 19, 10)]).weighted
    enough = all_visitors([Hours(100, 20, 10)]).weighted
    assert few is not None
    assert enough is not None
    assert (few.too_few, enough.too_few) == (True, False)


@given(weeks)
def test_grouping_loses_nobody_and_leaves_no_small_group(cells: list[Hours]) -> None:
    groups = strata(cells)
    for column in range(3):
        assert sum(one[column] for one in groups) == sum(one[column] for one in cells)
    assert all(presses >= 10 for _, presses, _ in groups) or len(groups) <= 1


@given(st.lists(st.sampled_from((0, 1, 4, 9, 10, 11, 30)), max_size=40))
def test_neighbours_go_together_until_there_are_enough(presses: list[int]) -> None:
    groups: list[list[int]] = [[]]
    for one in presses:
        groups[-1].append(one)
        if sum(groups[-1]) >= 10:
            groups.append([])
    left = groups.pop()
    if groups:
        groups[-1] += left
    elif left:
        groups.append(left)
    found = strata([Hours(100, one, 0) for one in presses])
    assert [(one[0], one[1]) for one in found] == [(100 * len(one), sum(one)) for one in groups]


@given(weeks)
def test_nothing_reaches_beyond_what_is_certain(cells: list[Hours]) -> None:
    found = all_visitors(cells)
    if found.bounds is None or found.weighted is None:
        return
    assert found.weighted.value is not None
    assert found.pressed.value is not None
    ends = found.bounds
    assert ends.low <= found.weighted.low <= found.weighted.value
    assert found.weighted.value <= found.weighted.high <= ends.high
    assert ends.low - 1e-12 <= found.pressed.value <= ends.high + 1e-12
    # Whatever those who did not press would have pressed lies within.
    silent = found.visitors - found.presses
    happy = round(found.pressed.value * found.presses)
    for would in (0, silent // 3, silent):
        truth = (happy + would) / found.visitors
        assert ends.low - 1e-12 <= truth <= ends.high + 1e-12


@given(an_hour().filter(lambda one: one.presses > 0))
def test_one_group_gives_the_raw_share(cell: Hours) -> None:
    found = all_visitors([cell])
    assert found.weighted is not None
    assert found.weighted.value == pytest.approx(found.pressed.value)


def a_month(rng: random.Random) -> tuple[list[Hours], float]:
    """A shop whose busy hours are the unhappy ones, and in which they press less."""
    cells, happy_visitors = [], 0
    for week_hour in range(7 * 12):
        rush = math.sin(math.pi * (week_hour % 12 + 0.5) / 12) ** 2
        visitors = rng.randint(150, 180) + round(400 * rush)
        moods = [rng.random() < 0.95 - 0.4 * rush for _ in range(visitors)]
        pressed = [mood for mood in moods if rng.random() < 0.30 - 0.22 * rush]
        cells.append(Hours(visitors, len(pressed), sum(pressed)))
        happy_visitors += sum(moods)
    return cells, happy_visitors / sum(one.visitors for one in cells)


def test_the_interval_holds_the_truth_where_the_raw_share_does_not() -> None:
    """By simulation: 150 months whose every visitor's mood is known."""
    rng = random.Random(5)
    weighted = raw = 0
    for _ in range(150):
        cells, truth = a_month(rng)
        found = all_visitors(cells)
        assert found.weighted is not None
        weighted += found.weighted.low <= truth <= found.weighted.high
        raw += found.pressed.low <= truth <= found.pressed.high
    assert weighted >= 0.92 * 150
    assert raw == 0
