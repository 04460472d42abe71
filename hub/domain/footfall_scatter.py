"""How far days and their hours were from the forecast of the day before.

A day differs from its forecast as a whole, by rain or a fair, and each hour by itself. Both are
learned apart, from forecasts of one day ahead, made again from the history of each day. The parts
of whole days are measured in logarithms, since they multiply, as they do in `forecast_days`.
"""

from typing import Final, NamedTuple

import numpy as np

from hub.domain.forecast import History, Middle
from hub.domain.forecast_band import OPEN_FROM
from hub.domain.forecast_days import Floats

LEARNED_DAYS: Final = 56
_LEAST_BEFORE: Final = 21
"""Days of the history before the first forecast."""
LEAST_DAYS: Final = 14
_FAR: Final = 4.0
"""Standard deviations: days farther off had a cause, and are not how days usually are."""
_TO_DEVIATION: Final = 1.4826
"""Times the median of distances from the median: the normal distribution's deviation."""


class Scatter(NamedTuple):
    """How a shop's days are around their forecasts."""

    shift: float
    """The logarithm by which days were above the forecast on average."""
    day: float
    """The deviation of whole days' logarithms, without that of their hours."""
    hour: float
    """An hour of `m` visitors has by itself the variance `m + hour * m^2`."""
    days: int
    """How many it was learned from."""


def learn_scatter(history: History, forecast: Middle) -> Scatter | None:
    """Learn it from the last eight weeks. None: too few whole days were counted.

    Args:
        history: what was counted.
        forecast: the method.
    """
    rows, came = _day_before(history, forecast)
    is_open = rows >= OPEN_FROM
    whole = is_open.any(axis=1) & ~(np.isnan(came) & is_open).any(axis=1)
    expected, found = (np.where(is_open, part, 0.0)[whole] for part in (rows, came))
    if len(expected) < LEAST_DAYS:
        return None
    return _scatter(expected, found)


def _day_before(history: History, forecast: Middle) -> tuple[Floats, Floats]:
    """Rows of 24 hours as they were forecast the day before, and as they came."""
    count = len(history.hours)
    days = range(max(_LEAST_BEFORE, count - LEARNED_DAYS), count)
    known = [day for day in days if history.until(day).counted_days >= _LEAST_BEFORE]
    if not known:
        return np.empty((0, 24)), np.empty((0, 24))
    rows = np.stack([forecast(history.until(day), 1)[0] for day in known])
    return rows, history.hours[known]


def _scatter(expected: Floats, came: Floats) -> Scatter:
    totals, sums = expected.sum(axis=1), came.sum(axis=1)
    # As if the day had been as busy all over: what is left is of the hours.
    scaled = expected * (sums / totals)[:, None]
    room = 1 - expected / totals[:, None]
    chance, squares = float((scaled * room).sum()), float((scaled**2 * room).sum())
    # A shop of one open hour a day has no hours that could differ from each other.
    hour = max(0.0, (float(((came - scaled) ** 2).sum()) - chance) / squares) if squares else 0.0
    off = _tamed(np.log((sums + 0.5) / (totals + 0.5)))
    shift, count = float(off.mean()), len(off)
    own = (expected + hour * expected**2).sum(axis=1) / totals**2
    # The shift is not known exactly either, which makes the next day a little more uncertain.
    whole = float(((off - shift) ** 2).sum()) / (count - 1) * (1 + 1 / count)
    return Scatter(shift, float(np.sqrt(max(0.0, whole - float(own.mean())))), hour, count)


def _tamed(off: Floats) -> Floats:
    middle = float(np.median(off))
    reach = _FAR * _TO_DEVIATION * float(np.median(np.abs(off - middle)))
    return np.asarray(np.clip(off, middle - reach, middle + reach))
