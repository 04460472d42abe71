"""Shops that never were: weeks with a season, levels of their own, and a change in some."""

import numpy as np

from hub.domain.shop_weeks import ShopWeeks


def shop_weeks(
    treated: int,
    control: int,
    *,
    effect: float = 0.0,
    trend: float = 0.0,
    before: int = 12,
    after: int = 8,
    seed: int = 1,
    missing: float = 0.0,
) -> ShopWeeks:
    """Values around a level of 10; a week's errors go on into the next, as real ones do."""
    chance = np.random.default_rng(seed)
    shops, count = treated + control, before + after
    weeks = np.arange(-before, after)
    is_treated = np.arange(shops) < treated
    values = 10 + chance.normal(0, 3, (shops, 1)) + chance.normal(0, 1, count)
    error = chance.normal(0, 1, (shops, count))
    for n in range(1, count):
        error[:, n] = 0.6 * error[:, n - 1] + 0.8 * error[:, n]
    values = values + error
    values += is_treated[:, None] * (effect * (weeks >= 0) + trend * weeks)
    weights = chance.uniform(0.3, 0.7, (shops, count))
    gone = chance.random((shops, count)) < missing
    values[gone], weights[gone] = np.nan, 0.0
    return ShopWeeks(tuple(range(shops)), is_treated, weeks, values, weights)
