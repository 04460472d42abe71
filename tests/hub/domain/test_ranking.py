"""Rankings against simulated chains whose true shares are known, and against drawn samples."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.beta import Beta
from hub.domain.ranking import Level, best_probabilities, rank, surely_better, tie_groups
from hub.domain.shrinkage import Count

counts = st.integers(1, 900).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("shops", "best"),
    [
        # numpy 2.4.6, shares of four million draws in which each was the greatest
        (
            [(86, 16), (170, 40), (30, 4), (9, 2), (500, 90)],
            [0.1155, 0.0085, 0.5233, 0.2785, 0.0742],
        ),
        ([(1.2, 1.1), (0.7, 2), (5, 5)], [0.4904, 0.1100, 0.3996]),
        ([(8, 2)], [1.0]),
    ],
)
def test_the_probability_of_being_best_is_that_of_draws(
    shops: list[tuple[float, float]], best: list[float]
) -> None:
    found = best_probabilities([Beta(*one) for one in shops])
    assert found == pytest.approx(best, abs=0.002)


def a_chain(rng: random.Random, shops: int, most: int) -> tuple[list[float], list[Count]]:
    truth = [rng.betavariate(34, 6) for _ in range(shops)]
    presses = [rng.randint(20, most) for _ in truth]
    pairs = zip(truth, presses, strict=True)
    return truth, [Count(sum(rng.random() < p for _ in range(n)), n) for p, n in pairs]


def test_intervals_hold_and_claims_are_true() -> None:
    """60 chains of 12 shops: what is said of each shop, against its true share."""
    rng = random.Random(11)
    held = shops = claims = wrong = top_is_best = 0
    said_best = 0.0
    for _ in range(60):
        truth, chain = a_chain(rng, 12, 400)
        found = rank(chain)
        held += sum(one.likely.low <= truth[one.at] <= one.likely.high for one in found)
        shops += len(found)
        for one in found:
            worse = [other for other in found if other.first_place > one.last_place]
            claims += len(worse)
            wrong += sum(truth[other.at] >= truth[one.at] for other in worse)
        top_is_best += truth[found[0].at] == max(truth)
        said_best += found[0].best
    assert 0.92 <= held / shops <= 0.98
    assert claims > 100
    assert wrong / claims <= 0.025
    assert said_best == pytest.approx(top_is_best, abs=3 * (60 * 0.25) ** 0.5)


def test_shops_that_are_all_alike_are_one_group() -> None:
    found = rank([Count(round(0.85 * n), n) for n in (40, 80, 400, 1000, 60)])
    assert {one.group for one in found} == {1}
    assert {(one.first_place, one.last_place) for one in found} == {(1, 5)}


def test_small_shops_are_not_put_at_both_ends() -> None:
    found = rank([Count(5, 5), Count(0, 2), *[Count(n, 1000) for n in range(700, 900, 20)]])
    assert 0 not in {found[0].at, found[-1].at}
    assert 1 not in {found[0].at, found[-1].at}
    small = next(one for one in found if one.at == 0)
    assert small.likely.too_few
    assert small.last_place - small.first_place >= 8


def test_clear_differences_are_told() -> None:
    found = rank([Count(500, 1000), Count(950, 1000), Count(700, 1000)])
    assert [one.at for one in found] == [1, 2, 0]
    assert [(one.first_place, one.last_place) for one in found] == [(1, 1), (2, 2), (3, 3)]
    assert [one.group for one in found] == [1, 2, 3]
    assert found[0].best == pytest.approx(1)
    assert [one.more_presses for one in found] == [0, 0, None]


def test_missing_presses_are_those_of_the_textbook() -> None:
    """Fleiss: at n each, 2.8016 standard errors (5 % either way, 80 % power) are the difference."""
    chain = [Count(170, 200), Count(160, 200), *[Count(n, 2000) for n in (1300, 1500, 1900)]]
    found = [one for one in rank(chain) if one.at in {0, 1}]
    more = found[0].more_presses
    assert more is not None
    p, q = (one.likely.value or 0 for one in found)
    needed = 2.8016**2 * (p * (1 - p) + q * (1 - q)) / (p - q) ** 2 - 200
    assert needed <= more <= 1.1 * needed
    assert more % 10 ** (len(str(more)) - 2) == 0  # no more than two digits


def test_no_number_of_presses_tells_equal_shops_apart() -> None:
    found = rank([Count(850, 1000), Count(850, 1000)])
    assert [one.more_presses for one in found] == [None, None]
    assert [one.best for one in found] == pytest.approx([0.5, 0.5])


@given(st.lists(counts, min_size=1, max_size=10))
def test_places_groups_and_probabilities_fit_together(chain: list[Count]) -> None:
    found = rank(chain)
    assert sorted(one.at for one in found) == list(range(len(chain)))
    assert [one.place for one in found] == list(range(1, len(chain) + 1))
    assert sum(one.best for one in found) == pytest.approx(1)
    groups = [one.group for one in found]
    assert groups == sorted(groups)
    for one in found:
        assert one.first_place <= one.last_place
        assert one.likely.value is not None
        assert one.likely.low <= one.likely.value <= one.likely.high
        for other in found:
            if one.group == other.group:
                assert not one.last_place < other.first_place
    likely = [one.likely.value for one in found]
    assert likely == sorted(likely, key=lambda value: -(value or 0))


@given(st.lists(st.tuples(st.floats(2, 900), st.floats(2, 900)), max_size=12))
def test_no_two_of_a_group_can_be_told_apart(shops: list[tuple[float, float]]) -> None:
    levels = sorted((Level.of(Beta(*one)) for one in shops), key=lambda one: -one.logit)
    groups = tie_groups(levels)
    assert [n for one in groups for n in range(one.first, one.last + 1)] == list(
        range(1, len(levels) + 1)
    )
    for one in groups:
        members = levels[one.first - 1 : one.last]
        assert not any(surely_better(a, b) for a in members for b in members)
