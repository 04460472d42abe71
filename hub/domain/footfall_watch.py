"""Whether the visitors of a day so far are far from what was forecast.

How far days and hours usually are from the forecast of the day before was learned
(`footfall_scatter`). From it follows how far the sum of the finished hours may be off at each look,
and how likely a usual day is told at any of its looks (`crossing`): the bound is the one with which
that happens as often as the setting allows. A sum is compared by a power of its ratio to what was
expected: chance alone is symmetric at the power 2/3, what multiplies whole days in logarithms (F.
J. Anscombe, Journal of the Royal Statistical Society B 15 (1953), 229-230; G. E. P. Box and D. R.
Cox, ibid. 26 (1964), 211-252), and a sum of both lies between.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import exp, sqrt
from typing import Final, NamedTuple

from hub.domain.crossing import Crossing, Look
from hub.domain.footfall_scatter import Scatter

_DAYS_A_MONTH: Final = 30
LEAST_EXPECTED: Final = 30
"""Fewer visitors say too little: half of them may come in two groups."""
_POWER_OF_CHANCE: Final = 2 / 3
_DAYS_ALIKE: Final = 2
"""Levels drift, so days in a row are off together: so many tell as much as one by itself."""


class Far(NamedTuple):
    """Visitors far from the forecast."""

    entered: int
    expected: int
    low: int
    high: int
    """From `low` to `high` there would have been no alert."""


class _Sum(NamedTuple):
    """What is expected of some hours together."""

    expected: float
    own_variance: float
    """By the hours themselves."""
    shared: float
    """One deviation of the whole day."""

    @property
    def deviation(self) -> float:
        return sqrt(self.own_variance + self.shared**2)


def far(
    entered: int,
    finished: Sequence[float],
    hours: Sequence[float],
    scatter: Scatter,
    alarms_a_month: float,
) -> Far | None:
    """What is to be told. None: nothing, or too few hours are over.

    Args:
        entered: visitors of the finished hours.
        finished: what was expected of each of them.
        hours: what was expected of each hour of the day, in order.
        scatter: how far off days are at this shop.
        alarms_a_month: how many false alarms a shop may have.

    Raises:
        ValueError: no alarms allowed.
    """
    if alarms_a_month <= 0:
        raise ValueError(f"{alarms_a_month} alarms a month cannot be")
    so_far = _sum(finished, scatter)
    if so_far.expected < LEAST_EXPECTED:
        return None
    reach = _bound(tuple(hours), scatter, alarms_a_month) * so_far.deviation
    low, high = _around(so_far, -reach), _around(so_far, reach)
    if low <= entered <= high:
        return None
    return Far(entered, round(so_far.expected), round(low), round(high))


def _around(one: _Sum, reach: float) -> float:
    """The number of visitors that lies so far from what was expected, on the scale of the test."""
    power = _POWER_OF_CHANCE * one.own_variance / one.deviation**2
    return float(one.expected * max(0.0, 1 + power * reach / one.expected) ** (1 / power))


def _sum(hours: Sequence[float], scatter: Scatter) -> _Sum:
    more = exp(scatter.shift)
    means = [more * one for one in hours]
    own = sum(one + scatter.hour * one**2 for one in means)
    return _Sum(sum(means), own, scatter.day * sum(means))


# A shop's day is asked about every minute, and its bound takes 10 ms.
@lru_cache(maxsize=2048)
def _bound(hours: tuple[float, ...], scatter: Scatter, alarms_a_month: float) -> float:
    """In deviations of the sum; a day is told once at most."""
    sums = [_sum(hours[: n + 1], scatter) for n in range(len(hours))]
    looked_at = [one for one in sums if one.expected >= LEAST_EXPECTED] or sums[-1:]
    looks, before = [], 0.0
    for one in looked_at:
        looks.append(Look(one.own_variance - before, one.shared))
        before = one.own_variance
    chance = min(0.5, alarms_a_month / _DAYS_A_MONTH)
    return Crossing(looks, scatter.days / _DAYS_ALIKE).bound(chance)
