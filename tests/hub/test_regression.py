"""The regression, against statsmodels' own formulas; and the worked example of the docs."""

import re
from pathlib import Path

import numpy as np
import pytest

from hub import regression
from hub.domain.few_shops import compare
from hub.domain.shop_weeks import Floats, ShopWeeks
from hub.regression import AnalysisMissingError, is_there, two_way
from tests.hub.domain.trials_of_shops import shop_weeks

smf = pytest.importorskip("statsmodels.formula.api", reason="the extra `analysis` is missing")
pd = pytest.importorskip("pandas", reason="statsmodels brings it")
PAGE = Path(__file__).parents[2] / "docs" / "experiments.md"


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_it_is_the_regression_on_shops_and_weeks_clustered_by_shop(missing: float) -> None:
    weeks = shop_weeks(12, 30, effect=1.0, missing=missing)
    shop, week = np.nonzero(~np.isnan(weeks.values))
    frame = pd.DataFrame(
        {
            "y": weeks.values[shop, week],
            "shop": shop,
            "week": week,
            "treated": (weeks.treated[shop] & (weeks.weeks[week] >= 0)).astype(float),
        }
    )
    expected = smf.wls(
        "y ~ C(shop) + C(week) + treated", frame, weights=weeks.weights[shop, week]
    ).fit(cov_type="cluster", cov_kwds={"groups": frame["shop"]}, use_t=True)
    found = two_way(weeks)
    assert found.effect.value == pytest.approx(expected.params["treated"])
    # The formula counts each shop as estimated; within clusters of one shop that is too many.
    fewer = (expected.nobs - len(expected.params)) / (expected.nobs - len(weeks.weeks))
    reach = (expected.conf_int().loc["treated"][1] - expected.params["treated"]) * fewer**0.5
    assert found.effect.high - found.effect.value == pytest.approx(reach)
    assert found.effect.value - found.effect.low == pytest.approx(reach)
    names = [f"C(week)[T.{number}]" for number in range(1, 20)]
    assert found.week_effects[1:] == pytest.approx(expected.params[names].to_numpy())


def test_a_week_without_any_measure_is_passed_over() -> None:
    weeks = shop_weeks(12, 30, effect=1.0)
    weeks.values[:, 3] = np.nan
    assert two_way(weeks).effect.value == pytest.approx(1, abs=1)


def test_its_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = 0
    for seed in range(60):
        effect = two_way(shop_weeks(15, 25, effect=1.0, seed=seed)).effect
        held += effect.low <= 1 <= effect.high
    assert held >= 52  # 57 of 60 are expected; fewer than 52 come once in two hundred times


def test_without_the_library_the_cure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> None:
        raise AnalysisMissingError("pip install 'otklik[hub,analysis]'")

    assert is_there()
    monkeypatch.setattr(regression, "_library", absent)
    monkeypatch.setattr(regression, "LIBRARY", "nowhere_to_be_found")
    assert not is_there()
    with pytest.raises(AnalysisMissingError, match="analysis"):
        two_way(shop_weeks(12, 30))


def sellers(group: int, mean: float, deviation: float) -> Floats:
    """Changes with exactly this mean and standard deviation."""
    raw = np.linspace(-1, 1, group)
    return np.asarray(mean + deviation * (raw - raw.mean()) / raw.std(ddof=1))


def test_the_worked_example_of_the_docs_is_right() -> None:
    """24 trained sellers against 90 others: the numbers are read from the page."""
    page = PAGE.read_text(encoding="utf-8")
    numbers = {
        name: tuple(float(one) for one in row)
        for name, *row in re.findall(
            r"^\| (trained|others) \| (\d+) \| ([\d.]+) \| ([\d.]+) \| [\d.]+ \| ([\d.]+) \|$",
            page,
            re.MULTILINE,
        )
    }
    groups = [numbers["trained"], numbers["others"]]
    assert [int(one[0]) for one in groups] == [24, 90]
    changed = np.concatenate(
        [sellers(int(n), after - before, deviation) for n, before, after, deviation in groups]
    )
    treated = np.arange(114) < 24
    told = re.search(r"\*\*\+([\d.]+) points, 95 % interval ([\d.]+) to ([\d.]+)\*\*", page)
    assert told is not None
    value, low, high = (float(one) for one in told.groups())
    by_hand = compare(changed, treated)
    assert by_hand.value == pytest.approx(value, abs=0.005)
    assert by_hand.low == pytest.approx(low, abs=0.01)
    assert by_hand.high == pytest.approx(high, abs=0.01)
    before = np.repeat([groups[0][1], groups[1][1]], [24, 90])
    values = np.column_stack([before, before + changed])
    found = two_way(
        ShopWeeks(tuple(range(114)), treated, np.array([-1, 0]), values, np.ones((114, 2)))
    ).effect
    assert found.value == pytest.approx(value)
    told = re.search(r"regression gives ([\d.]+) to ([\d.]+)", page)
    assert told is not None
    assert found.low == pytest.approx(float(told[1]), abs=0.005)
    assert found.high == pytest.approx(float(told[2]), abs=0.005)
