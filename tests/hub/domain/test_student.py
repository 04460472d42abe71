"""Against published tables and scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hub.domain.student import quantile, student_quantile, two_sided


@pytest.mark.parametrize(
    ("degrees", "expected"),
    # E. S. Pearson, H. O. Hartley, Biometrika Tables for Statisticians I, table 12, 95 %
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (7, 2.365), (30, 2.042)],
)
def test_the_quantiles_are_those_of_the_tables(degrees: int, expected: float) -> None:
    assert quantile(0.95, degrees) == pytest.approx(expected, abs=5e-4)


@given(st.floats(-50, 50), st.integers(1, 40))
def test_probabilities_are_those_of_scipy(t: float, degrees: int) -> None:
    assert two_sided(t, degrees) == pytest.approx(2 * stats.t.sf(abs(t), degrees), abs=1e-9)


@given(st.floats(0.01, 0.999), st.integers(1, 30))
def test_a_quantile_gives_its_probability_back(probability: float, degrees: int) -> None:
    assert 1 - two_sided(quantile(probability, degrees), degrees) == pytest.approx(probability)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="degree"):
        two_sided(1.0, 0)
    with pytest.raises(ValueError, match="probability"):
        quantile(1.0, 3)


@pytest.mark.parametrize(
    ("probability", "freedom", "table"),
    [
        # Abramowitz and Stegun, table 26.10.
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 3, 3.182),
        (0.975, 10, 2.228),
        (0.975, 30, 2.042),
        (0.8, 4, 0.941),
        (0.8, 20, 0.860),
    ],
)
def test_one_sided_quantiles_are_those_of_the_published_table(
    probability: float, freedom: int, table: float
) -> None:
    assert student_quantile(probability, freedom) == pytest.approx(table, abs=6e-4)


def test_one_sided_quantiles_below_the_middle_are_refused() -> None:
    with pytest.raises(ValueError, match="above one half"):
        student_quantile(0.2, 5)
