import numpy as np
import pytest
from scipy import fft, stats

from hub.domain.day_change import LEAST_PAIRS, pair_change

WEEK = np.array([1, 1, 1, 1, 1.2, 1.6, 0.5])


@pytest.mark.parametrize(("days", "swings"), [(5, 2), (14, 2), (28, 4), (364, 20)])
def test_it_is_what_a_library_makes_of_the_slow_swings(days: int, swings: int) -> None:
    rng = np.random.default_rng(1)
    later, earlier = rng.poisson(140, days), rng.poisson(130, days)
    found = pair_change(list(zip(later.tolist(), earlier.tolist(), strict=True)))
    weights = fft.dct((later - earlier).astype(float), norm="ortho")[1 : swings + 1]
    reach = stats.t.ppf(0.975, swings) * np.sqrt(np.mean(weights**2) / days)
    assert found is not None
    assert found.value == pytest.approx((later - earlier).mean())
    assert (found.low, found.high) == pytest.approx((found.value - reach, found.value + reach))


def test_days_that_differ_by_chance_seem_to_differ_in_one_of_twenty_cases() -> None:
    assert _called(14, 2000, alike=0.0) == pytest.approx(0.05, abs=0.015)


@pytest.mark.parametrize("days", [10, 21, 30, 91])
def test_days_that_are_alike_do_not_take_it_in(days: int) -> None:
    """Days keep half of the day before; a paired t test would call a fifth of them."""
    assert 0.03 <= _called(days, 1000, alike=0.5) <= 0.095


@pytest.mark.parametrize("days", [30, 91])
def test_weekdays_that_do_not_meet_hide_a_change_but_little(days: int) -> None:
    assert 0.01 <= _called(days, 1000, alike=0.5, weekdays_apart=1) <= 0.08
    assert _called(days, 300, alike=0.0, weekdays_apart=1, grown=1.3) > 0.95


def test_days_that_were_not_counted_are_left_out() -> None:
    days = [(float(n * n), 1.0) for n in range(34)]
    assert pair_change([*days[:3], None, *days[3:]]) == pair_change(days)


def test_a_few_days_tell_nothing() -> None:
    assert pair_change([(5, 900)] * (LEAST_PAIRS - 1)) is None
    assert pair_change([]) is None


def _called(
    days: int, times: int, *, alike: float, weekdays_apart: int = 0, grown: float = 1.0
) -> float:
    """How often spans of busier and quieter days seem to differ."""
    rng = np.random.default_rng(days)
    week = np.resize(WEEK, days)
    other = np.resize(np.roll(WEEK, weekdays_apart), days)
    later, earlier = (
        rng.poisson(300 * busy * np.exp(_swinging(rng, times, days, alike)))
        for busy in (grown * week, other * week.sum() / other.sum())
    )
    found = (
        pair_change(list(zip(*both, strict=True)))
        for both in zip(later.tolist(), earlier.tolist(), strict=True)
    )
    return sum(one is not None and one.clear for one in found) / times


def _swinging(
    rng: np.random.Generator, times: int, days: int, alike: float
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Logarithms of how busy days in a row were: autoregressions of the first order."""
    steps = rng.normal(0, 0.15, (times, days))
    steps[:, 1:] *= np.sqrt(1 - alike**2)
    for day in range(1, days):
        steps[:, day] += alike * steps[:, day - 1]
    return steps
