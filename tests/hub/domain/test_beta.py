"""Tabulated beta distributions against exact and published values."""

from fractions import Fraction
from math import comb, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.beta import Beta, below, curve, quantile, share_of

sizes = st.floats(0.6, 5000)


@pytest.mark.parametrize(
    ("a", "b", "low", "middle", "high"),
    [
        # scipy 1.17.1, scipy.stats.beta.ppf at 0.025, 0.5 and 0.975
        (1.5, 8.5, 0.0122641, 0.126576, 0.414469),
        (0.6, 3.2, 0.000589342, 0.099556, 0.600559),
        (3, 3, 0.146633, 0.5, 0.853367),
        (20.5, 0.7, 0.862091, 0.98018, 0.999779),
        (86, 16, 0.766903, 0.845384, 0.906653),
        (410.5, 90.25, 0.784959, 0.820196, 0.852163),
    ],
)
def test_quantiles_are_those_of_scipy(
    a: float, b: float, low: float, middle: float, high: float
) -> None:
    table = curve(Beta(a, b))
    found = [share_of(quantile(table, q)) for q in (0.025, 0.5, 0.975)]
    assert found == pytest.approx([low, middle, high], abs=0.0006, rel=0.03)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 99))
def test_probabilities_are_the_exact_tails_of_a_binomial(a: int, b: int, percent: int) -> None:
    """Of Beta(a, b) as much lies below p as a or more of a + b - 1 draws succeed with it."""
    p = Fraction(percent, 100)
    n = a + b - 1
    exact = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(a, n + 1))
    found = below(curve(Beta(a, b)), log(percent / (100 - percent)))
    assert found == pytest.approx(float(exact), abs=0.002)


@given(sizes, sizes)
def test_mean_and_variance_find_their_distribution(a: float, b: float) -> None:
    mean = a / (a + b)
    found = Beta.matched(mean, mean * (1 - mean) / (a + b + 1))
    assert found == pytest.approx((a, b), rel=1e-6)


@pytest.mark.parametrize(("mean", "variance"), [(0.5, 0.25), (0, 0.1), (1, 0.1), (0.5, 0)])
def test_what_no_share_can_be_is_refused(mean: float, variance: float) -> None:
    with pytest.raises(ValueError, match="no share has"):
        Beta.matched(mean, variance)


@given(sizes, sizes, st.floats(0.001, 0.999))
def test_a_quantile_is_where_as_much_lies_below(a: float, b: float, probability: float) -> None:
    table = curve(Beta(a, b))
    assert below(table, quantile(table, probability)) == pytest.approx(probability, abs=1e-9)


@pytest.mark.parametrize(("x", "trigamma"), [(2, 0.64493407), (5, 0.22132296), (30, 0.03389506)])
def test_the_variance_of_a_logit_is_that_of_tables(x: float, trigamma: float) -> None:
    """Abramowitz and Stegun, table 6.1: trigamma."""
    assert Beta(x, x).logit_variance == pytest.approx(2 * trigamma, rel=0.01)
