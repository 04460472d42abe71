"""Adding up shares, against visitors whose expression is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.expression_shares import (
    ClassError,
    Spread,
    Sums,
    Trio,
    covariance,
    measure,
    nearest,
    total,
)
from tests.hub.domain.visitors import Camera

shares = st.tuples(st.floats(-0.6, 1.6), st.floats(-0.6, 1.6)).map(
    lambda pair: Trio(pair[0], 1 - pair[0] - pair[1], pair[1])
)
errors = st.lists(
    st.tuples(
        st.integers(30, 500), st.floats(0.01, 2), st.floats(0.01, 2), st.floats(-0.95, 0.95)
    ).map(lambda u: ClassError(u[0], u[1], u[2], u[3] * (u[1] * u[2]) ** 0.5)),
    min_size=3,
    max_size=3,
)


def sums(visitors: int, linear: Trio) -> Sums:
    return Sums(visitors, 1, Trio(*(visitors * one for one in linear)))


def test_the_covariance_is_that_of_the_published_formula() -> None:
    """Recounted with whole matrices, by hand."""
    linear = Trio(0.3, 0.75, -0.05)
    told = [
        ClassError(60, 0.9, 0.4, -0.2),
        ClassError(150, 0.7, 0.5, 0.1),
        ClassError(90, 0.3, 0.6, -0.3),
    ]
    share = np.array([0.3, 0.75, 0.0]) / 1.05
    whole = np.zeros((3, 3))
    for p, one in zip(share, told, strict=True):
        block = np.array([[one.negative, one.together], [one.together, one.positive]])
        back = np.array([[1, 0], [-1, -1], [0, 1]])  # neutral is minus the sum of the others
        whole += (p / 40 + p * p / one.labelled) * back @ block @ back.T
    found = covariance(linear, 40, told)
    assert found.variances == pytest.approx(np.diag(whole))
    assert found.together == pytest.approx(whole[0, 2])


def test_intervals_hold_in_95_of_100_cases_and_shares_are_unbiased() -> None:
    """A day of 24 groups, small and large, with a calibration drawn anew each time."""
    rng = np.random.default_rng(5)
    held, off = np.zeros(3), np.zeros(3)
    cases = 300
    for _ in range(cases):
        camera = Camera.calibrated(120, rng)
        true = rng.dirichlet([2, 4, 3])
        counts = [rng.multinomial(rng.integers(5, 40), true) for _ in range(24)]
        whole = total(camera.window(one, rng) for one in counts)
        truth = np.sum(counts, axis=0) / np.sum(counts)
        found = measure(whole, camera.errors)
        off += [one.value - at for one, at in zip(found, truth, strict=True)]
        held += [one.low <= at <= one.high for one, at in zip(found, truth, strict=True)]
    assert (held / cases > 0.925).all(), held / cases
    assert (abs(off / cases) < 0.01).all(), off / cases


def test_the_calibrations_error_does_not_shrink_with_visitors() -> None:
    told = [ClassError(60, 0.9, 0.4, -0.2)] * 3
    some, many = (covariance(Trio(0.2, 0.5, 0.3), n, told).positive for n in (10**6, 10**9))
    assert some == pytest.approx(many, rel=1e-3)
    assert many == pytest.approx(0.4 * (0.04 + 0.25 + 0.09) / 60, rel=1e-3)


@given(parts=st.lists(st.tuples(st.integers(5, 500), shares), min_size=1, max_size=9))
def test_the_whole_does_not_depend_on_the_order_of_its_groups(
    parts: list[tuple[int, Trio]],
) -> None:
    one, other = (total(sums(*part) for part in order) for order in (parts, parts[::-1]))
    assert one.visitors == sum(visitors for visitors, _ in parts) == other.visitors
    assert one.linear == pytest.approx(other.linear)
    halves = total([total(sums(*part) for part in half) for half in (parts[:3], parts[3:]) if half])
    assert halves.linear == pytest.approx(one.linear)


@given(linear=shares, told=errors, visitors=st.integers(5, 10_000))
def test_what_is_shown_are_shares_with_the_value_inside_its_interval(
    linear: Trio, told: list[ClassError], visitors: int
) -> None:
    found = measure(sums(visitors, linear), told)
    assert sum(one.value for one in found) == pytest.approx(1)
    for one, free in zip(found, linear, strict=True):
        assert one.low is not None
        assert one.high is not None
        assert -1e-9 <= one.low <= one.value + 1e-9
        assert one.value - 1e-9 <= one.high <= 1
        if min(linear) > 0:
            assert one.value == pytest.approx(free)
        if one.value in {0, 1}:
            assert one.high > one.low


@settings(max_examples=60)
@given(linear=shares, a=st.floats(0.01, 2), b=st.floats(0.01, 2), together=st.floats(-0.95, 0.95))
def test_no_point_of_the_triangle_is_nearer_than_the_nearest(
    linear: Trio, a: float, b: float, together: float
) -> None:
    error = Spread(a, b, together * (a * b) ** 0.5)
    precision = np.linalg.inv(np.array([[a, error.together], [error.together, b]]))
    grid = [(x / 40, y / 40) for x in range(41) for y in range(41 - x)]

    def away(negative: float, positive: float) -> float:
        off = np.array([negative - linear.negative, positive - linear.positive])
        return float(off @ precision @ off)

    found = nearest(linear, error)
    assert min(found) >= -1e-9
    assert away(found.negative, found.positive) <= min(away(*one) for one in grid) + 1e-6


def test_shares_that_are_not_corrected_have_no_interval() -> None:
    """How far off they are nobody measured, and a narrow interval would be a lie."""
    found = measure(sums(400, Trio(0.5, 0.25, 0.25)), ())
    assert [one.value for one in found] == [0.5, 0.25, 0.25]
    assert {(one.low, one.high) for one in found} == {(None, None)}


def test_five_visitors_are_too_few_to_judge_by() -> None:
    told = [ClassError(60, 0.9, 0.4, -0.2)] * 3
    few, many = (measure(sums(n, Trio(0.3, 0.3, 0.4)), told) for n in (5, 5000))
    assert all(one.too_few for one in few)
    assert not any(one.too_few for one in many)
