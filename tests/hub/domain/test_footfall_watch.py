from datetime import date

import numpy as np
import pytest

from hub.domain.footfall_scatter import Scatter, learn_scatter
from hub.domain.footfall_watch import far
from hub.domain.forecast import History
from hub.domain.forecast_days import Floats

HOURS = [50.0] * 10
SCATTER = Scatter(shift=0.0, day=0.1, hour=0.02, days=50)


def test_half_the_visitors_are_told_and_a_few_less_are_not() -> None:
    found = far(150, HOURS[:6], HOURS, SCATTER, 1.0)
    assert found is not None
    assert (found.entered, found.expected) == (150, 300)
    assert found.low > 150
    assert far(270, HOURS[:6], HOURS, SCATTER, 1.0) is None


def test_too_many_visitors_are_told_as_well() -> None:
    found = far(600, HOURS[:6], HOURS, SCATTER, 1.0)
    assert found is not None
    assert found.high < 600


def test_nobody_at_all_is_told() -> None:
    assert far(0, HOURS[:6], HOURS, SCATTER, 1.0) is not None


def test_a_morning_of_ten_visitors_says_nothing() -> None:
    assert far(0, [10.0], HOURS, SCATTER, 1.0) is None
    assert far(0, [], HOURS, SCATTER, 1.0) is None


def test_where_days_are_always_above_the_forecast_more_is_expected() -> None:
    found = far(0, HOURS, HOURS, SCATTER._replace(shift=np.log(1.2)), 1.0)
    assert found is not None
    assert found.expected == 600


def test_no_alarms_cannot_be_promised() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        far(0, HOURS, HOURS, SCATTER, 0.0)


@pytest.mark.parametrize("came", [[0.0] * 63, [40.0, 20.0, 30.0] * 21])
def test_a_shop_of_one_open_hour_a_day_scatters_as_a_whole_only(came: list[float]) -> None:
    hours = np.full((63, 24), 0.0)
    hours[:, 12] = came
    history = History(date(2026, 1, 5), hours, {})
    expected = np.zeros(24)
    expected[12] = 30.0
    found = learn_scatter(history, lambda _history, ahead: np.tile(expected, (ahead, 1)))
    assert found is not None
    assert found.hour == 0.0


def _days(rng: np.random.Generator, count: int, hours: Floats) -> Floats:
    whole = np.exp(rng.normal(0, SCATTER.day, (count, 1)))
    means = hours * whole * rng.gamma(1 / SCATTER.hour, SCATTER.hour, (count, len(hours)))
    return rng.poisson(means).astype(float)


@pytest.mark.parametrize("allowed", [1.0, 4.0])
@pytest.mark.parametrize("an_hour", [8.0, 50.0, 400.0])
def test_as_many_false_alarms_come_as_are_allowed(allowed: float, an_hour: float) -> None:
    """Counts of days that are off as a whole, and of hours that are off by themselves."""
    hours = [an_hour] * 10
    known = SCATTER._replace(days=10_000)
    days = np.cumsum(_days(np.random.default_rng(9), 4_000, np.array(hours)), axis=1)
    alarms = 0
    bounds = [_bounds(hours[: n + 1], hours, known, allowed) for n in range(10)]
    low, high = np.array(bounds).T
    alarms = ((days < low) | (days > high)).any(axis=1).sum()
    assert 30 * alarms / 4_000 == pytest.approx(allowed, rel=0.2)


def _bounds(
    finished: list[float], hours: list[float], scatter: Scatter, allowed: float
) -> tuple[float, float]:
    """Where `far` begins to tell, as it says itself of an impossible number."""
    found = far(10**9, finished, hours, scatter, allowed)
    return (0.0, 1e12) if found is None else (found.low, found.high)


def _history(days: Floats) -> History:
    return History(date(2026, 1, 5), days, {})


def _flat(history: History, ahead: int) -> Floats:
    """A forecast that knows the hours."""
    return np.tile(np.pad(np.array(HOURS), (8, 6)), (ahead, 1))


def test_what_days_and_hours_are_off_by_is_found_again() -> None:
    rng = np.random.default_rng(4)
    found = []
    for _ in range(60):
        days = np.pad(_days(rng, 77, np.array(HOURS)), ((0, 0), (8, 6)))
        scatter = learn_scatter(_history(days), _flat)
        assert scatter is not None
        assert scatter.days == 56
        found.append(scatter)
    shift, day, hour, _ = np.mean(found, axis=0)
    assert shift == pytest.approx(0.0, abs=0.01)
    assert day == pytest.approx(SCATTER.day, rel=0.05)
    assert hour == pytest.approx(SCATTER.hour, rel=0.05)


def test_a_day_that_was_closed_is_not_how_days_usually_are() -> None:
    days = np.pad(_days(np.random.default_rng(4), 77, np.array(HOURS)), ((0, 0), (8, 6)))
    before = learn_scatter(_history(days), _flat)
    days[60] = 0
    after = learn_scatter(_history(days), _flat)
    assert before is not None
    assert after is not None
    assert after.day < 1.5 * before.day


def test_days_that_were_not_counted_whole_are_left_out() -> None:
    days = np.pad(_days(np.random.default_rng(4), 50, np.array(HOURS)), ((0, 0), (8, 6)))
    days[40:45, 12] = np.nan
    found = learn_scatter(_history(days), _flat)
    assert found is not None
    assert found.days == 50 - 21 - 5
    assert learn_scatter(_history(days[:30]), _flat) is None
    assert learn_scatter(_history(days[:10]), _flat) is None
