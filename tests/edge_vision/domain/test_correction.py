import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge_vision.domain.correction import (
    Matrix,
    covariance,
    estimate,
    linear_shares,
    measure,
    nearest_shares,
)

Floats = NDArray[np.float64]
PEAKS = np.asarray([[7.0, 2.0, 1.0], [4.0, 4.0, 1.0], [2.0, 1.0, 6.0]])
"""Parameters of the Dirichlet laws that scores of the three classes are drawn from: a network
that takes many neutral faces for negative ones, as the shipped one does."""


def scores(classes: NDArray[np.intp], random: np.random.Generator) -> Floats:
    return np.stack([random.dirichlet(PEAKS[c]) for c in classes])


def labelled(random: np.random.Generator, each: int = 60) -> tuple[Floats, NDArray[np.intp]]:
    classes = np.repeat(np.arange(3), each)
    return scores(classes, random), classes


simplex = st.tuples(*[st.floats(0.01, 1)] * 3).map(lambda three: np.asarray(three) / sum(three))


def test_a_perfect_network_is_left_alone() -> None:
    matrix = Matrix(np.eye(3), np.zeros((3, 3, 3)), np.asarray([40, 40, 40]))
    assert linear_shares(np.asarray([0.2, 0.5, 0.3]), matrix) == pytest.approx([0.2, 0.5, 0.3])


@given(simplex)
def test_the_mean_score_of_any_mix_gives_the_mix(shares: Floats) -> None:
    matrix = measure(*labelled(np.random.default_rng(1)))
    assert linear_shares(shares @ matrix.means, matrix) == pytest.approx(shares)


def test_windows_add_up_to_what_the_whole_gives() -> None:
    random = np.random.default_rng(2)
    matrix = measure(*labelled(random))
    visitors = scores(random.integers(0, 3, 100), random)
    parts = np.split(visitors, [7, 31, 64])
    added = sum(len(part) * linear_shares(part.mean(axis=0), matrix) for part in parts) / 100
    assert added == pytest.approx(linear_shares(visitors.mean(axis=0), matrix))


def test_more_visitors_do_not_remove_the_matrix_s_own_error() -> None:
    matrix = measure(*labelled(np.random.default_rng(3)))
    shares, faces = np.asarray([0.3, 0.4, 0.3]), matrix.faces.astype(float)
    few = covariance(shares, 10, matrix.spreads(), faces)
    many = covariance(shares, 1e9, matrix.spreads(), faces)
    alone = sum(shares[c] ** 2 * matrix.spreads()[c] / faces[c] for c in range(3))
    assert np.allclose(many, alone)
    assert (np.diag(few) > np.diag(many)).all()


def test_covariances_of_shares_that_sum_to_one_sum_to_zero() -> None:
    matrix = measure(*labelled(np.random.default_rng(4)))
    found = covariance(np.full(3, 1 / 3), 20, matrix.spreads(), matrix.faces.astype(float))
    assert np.allclose(found.sum(axis=0), 0)


@given(simplex, st.integers(0, 10_000))
def test_the_nearest_shares_are_in_the_simplex_and_nearest(shares: Floats, seed: int) -> None:
    random = np.random.default_rng(seed)
    outside = shares + random.normal(0, 0.4, 3)
    outside += (1 - outside.sum()) / 3
    root = random.normal(0, 0.1, (3, 2))
    root -= root.mean(axis=0)
    error = root @ root.T + 1e-4 * (np.eye(3) - 1 / 3)
    best = nearest_shares(outside, error)
    assert best.min() >= 0
    assert best.sum() == pytest.approx(1)
    precision = np.linalg.inv(error[np.ix_((0, 2), (0, 2))] + 1e-9 * np.eye(2))

    def distance(point: Floats) -> float:
        off = (point - outside)[[0, 2]]
        return float(off @ precision @ off)

    others = random.dirichlet([1, 1, 1], 200)
    assert distance(best) <= min(map(distance, others)) * 1.001 + 1e-6


def test_shares_inside_the_simplex_are_not_moved() -> None:
    inside = np.asarray([0.2, 0.5, 0.3])
    assert nearest_shares(inside, np.eye(3)) is inside


def test_intervals_cover_the_truth_at_least_93_times_in_100() -> None:
    random = np.random.default_rng(5)
    covered = []
    for _ in range(100):
        truth = random.dirichlet([1, 2, 1])
        counts = random.multinomial(150, truth)
        visitors = scores(np.repeat(np.arange(3), counts), random)
        known, classes = labelled(random, 50)
        found = estimate(visitors.mean(axis=0), 150, known, classes, random, replicates=200)
        low, high = found.interval95.T
        covered.append((low <= counts / 150) & (counts / 150 <= high))
    assert np.mean(covered) >= 0.93


def test_correcting_beats_counting_guesses_several_times() -> None:
    random = np.random.default_rng(6)
    known, classes = labelled(random, 100)
    counted, corrected = [], []
    for _ in range(40):
        counts = random.multinomial(300, random.dirichlet([1, 2, 1]))
        visitors = scores(np.repeat(np.arange(3), counts), random)
        guesses = np.bincount(visitors.argmax(axis=1), minlength=3) / 300
        counted.append(np.abs(guesses - counts / 300).mean())
        found = estimate(visitors.mean(axis=0), 300, known, classes, random, replicates=10)
        corrected.append(np.abs(found.shares - counts / 300).mean())
    assert np.mean(counted) > 2 * np.mean(corrected)


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(0, 1000))
def test_the_estimate_lies_in_its_own_interval(visitors: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    known, classes = labelled(random, 30)
    mean = scores(random.integers(0, 3, visitors), random).mean(axis=0)
    found = estimate(mean, visitors, known, classes, random, replicates=50)
    assert (found.interval95[:, 0] <= found.shares + 1e-12).all()
    assert (found.shares <= found.interval95[:, 1] + 1e-12).all()
    assert 0 <= found.interval95.min() <= found.interval95.max() <= 1


def test_a_network_that_tells_nothing_apart_is_not_usable() -> None:
    random = np.random.default_rng(7)
    same = np.stack([random.dirichlet([2, 2, 2]) for _ in range(120)])
    assert not measure(same, np.repeat(np.arange(3), 40)).usable
    assert measure(*labelled(random)).usable
