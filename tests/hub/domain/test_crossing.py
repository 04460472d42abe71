import numpy as np
import pytest

from hub.domain.crossing import Crossing, Look

NORMAL = 1e9
"""So much freedom that Student's distribution is the normal one."""


@pytest.mark.parametrize(
    ("looks", "at_five", "at_one"),
    [
        (1, 0.050, 0.010),
        (2, 0.083, 0.018),
        (3, 0.107, 0.024),
        (4, 0.126, 0.029),
        (5, 0.142, 0.033),
        (10, 0.193, 0.047),
        (20, 0.248, 0.064),
    ],
)
def test_repeated_looks_at_a_sum_as_in_the_published_table(
    looks: int, at_five: float, at_one: float
) -> None:
    """P. Armitage, C. K. McPherson, B. C. Rowe (1969), table 2: tests at 5 % and 1 %."""
    crossing = Crossing([Look(1.0, 0.0)] * looks, NORMAL)
    assert crossing.chance(1.959964) == pytest.approx(at_five, rel=0.025)
    assert crossing.chance(2.575829) == pytest.approx(at_one, rel=0.035)


@pytest.mark.parametrize("day", [0.0, 2.0, 6.0, 30.0])
def test_a_shared_part_makes_looks_alike(day: float) -> None:
    """Against 200,000 simulated days of eleven looks; days were learned from 35."""
    rng = np.random.default_rng(2)
    looks = [Look(120.0, day * n) for n in range(1, 12)]
    crossing = Crossing(looks, 34)
    bound = crossing.bound(4 / 30)
    steps = np.arange(1, 12)
    sums = np.cumsum(rng.normal(0, 120**0.5, (200_000, 11)), axis=1)
    sums += rng.standard_t(34, (200_000, 1)) * day * steps
    deviations = np.sqrt(120 * steps + (day * steps) ** 2)
    crossed = (np.abs(sums) > bound * deviations).any(axis=1).mean()
    assert crossed == pytest.approx(4 / 30, rel=0.05)


def test_a_bound_and_its_chance_are_each_others_inverse() -> None:
    crossing = Crossing([Look(50.0, 3.0 * n) for n in range(1, 9)], 20)
    for chance in (0.5, 0.1, 1 / 30, 0.001):
        assert crossing.chance(crossing.bound(chance)) == pytest.approx(chance, rel=0.011)
    assert crossing.bound(0.01) > crossing.bound(0.1)
