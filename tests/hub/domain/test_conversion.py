import numpy as np
import pytest

from hub.domain.conversion import Both, conversion


def test_one_day_has_the_interval_of_chance() -> None:
    found = conversion([Both(30, 100)])
    assert found is not None
    assert found.value == pytest.approx(0.3)
    assert found.low == pytest.approx(0.2189, abs=1e-4)
    assert found.high == pytest.approx(0.3958, abs=1e-4)


@pytest.mark.parametrize("parts", [[], [Both(0, 0)], [Both(5, 3)]])
def test_where_it_cannot_be_told_it_is_not(parts: list[Both]) -> None:
    assert conversion(parts) is None


def test_days_that_scatter_widen_the_interval() -> None:
    calm = conversion([Both(30, 100)] * 20)
    wild = conversion([Both(10, 100), Both(50, 100)] * 10)
    assert calm is not None
    assert wild is not None
    assert calm.value == wild.value == pytest.approx(0.3)
    assert wild.high - wild.low > 2 * (calm.high - calm.low)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Days whose true conversion differs: Wilson's alone would hold in some 60 of 100 cases."""
    chance = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        visitors = chance.poisson(300, 28)
        daily = chance.beta(0.2 * 60, 0.8 * 60, 28)
        bought = chance.binomial(visitors, daily)
        found = conversion([Both(int(t), int(v)) for t, v in zip(bought, visitors, strict=True)])
        assert found is not None
        held += found.low <= 0.2 <= found.high
    assert 0.92 <= held / 400 <= 0.98
