"""What is said of changes, where it is known whether there was one."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from hub.domain.difference import Difference
from hub.domain.experiment import effect_of_few, leads, placebos, trend_before, week_by_week
from hub.domain.experiment_rules import RefusedError, smallest_effect, usable
from hub.domain.few_shops import are_few, can_tell, compare
from hub.domain.shop_weeks import ShopWeeks, changes, steadied, table, week_means
from tests.hub.domain.trials_of_shops import shop_weeks


def share_held(make: Callable[[int], Difference | None], truth: float, runs: int) -> float:
    found = [make(seed) for seed in range(runs)]
    return sum(one is not None and one.low <= truth <= one.high for one in found) / runs


@pytest.mark.parametrize(("treated", "control"), [(3, 7), (3, 20), (1, 24), (5, 5)])
def test_intervals_of_few_shops_hold_as_often_as_they_say(treated: int, control: int) -> None:
    """95 of 100; in 100 runs 88 to 100 are within chance."""

    def once(seed: int) -> Difference:
        chance = np.random.default_rng(seed)
        is_treated = np.arange(treated + control) < treated
        return compare(chance.normal(0, 1, treated + control) + 2 * is_treated, is_treated)

    assert 0.88 <= share_held(once, 2.0, 100) <= 1.0


def test_shops_that_scatter_more_when_treated_do_not_fool_it() -> None:
    def once(seed: int) -> Difference:
        chance = np.random.default_rng(seed)
        is_treated = np.arange(24) < 8
        return compare(chance.normal(0, np.where(is_treated, 3.0, 1.0)), is_treated)

    assert share_held(once, 0.0, 100) >= 0.87


def test_many_shops_are_compared_as_welch_does() -> None:
    changed = np.random.default_rng(3).normal(0, 1, 60) * np.repeat([2.0, 1.0], [20, 40])
    treated = np.arange(60) < 20
    found = compare(changed, treated)
    expected = stats.ttest_ind(changed[treated], changed[~treated], equal_var=False)
    interval = expected.confidence_interval(0.95)
    assert found.value == pytest.approx(changed[treated].mean() - changed[~treated].mean())
    assert found.low == pytest.approx(interval.low, abs=0.005)
    assert found.high == pytest.approx(interval.high, abs=0.005)


def test_the_interval_is_that_of_scipys_permutation_test() -> None:
    """Just inside its ends nothing is rare; just outside it is."""
    changed = np.random.default_rng(5).normal(0, 1, 12)
    treated = np.arange(12) < 4
    found = compare(changed, treated)

    def rarity(effect: float) -> float:
        off = changed - effect * treated
        done = stats.permutation_test(
            (off[treated], off[~treated]),
            lambda a, b, axis: stats.ttest_ind(a, b, axis=axis, equal_var=False).statistic,
            vectorized=True,
            n_resamples=np.inf,
        )
        return float(done.pvalue)

    width = found.high - found.low
    for end, out in ((found.low, -1), (found.high, 1)):
        assert rarity(end + out * 0.02 * width) <= 0.055
        assert rarity(end - out * 0.02 * width) > 0.045


@pytest.mark.parametrize(
    ("treated", "control", "can"),
    [
        (1, 18, False),
        (1, 19, True),
        (2, 4, False),
        (2, 5, True),
        (3, 3, False),
        (3, 4, True),
        (0, 9, False),
    ],
)
def test_too_few_ways_to_choose_shops_tell_nothing(treated: int, control: int, can: bool) -> None:
    assert can_tell(treated, control) is can


def test_few_are_fewer_than_thirty_or_ten_on_a_side() -> None:
    assert are_few(10, 19)
    assert are_few(9, 200)
    assert not are_few(10, 20)


def test_shops_that_miss_weeks_are_not_compared_over_other_weeks() -> None:
    """A season of 5 in two of the weeks, which only the treated shop misses."""
    weeks = np.arange(-6, 4)
    season = np.where(weeks >= 2, 5.0, 0.0)
    values = np.tile(season, (25, 1)) + np.random.default_rng(1).normal(0, 0.01, (25, 10))
    values[0, weeks >= 2] = np.nan
    weights = np.where(np.isnan(values), 0.0, 0.5)
    found = ShopWeeks(tuple(range(25)), np.arange(25) < 1, weeks, values, weights)
    effect = effect_of_few(found, week_means(found))
    assert effect is not None
    assert effect.value == pytest.approx(0, abs=0.05)


def test_parallel_trends_pass_and_others_do_not() -> None:
    def once(seed: int) -> Difference | None:
        return trend_before(shop_weeks(8, 40, seed=seed))

    assert share_held(once, 0.0, 40) >= 0.85
    moving = trend_before(shop_weeks(8, 40, trend=0.25))
    assert moving is not None
    assert moving.clear
    assert moving.value == pytest.approx(1.0, abs=0.5)


def test_leads_and_placebos_see_nothing_where_nothing_was() -> None:
    off = every = 0
    for seed in range(20):
        weeks = shop_weeks(12, 40, seed=seed, effect=5.0)
        found = [one.effect for one in leads(weeks)] + [one.effect for one in placebos(weeks)]
        off += sum(one.clear for one in found)
        every += len(found)
    assert every >= 20 * 6
    assert off / every < 0.12


def test_a_change_that_was_made_earlier_shows_before() -> None:
    weeks = shop_weeks(12, 40, effect=0.0)
    weeks.values[:12, 6:] += 4.0  # six weeks before the day that was given
    assert any(one.effect.clear for one in placebos(weeks))
    first = leads(weeks)[0]
    assert (first.first_week, first.last_week) == (-12, -9)
    assert first.effect.value == pytest.approx(-4, abs=1.5)


def test_an_effect_of_the_smallest_size_is_seen_four_times_in_five() -> None:
    seen = []
    for seed in range(60):
        past = shop_weeks(0, 60, before=20, after=0, seed=seed)
        size = smallest_effect(past, 20, planned=8)
        later = shop_weeks(20, 40, before=12, after=8, effect=size, seed=seed + 1000)
        seen.append(compare(changes(later), later.treated).clear)
    assert 0.66 <= np.mean(seen) <= 0.93


def test_more_shops_see_less() -> None:
    past = shop_weeks(0, 60, before=20, after=0)
    sizes = [smallest_effect(past, treated) for treated in (3, 10, 30)]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("weeks", "why"),
    [
        (shop_weeks(3, 1), "Only 1 shop without the change"),
        (shop_weeks(3, 2), "too few ways"),
        (shop_weeks(3, 20, before=2), "None of the shops with the change"),
        (shop_weeks(3, 20, after=1), "1 whole week is over since the start; 2 are needed"),
        (shop_weeks(3, 20, after=0), "0 whole weeks are over"),
    ],
)
def test_what_cannot_be_told_is_refused_with_the_reason(weeks: ShopWeeks, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        usable(weeks)


def test_shops_in_other_experiments_are_named_as_the_reason() -> None:
    with pytest.raises(RefusedError, match="5 more are in other experiments at the same time"):
        usable(shop_weeks(3, 1), left_out=5)


def test_a_plan_without_history_or_shops_is_refused() -> None:
    with pytest.raises(RefusedError, match="Only 3 weeks were measured; 6 are needed"):
        smallest_effect(shop_weeks(0, 20, before=3, after=0), 3)
    with pytest.raises(RefusedError, match="Only 1 shop without"):
        smallest_effect(shop_weeks(0, 20, before=20, after=0), 19)


def test_shops_hardly_measured_are_left_out() -> None:
    weeks = shop_weeks(5, 20)
    weeks.values[0, :10] = np.nan
    weeks.weights[0, :10] = 0
    assert usable(weeks).shops == tuple(range(1, 25))


def test_a_table_is_filled_from_cells() -> None:
    cells = {7: {-1: (0.5, 10.0), 0: (0.75, 30.0)}, 9: {0: (0.25, 10.0), 5: (9.0, 9.0)}}
    made = table([7], [9, 11], [-1, 0], cells)
    assert made.values[:2].tolist() == [[0.5, 0.75], [pytest.approx(np.nan, nan_ok=True), 0.25]]
    assert np.isnan(made.values[2]).all()
    # the middle number of people is 10: 10 / 20, 30 / 40
    assert made.weights.tolist() == [[0.5, 0.75], [0.0, 0.5], [0.0, 0.0]]


def test_no_large_shop_outvotes_all_others() -> None:
    weights = steadied(np.array([[10.0, 10.0, 10.0, 1e6]]))
    assert weights.max() / weights.min() < 2.1


def test_the_picture_shows_both_sides_on_their_own_level() -> None:
    treated, control = week_by_week(shop_weeks(12, 30, effect=3.0))
    assert [one.week for one in treated] == list(range(-12, 8))
    gap = [one.value - other.value for one, other in zip(treated, control, strict=True)]
    assert np.mean(gap[12:]) - np.mean(gap[:12]) == pytest.approx(3, abs=0.8)
    assert all(one.low <= one.value <= one.high for one in (*treated, *control))
