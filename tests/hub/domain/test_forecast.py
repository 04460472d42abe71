"""The forecast, on shops whose truth is known."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.forecast import (
    DAYS_AHEAD,
    LEAST_DAYS,
    History,
    middle,
    same_hour_last_week,
)
from hub.domain.forecast_band import OPEN_FROM, Trial, fit_band, trials
from hub.domain.forecast_score import known_at, make_forecast
from tests.hub.domain.shop_days import FIRST, a_shop, means


def test_a_rhythm_without_noise_is_found_again() -> None:
    days = 120
    found = middle(History(FIRST, means(days), {}))
    assert found == pytest.approx(means(days + DAYS_AHEAD)[days:], rel=0.05, abs=0.3)


def test_a_steady_trend_is_followed() -> None:
    days = 200
    true = means(days + DAYS_AHEAD, trend=0.002)
    found = middle(History(FIRST, true[:days], {}))
    assert found.sum() == pytest.approx(true[days:].sum(), rel=0.05)


def test_a_new_level_is_taken_up_within_weeks() -> None:
    """Roadworks end: from one day to the next half as many more come."""
    true = means(200)
    true[150:] *= 1.5
    found = middle(History(FIRST, true, {}))
    assert found.sum() == pytest.approx(1.5 * means(214)[200:].sum(), rel=0.08)


def test_a_holiday_ahead_is_as_quiet_as_those_before() -> None:
    days = 150
    names = {(FIRST + timedelta(days=n)).isoformat(): f"no. {n}" for n in (20, 55, 90, 130, 155)}
    true = means(days + DAYS_AHEAD)
    for n in (20, 55, 90, 130, 155):
        true[n] *= 0.2
    found = middle(History(FIRST, true[:days], names)).sum(axis=1)
    assert found[5] == pytest.approx(true[155].sum(), rel=0.25)
    ignorant = middle(History(FIRST, true[:days], {})).sum(axis=1)
    assert ignorant[5] > 3 * found[5]


def test_days_that_were_counted_in_part_are_filled_up() -> None:
    hours = means(120)
    hours[100:, 8:11] = np.nan
    found = middle(History(FIRST, hours, {}))
    assert found == pytest.approx(means(134)[120:], rel=0.08, abs=0.5)


def test_days_that_were_not_counted_are_no_empty_days() -> None:
    hours = means(120)
    hours[60:90] = np.nan
    assert middle(History(FIRST, hours, {})).sum() == pytest.approx(
        means(134)[120:].sum(), rel=0.05
    )


def test_closed_days_stay_closed() -> None:
    hours = means(120)
    weekdays = np.array([(FIRST + timedelta(days=n)).weekday() for n in range(134)])
    hours[weekdays[:120] == 6] = 0
    found = middle(History(FIRST, hours, {})).sum(axis=1)
    assert (found[weekdays[120:] == 6] < 5).all()
    assert (found[weekdays[120:] == 5] > 500).all()


def test_a_camera_switched_off_on_sundays_expects_nobody_then() -> None:
    hours = means(120)
    weekdays = np.array([(FIRST + timedelta(days=n)).weekday() for n in range(134)])
    hours[weekdays[:120] == 6] = np.nan
    found = middle(History(FIRST, hours, {})).sum(axis=1)
    assert (found[weekdays[120:] == 6] == 0).all()
    usual = means(134)[120:].sum(axis=1)
    assert found[weekdays[120:] != 6] == pytest.approx(usual[weekdays[120:] != 6], rel=0.1)
    made = make_forecast(History(FIRST, hours, {}))
    assert made is not None
    assert (made.high[weekdays[120:] == 6] == 0).all()


def test_a_camera_switched_off_on_holidays_expects_nobody_then() -> None:
    hours = means(120)
    names = {(FIRST + timedelta(days=n)).isoformat(): "a day" for n in (31, 65, 100, 124)}
    hours[[31, 65, 100]] = np.nan
    found = middle(History(FIRST, hours, names)).sum(axis=1)
    assert found[4] == 0
    assert (np.delete(found, 4) > 100).all()
    hours[31] = means(120)[31]
    assert middle(History(FIRST, hours, names)).sum(axis=1)[4] > 100


def test_a_sunday_that_was_opened_is_believed() -> None:
    hours = means(120)
    sundays = [n for n in range(120) if (FIRST + timedelta(days=n)).weekday() == 6]
    hours[sundays[:-1]] = np.nan
    found = middle(History(FIRST, hours, {})).sum(axis=1)
    ahead = [n for n in range(14) if (FIRST + timedelta(days=120 + n)).weekday() == 6]
    assert (found[ahead] > 100).all()


def test_a_camera_that_was_away_for_weeks_expects_the_usual_days() -> None:
    hours = means(120)
    hours[80:115] = np.nan
    assert (middle(History(FIRST, hours, {})).sum(axis=1) > 100).all()


def test_a_camera_that_only_counts_by_day_says_nothing_of_nights() -> None:
    hours = means(120)
    hours[:, :8] = np.nan
    hours[:, 20:] = np.nan
    found = middle(History(FIRST, hours, {}))
    assert found[:, :8].sum() == 0
    assert found.sum() == pytest.approx(means(134)[120:].sum(), rel=0.05)


def test_last_weeks_hour_goes_back_to_the_newest_one_counted() -> None:
    hours = np.arange(40.0)[:, None] * np.ones(24)
    hours[34] = np.nan
    rows = same_hour_last_week(History(FIRST, hours, {}))
    # Ahead by 0 to 13 days: day 40 looks at 33, day 41 at 34, which is missing, so at 27.
    assert rows[:3, 0].tolist() == [33.0, 27.0, 35.0]
    assert rows[7:9, 0].tolist() == [33.0, 27.0]


def test_too_little_history_gives_no_forecast() -> None:
    assert make_forecast(a_shop(LEAST_DAYS - 1)) is None
    assert make_forecast(a_shop(LEAST_DAYS)) is not None


def test_a_forecast_that_is_tried_knows_only_what_came_before() -> None:
    history = a_shop(150)
    changed = History(FIRST, history.hours.copy(), {})
    changed.hours[100:] *= 10
    for one, other in zip(
        trials(history, middle, 14, 16), trials(changed, middle, 14, 16), strict=True
    ):
        assert one.end == other.end
        if one.end <= 100:
            assert (one.middle == other.middle).all()
    known = known_at(100, trials(changed, middle, 14, 16))
    assert all(np.isnan(one.came[max(0, 100 - one.end) :]).all() for one in known)


def test_it_is_closer_than_last_weeks_hour_and_its_band_holds() -> None:
    """A few seeded shops; benchmarks/forecast.py measures kinds of them."""
    held, closer = [], []
    for seed in range(6):
        found = make_forecast(a_shop(240, seed))
        assert found is not None
        assert found.score is not None
        held.append(found.score.held)
        closer.append(found.score.closer or 0.0)
    assert 0.76 < np.mean(held) < 0.87
    assert min(closer) > 0.15


def test_the_next_days_come_within_their_intervals_as_often_as_said() -> None:
    inside = hours = days_inside = 0
    for seed in range(8):
        whole = a_shop(200 + DAYS_AHEAD, seed + 50)
        found = make_forecast(whole.until(200))
        assert found is not None
        came = whole.hours[200:]
        is_open = found.middle >= OPEN_FROM
        inside += int(((came >= found.low) & (came <= found.high))[is_open].sum())
        hours += int(is_open.sum())
        sums = came.sum(axis=1)
        days_inside += int(((sums >= found.day_low) & (sums <= found.day_high)).sum())
    assert 0.74 < inside / hours < 0.88
    assert 0.68 < days_inside / (8 * DAYS_AHEAD) < 0.95


def test_without_trials_only_chance_is_expected() -> None:
    low, high = fit_band([]).around(np.array([[100.0, 0.0]]))
    # The 10 % and 90 % quantiles of a Poisson count with mean 100 are 87 and 113.
    assert (low[0, 0], high[0, 0]) == (87, 113)
    assert (low[0, 1], high[0, 1]) == (0, 0)


def test_a_method_that_was_far_off_gets_a_wide_band() -> None:
    rows = np.full((14, 24), 100.0)
    chance = np.random.default_rng(3)
    near = [Trial(n, rows, chance.poisson(rows).astype(float)) for n in range(8)]
    far = [Trial(n, rows, np.rint(rows * chance.lognormal(0, 0.5, rows.shape))) for n in range(8)]
    width = [np.subtract(*fit_band(done).around(rows)[::-1]).mean() for done in (near, far)]
    assert width[1] > 3 * width[0]


@settings(max_examples=25, deadline=None)
@given(
    days=st.integers(LEAST_DAYS, 90),
    level=st.sampled_from([0.0, 0.5, 20.0, 5000.0]),
    seed=st.integers(0, 99),
    missing=st.floats(0, 0.5),
)
def test_any_history_gives_whole_ordered_numbers(
    days: int, level: float, seed: int, missing: float
) -> None:
    history = a_shop(days, seed, level=level)
    gone = np.random.default_rng(seed).random(history.hours.shape) < missing
    history.hours[gone] = np.nan
    found = make_forecast(history)
    if found is None:
        return
    assert np.isfinite(found.middle).all()
    assert (found.middle >= 0).all()
    assert (found.low <= found.high).all()
    assert (found.low == np.rint(found.low)).all()
