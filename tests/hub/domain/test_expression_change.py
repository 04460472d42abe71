"""Before and after, against visitors whose expression is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from hub.domain.difference import Difference
from hub.domain.expression_change import compare, student
from hub.domain.expression_shares import ClassError, Sums, Trio
from tests.hub.domain.visitors import Camera

MIX = np.array([0.25, 0.45, 0.30])
BETTER = np.array([0.17, 0.42, 0.41])
DAY = 140


def span(
    camera: Camera, days: int, mix: NDArray[np.float64], rng: np.random.Generator, *, moody: float
) -> list[Sums]:
    """Days whose own mix scatters about `mix`: the larger `moody`, the less."""
    return [
        camera.window(rng.multinomial(rng.poisson(DAY) + 5, rng.dirichlet(moody * mix)), rng)
        for _ in range(days)
    ]


@pytest.mark.parametrize("moody", [1e6, 60.0], ids=["days-alike", "days-differ"])
@pytest.mark.parametrize(("before", "after"), [(14, 14), (28, 4)])
def test_where_nothing_changed_a_change_is_seen_in_5_of_100_cases_at_most(
    before: int, after: int, moody: float
) -> None:
    rng = np.random.default_rng(7)
    seen, cases = 0, 150
    for _ in range(cases):
        camera = Camera.calibrated(120, rng)
        old, new = (span(camera, days, MIX, rng, moody=moody) for days in (before, after))
        told = compare(old, new, camera.errors)
        assert told is not None
        seen += any(one.clear for one in told)
    assert seen / cases <= 0.08, seen / cases


def test_a_real_change_is_seen_and_its_size_lies_in_the_interval() -> None:
    rng = np.random.default_rng(11)
    seen, held, cases = 0, 0, 120
    for _ in range(cases):
        camera = Camera.calibrated(120, rng)
        before, after = (span(camera, 28, mix, rng, moody=1e6) for mix in (MIX, BETTER))
        told = compare(before, after, camera.errors)
        assert told is not None
        seen += told[2].clear
        held += all(
            one.low <= size <= one.high for one, size in zip(told, BETTER - MIX, strict=True)
        )
    assert held / cases >= 0.92, held / cases
    assert seen / cases > 0.8, seen / cases


TOLD = [ClassError(60, 0.9, 0.4, -0.2)] * 3


def days(positive: float, count: int, visitors: int = 100) -> list[Sums]:
    shares = Trio(0.2, 0.8 - positive, positive)
    return [Sums(visitors, 0, Trio(*(visitors * one for one in shares)))] * count


def test_of_one_calibration_only_the_difference_counts() -> None:
    """Both spans are off in the same way: with endless visitors and no change nothing is left."""
    told = compare(days(0.3, 9, 10**9), days(0.3, 9, 10**9), TOLD)
    assert told is not None
    assert all(one.high - one.low < 1e-3 for one in told)


@pytest.mark.parametrize(
    ("before", "after", "errors"), [(2, 30, TOLD), (30, 2, TOLD), (0, 9, TOLD), (9, 9, [])]
)
def test_what_cannot_be_told_is_not(before: int, after: int, errors: list[ClassError]) -> None:
    assert compare(days(0.3, before), days(0.5, after), errors) is None


def test_days_that_scatter_widen_the_interval() -> None:
    calm = compare(days(0.3, 6), days(0.4, 6), TOLD)
    wild = compare(days(0.1, 3) + days(0.5, 3), days(0.4, 6), TOLD)
    assert calm is not None
    assert wild is not None
    assert calm[2].value == pytest.approx(wild[2].value) == pytest.approx(0.1)
    assert wild[2].high - wild[2].low > 1.2 * (calm[2].high - calm[2].low)


@pytest.mark.parametrize(
    ("low", "high", "clear"), [(0.01, 0.2, True), (-0.2, -0.01, True), (-0.01, 0.2, False)]
)
def test_more_than_noise_is_an_interval_without_zero(low: float, high: float, clear: bool) -> None:
    assert Difference(0.1, low, high).clear is clear


@pytest.mark.parametrize(
    # Found by integrating the density.
    ("freedom", "value"),
    [(2, 7.6488), (3, 4.8567), (4, 3.9608), (6, 3.2875), (10, 2.8701), (30, 2.5357)],
)
def test_students_quantile_is_within_one_percent(freedom: int, value: float) -> None:
    assert student(freedom) == pytest.approx(value, rel=0.01)
