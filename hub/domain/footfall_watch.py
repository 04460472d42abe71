"""Whether the visitors of a day so far are far from what was forecast.

The forecast says how far hours and whole days are usually off. A day is off by more than its hours
would be if each were off by itself, since they share what the whole day has: rain, a holiday, a
fair. From the difference follows the shared part, and from both how far some hours together are
usually off. Each finished hour is looked at, but a day's looks share their past and are not as many
tests; `_LOOKS` says how many they amount to.
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


def far(
    entered: int, finished: Sequence[Span], hours: Sequence[Span], day: Span, alarms_a_month: float
) -> Far | None:
    """What is to be told. None: nothing, or too few hours are over.

    Args:
        entered: visitors of the finished hours.
        finished: what was expected of each of them.
        hours: what was expected of each hour of the day.
        day: what was expected of the whole day.
        alarms_a_month: how many false alarms a shop may have.
    """
    expected = sum(one.expected for one in finished)
    if expected < LEAST_EXPECTED:
        return None
    variance = _own(finished) + _shared(hours, day) * _together(finished)
    chance = min(0.5, alarms_a_month / (_DAYS_A_MONTH * _LOOKS))
    reach = NormalDist().inv_cdf(1 - chance / 2) * sqrt(variance)
    low, high = max(0.0, expected - reach), expected + reach
    if low <= entered <= high:
        return None
    return Far(entered, round(expected), round(low), round(high))


def _shared(hours: Sequence[Span], day: Span) -> float:
    """The variance that all hours of a day share, as a part of what is expected, squared."""
    together = _together(hours)
    return max(0.0, _deviation(day) ** 2 - _own(hours)) / together if together else 0.0


def _own(hours: Sequence[Span]) -> float:
    return sum(_deviation(one) ** 2 for one in hours)


def _together(hours: Sequence[Span]) -> float:
    """Sum of the products of each two different hours' expectations."""
    return sum(one.expected for one in hours) ** 2 - sum(one.expected**2 for one in hours)


def _deviation(span: Span) -> float:
    return (span.high - span.low) / (2 * _EIGHTY)
