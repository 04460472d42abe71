"""What cameras publish, added up by the hub, is what the camera's own maths says of them all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain import correction
from hub.domain import expression_shares as hub
from hub.domain.expression_shares import ClassError, Sums, Trio

DIGITS = 6
"""Of a published share or error."""


def faces(counts: list[int], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Scores of so many people of each class, and their classes."""
    means = np.array([[0.62, 0.25, 0.13], [0.30, 0.48, 0.22], [0.12, 0.18, 0.70]])
    scores = np.concatenate([rng.dirichlet(4 * means[c], n) for c, n in enumerate(counts)])
    return scores, np.repeat(np.arange(3), counts)


def published(matrix: correction.Matrix) -> list[ClassError]:
    """The three errors as they stand in a window."""
    return [
        ClassError(int(n), *(round(float(one), DIGITS) for one in (u[0, 0], u[2, 2], u[0, 2])))
        for u, n in zip(matrix.spreads(), matrix.faces, strict=True)
    ]


def window(scores: np.ndarray, matrix: correction.Matrix) -> Sums:
    """One group as a camera tells of it."""
    shares = correction.linear_shares(scores.mean(axis=0), matrix)
    told = (round(float(one), DIGITS) for one in shares)
    return Sums(len(scores), 0, Trio(*(len(scores) * one for one in told)))


@given(
    seed=st.integers(0, 2**32),
    sizes=st.lists(st.integers(5, 60), min_size=1, max_size=12),
    mix=st.tuples(*[st.floats(0, 1)] * 3).filter(lambda one: sum(one) > 0.1),
)
def test_the_hubs_sum_is_the_cameras_word_on_all_visitors(
    seed: int, sizes: list[int], mix: tuple[float, float, float]
) -> None:
    rng = np.random.default_rng(seed)
    matrix = correction.measure(*faces([120, 90, 150], rng))
    true = np.array(mix) / sum(mix)
    groups = [faces(rng.multinomial(size, true).tolist(), rng)[0] for size in sizes]
    everybody = np.concatenate(groups)
    shares = correction.linear_shares(everybody.mean(axis=0), matrix)
    error = correction.covariance(
        shares, len(everybody), matrix.spreads(), matrix.faces.astype(float)
    )

    whole = hub.total(window(group, matrix) for group in groups)
    told = hub.covariance(whole.linear, whole.visitors, published(matrix))
    assert whole.linear == pytest.approx(shares, abs=1e-5)
    assert told.variances == pytest.approx(np.diag(error), rel=1e-3, abs=1e-7)
    nearest = correction.nearest_shares(shares, error)
    assert hub.nearest(whole.linear, told) == pytest.approx(nearest, abs=1e-3)
