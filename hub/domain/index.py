"""The index: the mean worth of the presses, 0 to 100, with its interval.

The formula is public and the one the field uses: even steps over the buttons, 100 / 66.7 / 33.3 /
0 for four. Kiosks with different numbers of buttons can be put together, each press at its worth.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from hub.domain.intervals import wilson
from hub.domain.scale import worth

_PSEUDO_PRESSES = 0.5


class Index(NamedTuple):
    """Points between 0 and 100. `value` is None while there are no presses."""

    value: float | None
    low: float
    high: float


def index(counts: Iterable[tuple[int, int, int]]) -> Index:
    """Index of presses given as (button, of, presses).

    The interval is Wilson's with an effective number of presses: a mean of values within 0 and 1
    varies at most as much as a share does, so the presses count for more by the ratio of the two
    variances (E. L. Korn, B. I. Graubard, Survey Methodology 24 (1998), 193-201, use it so for
    surveys). The variance is taken with half a press more on each button (Jeffreys' prior), so
    that presses which all fell on one button are not mistaken for certainty.
    """
    n, points, squares = 0, 0.0, 0.0
    scales = set()
    for button, of, presses in counts:
        if presses:
            one = worth(button, of)
            n += presses
            points += one * presses
            squares += one * one * presses
            scales.add(of)
    if n == 0:
        return Index(None, 0.0, 100.0)
    mean = points / n
    gain = _gain(n, points, squares, scales)
    interval = wilson(min(1.0, max(0.0, mean)), n * gain)
    return Index(100 * mean, 100 * interval.low, 100 * interval.high)


def _gain(n: int, points: float, squares: float, scales: Iterable[int]) -> float:
    """How many presses of a two-button kiosk one of these presses is worth; 1 or more.

    Args:
        n: presses.
        points: the sum of their worths.
        squares: the sum of the squares of these.
        scales: numbers of buttons of the kiosks.
    """
    more = [_pseudo(of) for of in scales]
    total = n + sum(one[0] for one in more)
    mean = (points + sum(one[1] for one in more)) / total
    variance = (squares + sum(one[2] for one in more)) / total - mean * mean
    return max(1.0, mean * (1 - mean) / variance)


@cache
def _pseudo(of: int) -> tuple[float, float, float]:
    """Half a press on each button: how many these are, the sum of their worths, and of squares."""
    worths = [worth(button, of) for button in range(1, of + 1)]
    squares = sum(one * one for one in worths)
    return _PSEUDO_PRESSES * of, _PSEUDO_PRESSES * sum(worths), _PSEUDO_PRESSES * squares
