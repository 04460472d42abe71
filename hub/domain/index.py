"""The index: the mean worth of the presses, 0 to 100, with its interval.

The formula is public and the one the field uses: even steps over the buttons, 100 / 66.7 / 33.3 /
0 for four. Kiosks with different numbers of buttons can be put together, each press at its worth.
"""

from collections.abc import Iterable
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
    rows = [(worth(button, of), of, presses) for button, of, presses in counts]
    n = sum(presses for _, _, presses in rows)
    if n == 0:
        return Index(None, 0.0, 100.0)
    mean = sum(points * presses for points, _, presses in rows) / n
    interval = wilson(min(1.0, max(0.0, mean)), n * _gain(rows))
    return Index(100 * mean, 100 * interval.low, 100 * interval.high)


def _gain(rows: list[tuple[float, int, int]]) -> float:
    """How many presses of a two-button kiosk one of these presses is worth; 1 or more."""
    scales = {of for _, of, presses in rows if presses}
    weighted: list[tuple[float, float]] = [(points, presses) for points, _, presses in rows]
    weighted += [
        (worth(button, of), _PSEUDO_PRESSES) for of in scales for button in range(1, of + 1)
    ]
    total = sum(weight for _, weight in weighted)
    mean = sum(points * weight for points, weight in weighted) / total
    variance = sum(weight * (points - mean) ** 2 for points, weight in weighted) / total
    return max(1.0, mean * (1 - mean) / variance)
