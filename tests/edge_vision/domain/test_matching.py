import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from edge_vision.domain.matching import pair_off

tables = arrays(
    float,
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
    elements=st.sampled_from([0.0, 0.5, 1.0, 2.0, 9.0, math.inf]),
)


def test_the_cheapest_pair_comes_first() -> None:
    assert pair_off(np.asarray([[1.0, 0.2], [0.3, 0.1]]), most=5) == [(1, 1), (0, 0)]


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
