"""Whether the visitors of a day so far are far from what was forecast.

The forecast says how far hours and whole days are usually off. Of some hours together both count:
what is off by chance from hour to hour, and what is off for the whole day. The greater of the two
is taken. A look at each finished hour is not a test of its own, since a day's hours share their
past; `_LOOKS` says how many tests a day's looks amount to.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

_LOOKS: Final = 4
_DAYS_A_MONTH: Final = 30
_EIGHTY: Final = NormalDist().inv_cdf(0.9)
LEAST_EXPECTED: Final = 30
"""Fewer visitors say too little: half of them may come in two groups."""


class Span(NamedTuple):
    """What was expected of an hour or a day; `low` to `high` hold in 80 of 100 cases."""

    expected: float
    low: float
    high: float


class Far(NamedTuple):
    """Visitors far from the forecast."""

    entered: int
    expected: int
    low: int
    high: int
    """From `low` to `high` there would have been no alert."""


def far(entered: int, hours: Sequence[Span], day: Span, alarms_a_month: float) -> Far | None:
    """What is to be told. None: nothing, or too few hours are over.

    Args:
        entered: visitors of the finished hours.
        hours: what was expected of each of them.
        day: what was expected of the whole day.
        alarms_a_month: how many false alarms a shop may have.
    """
    expected = sum(one.expected for one in hours)
    if expected < LEAST_EXPECTED or day.expected <= 0:
        return None
    by_hour = sqrt(sum(_deviation(one) ** 2 for one in hours))
    by_day = _deviation(day) * expected / day.expected
    chance = min(0.5, alarms_a_month / (_DAYS_A_MONTH * _LOOKS))
    reach = NormalDist().inv_cdf(1 - chance / 2) * max(by_hour, by_day)
    low, high = max(0.0, expected - reach), expected + reach
    if low <= entered <= high:
        return None
    return Far(entered, round(expected), round(low), round(high))


def _deviation(span: Span) -> float:
    return (span.high - span.low) / (2 * _EIGHTY)
