"""How likely a sum that is looked at again and again leaves its bounds at one of the looks.

Each look's test by itself would be easy; together they are more than one, and less than as many as
there are looks, since a sum keeps its past. The density of the sum is carried from look to look by
numerical integration, and what has left the bounds is taken out (P. Armitage, C. K. McPherson,
B. C. Rowe, Journal of the Royal Statistical Society A 132 (1969), 235-244). Here all steps share a
part that is drawn once: the integration is done for each of its values.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_CELLS: Final = 121
"""Of the sum. Twice as many change a probability by less than a hundredth of it."""
_REACH: Final = 5.0
"""Standard deviations beyond which a sum hardly ever is."""
_SHARED: Final = np.linspace(0.0, 9.0, 61)
"""Values of the shared part in its standard deviations. Those below 0 mirror them."""
_CLOSE: Final = 0.01
_MOST_TRIES: Final = 12


class Look(NamedTuple):
    """One look at the sum."""

    own_variance: float
    """Of what was added since the look before; above 0."""
    shared: float
    """What one standard deviation of the shared part has added to the sum by now."""


class Crossing:
    """Sums with given looks, for trying several bounds."""

    def __init__(self, looks: Sequence[Look], freedom: float) -> None:
        """Prepare what is the same for all bounds.

        Args:
            looks: at least one.
            freedom: from how many independent values the shared part's deviation was learned; it
                then follows Student's distribution and not the normal one.
        """
        own = np.cumsum([one.own_variance for one in looks])
        half = _REACH * sqrt(float(own[-1]))
        self._sums, self._cell = np.linspace(-half, half, _CELLS, retstep=True)
        self._steps = [self._step(sqrt(one.own_variance)) for one in looks[1:]]
        self._first = _normal(self._sums, sqrt(looks[0].own_variance))
        density = (1 + _SHARED**2 / freedom) ** (-(freedom + 1) / 2)
        density[0] /= 2
        self._weights: Floats = density / density.sum()
        shared = np.array([one.shared for one in looks])
        self._whole = np.abs(
            self._sums[None, None, :] + shared[:, None, None] * _SHARED[None, :, None]
        )
        self._deviations: Floats = np.sqrt(own + shared**2)

    def chance(self, bound: float) -> float:
        """The probability that it is beyond its bounds at any look.

        Args:
            bound: in standard deviations of the sum at each look.
        """
        inside = self._first * self._within(0, bound)
        for n, step in enumerate(self._steps, 1):
            inside = (inside @ step) * self._within(n, bound)
        return 1.0 - float(self._weights @ inside.sum(axis=1))

    def bound(self, chance: float) -> float:
        """The bound that is crossed with this probability, between 0.5 and 12.

        The square of a bound is nearly linear in the logarithm of its chance.
        """
        low, high = 0.5, 12.0
        tried = 2.5
        for _ in range(_MOST_TRIES):
            found = max(self.chance(tried), 1e-12)
            if abs(found / chance - 1) < _CLOSE:
                break
            low, high = (tried, high) if found > chance else (low, tried)
            guess = sqrt(max(0.0, tried**2 + 1.7 * float(np.log(found / chance))))
            tried = guess if low < guess < high else (low + high) / 2
        return tried

    def _within(self, look: int, bound: float) -> Floats:
        """How much of each cell is within the bounds, 0 to 1, by shared part."""
        limit = bound * self._deviations[look]
        return np.asarray(np.clip((limit - self._whole[look]) / self._cell + 0.5, 0.0, 1.0))

    def _step(self, deviation: float) -> Floats:
        moved = self._sums[None, :] - self._sums[:, None]
        return np.apply_along_axis(_scaled, 1, _bell(moved, max(deviation, self._cell / 4)))


def _normal(at: Floats, deviation: float) -> Floats:
    return _scaled(_bell(at, deviation))


def _bell(at: Floats, deviation: float) -> Floats:
    return np.asarray(np.exp(-0.5 * (at / deviation) ** 2))


def _scaled(row: Floats) -> Floats:
    return np.asarray(row / row.sum())
