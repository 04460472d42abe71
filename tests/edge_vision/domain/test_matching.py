import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from edge_vision.domain.matching import pair_off

tables = arrays(
    float,
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    elements=st.sampled_from([0.0, 0.5, 1.0, 2.0, 9.0, math.inf]),
)


def test_the_likelier_way_round_is_taken_though_the_cheapest_pair_is_in_the_other() -> None:
    assert pair_off(np.asarray([[0.5, 0.2], [4.0, 0.5]]), most=5) == [(0, 0), (1, 1)]


def test_one_who_fits_elsewhere_too_makes_room_for_who_does_not() -> None:
    assert pair_off(np.asarray([[0.1, 0.9], [0.5, math.inf]]), most=5) == [(1, 0), (0, 1)]


def test_the_impossible_and_the_too_dear_are_not_paired() -> None:
    assert pair_off(np.asarray([[math.inf, 6.0]]), most=5) == []


@given(tables)
def test_nobody_is_paired_twice_and_nothing_cheap_is_left(costs: NDArray[np.float64]) -> None:
    pairs = pair_off(costs, most=3)
    rows, columns = [row for row, _ in pairs], [column for _, column in pairs]
    assert len(set(rows)) == len(rows)
    assert len(set(columns)) == len(columns)
    for row in range(costs.shape[0]):
        for column in range(costs.shape[1]):
            if costs[row, column] <= 3:
                assert row in rows or column in columns


def total(costs: NDArray[np.float64], pairs: list[tuple[int, int]], most: float) -> float:
    """The sum that is made least: of the pairs, and of leaving over rows or columns."""
    return sum(float(costs[pair]) for pair in pairs) - most * len(pairs)


@given(tables)
def test_no_other_pairs_cost_less(costs: NDArray[np.float64]) -> None:
    rows, columns = costs.shape
    ways: list[list[tuple[int, int]]] = [[]]
    for row in range(rows):
        ways += [
            [*way, (row, column)]
            for way in ways
            for column in range(columns)
            if costs[row, column] <= 3 and column not in [taken for _, taken in way]
        ]
    assert total(costs, pair_off(costs, 3), 3) == min(total(costs, way, 3) for way in ways)
