"""Shops that never were: days of visitors with a known rhythm."""

from datetime import date, timedelta

import numpy as np

from hub.domain.forecast import HOURS, History
from hub.domain.forecast_days import Floats

FIRST = date(2024, 10, 1)
WEEK = (0.9, 0.9, 0.95, 1.0, 1.2, 1.5, 0.6)


def open_hours() -> Floats:
    """Shares of a day that is open from 8 to 20, fullest in the afternoon."""
    shares = np.exp(-0.5 * ((np.arange(HOURS) - 14) / 3.0) ** 2)
    shares[:8] = shares[20:] = 0
    return np.asarray(shares / shares.sum())


def means(days: int, *, level: float = 600, trend: float = 0.0) -> Floats:
    """The true mean of each hour."""
    weekdays = [(FIRST + timedelta(days=n)).weekday() for n in range(days)]
    levels = level * np.array(WEEK)[weekdays] * np.exp(trend * np.arange(days))
    return np.asarray(levels[:, None] * open_hours())


def a_shop(days: int, seed: int = 1, *, noise: float = 0.1, level: float = 600) -> History:
    """Counts that scatter by chance, and by days that are busier or calmer as a whole."""
    chance = np.random.default_rng(seed)
    true = means(days, level=level) * np.exp(chance.normal(0, noise, days))[:, None]
    return History(FIRST, chance.poisson(true).astype(float), {})
