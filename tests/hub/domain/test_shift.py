"""The difference of two shares, against the published examples, and how often it holds."""

import random

import pytest

from hub.domain.score import Estimate, share
from hub.domain.shift import shift


def _enough(part: int, whole: int) -> Estimate:
    found = share(part, whole)
    return Estimate(found.value, found.low, found.high, found.presses, too_few=False)


@pytest.mark.parametrize(
    ("later", "earlier", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombes_own_examples(
    later: tuple[int, int], earlier: tuple[int, int], low: float, high: float
) -> None:
    """Table II of the paper, method 10."""
    found = shift(_enough(*later), _enough(*earlier))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_holds_as_often_as_is_said() -> None:
    rng = random.Random(11)
    rounds, held = 3000, 0
    for _ in range(rounds):
        later = share(sum(rng.random() < 0.85 for _ in range(120)), 120)
        earlier = share(sum(rng.random() < 0.80 for _ in range(60)), 60)
        found = shift(later, earlier)
        held += found is not None and found.low <= 0.05 <= found.high
    assert held / rounds == pytest.approx(0.95, abs=0.015)


def test_too_few_presses_are_not_compared() -> None:
    assert shift(share(10, 19), share(50, 100)) is None
    assert shift(share(50, 100), share(0, 0)) is None


def test_what_is_clear_leaves_zero_out() -> None:
    up, same = shift(share(90, 100), share(50, 100)), shift(share(50, 100), share(52, 100))
    assert up is not None
    assert up.clear
    assert same is not None
    assert not same.clear
