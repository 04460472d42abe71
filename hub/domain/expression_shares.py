"""Expression shares of groups of visitors, added up with what is not known about them.

The maths and its sources are in `edge_vision/domain/correction.py`, the rules for adding up in
`wire/expression_events.py`. In short: a group's shares `p` are linear in its visitors, so a whole
has the mean weighted by visitors. Its error has two parts: the scatter of these visitors, which
shrinks as groups are added, and the calibration's own error, which all groups share and which is
therefore computed once, from the shares of the whole:

    cov(p) = sum over classes c of (p_c / n + p_c^2 / L_c) * U_c

Shares sum to 1, so the negative and the positive one say everything. Linear shares may lie outside
0 to 1; they are brought inside after adding, never before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Final, NamedTuple

from hub.domain.intervals import Z_95

TOO_WIDE: Final = 0.4
"""An interval wider than this is shown in grey: 30 to 70 % tells no good day from a poor one."""
_TINY: Final = 1e-9


class Trio(NamedTuple):
    """One number for each class."""

    negative: float
    neutral: float
    positive: float


class ClassError(NamedTuple):
    """`U_c`: what one visitor of class c adds to the error, and `L_c`, the faces it rests on."""

    labelled: int
    negative: float
    positive: float
    together: float


Errors = Sequence[ClassError]
"""Of negative, neutral and positive visitors; empty: shares are not corrected."""
_MOST_MEASURED: Final = 4096
"""From one page to the next, most days and zones are the same."""


class Spread(NamedTuple):
    """A covariance of shares: variances of the negative and positive one, and theirs together."""

    negative: float
    positive: float
    together: float

    @property
    def variances(self) -> Trio:
        """Of each class. The neutral share is 1 less the other two."""
        neutral = self.negative + self.positive + 2 * self.together
        return Trio(self.negative, max(0.0, neutral), self.positive)


class Sums(NamedTuple):
    """Groups put together. `weighted`: shares times visitors."""

    visitors: int
    unseen: int
    weighted: Trio

    @property
    def linear(self) -> Trio:
        """Shares, summing to 1, possibly outside 0 to 1. There must be visitors."""
        return Trio(*(one / self.visitors for one in self.weighted))


@dataclass(frozen=True, slots=True)
class Measured:
    """One share with its 95 % interval.

    `low` and `high` are None where nothing is known of it: shares that are not corrected are far
    off, by how much nobody measured.
    """

    value: float
    low: float | None
    high: float | None
    too_few: bool
    """Too wide an interval to judge by: shown in grey."""


def total(parts: Iterable[Sums]) -> Sums:
    """Groups of one calibration together. They never overlap."""
    every = list(parts)
    return Sums(
        sum(one.visitors for one in every),
        sum(one.unseen for one in every),
        Trio(*(sum(column) for column in zip(*(one.weighted for one in every), strict=True)))
        if every
        else Trio(0.0, 0.0, 0.0),
    )


def inside(linear: Trio) -> Trio:
    """Shares clipped to 0 to 1 and made to sum to 1: for use as weights in covariances."""
    clipped = [min(1.0, max(0.0, one)) for one in linear]
    return Trio(*(one / sum(clipped) for one in clipped))


def spread(weights: Trio, errors: Errors) -> Spread:
    """The weighted sum of the three `U_c`."""
    pairs = list(zip(weights, errors, strict=True))
    negative = sum(weight * error.negative for weight, error in pairs)
    positive = sum(weight * error.positive for weight, error in pairs)
    together = sum(weight * error.together for weight, error in pairs)
    most = sqrt(negative * positive)  # rounding may put it a digit beyond what can be
    return Spread(negative, positive, max(-most, min(most, together)))


def scatter_weights(linear: Trio, visitors: int) -> Trio:
    """Weights of the part of the error that shrinks with visitors."""
    return Trio(*(share / visitors for share in inside(linear)))


def covariance(linear: Trio, visitors: int, errors: Errors) -> Spread:
    """Of the shares of a whole; both parts (see the module)."""
    own = inside(linear)
    shared = [share * share / error.labelled for share, error in zip(own, errors, strict=True)]
    scatter = scatter_weights(linear, visitors)
    return spread(Trio(*(a + b for a, b in zip(scatter, shared, strict=True))), errors)


def nearest(linear: Trio, error: Spread) -> Trio:
    """The shares between 0 and 1 that are nearest, in standard errors.

    Constrained weighted least squares: the foot of the perpendicular on each side of the triangle
    of possible shares, and of those the nearest.
    """
    if min(linear) >= 0:
        return linear
    corners = (Trio(1.0, 0.0, 0.0), Trio(0.0, 1.0, 0.0), Trio(0.0, 0.0, 1.0))
    sides = ((corners[0], corners[1]), (corners[1], corners[2]), (corners[2], corners[0]))
    feet = [_foot(linear, start, end, error) for start, end in sides]
    return min(feet, key=lambda foot: _distance(linear, foot, error))


def measure(sums: Sums, errors: Errors) -> tuple[Measured, Measured, Measured]:
    """Negative, neutral and positive share of a whole, as shown.

    The interval lies around the linear share, which is unbiased. What bringing it inside has moved
    is added, so that an interval never shrinks to nothing at an end.
    """
    return _measure(sums, tuple(errors))


@lru_cache(maxsize=_MOST_MEASURED)
def _measure(sums: Sums, errors: tuple[ClassError, ...]) -> tuple[Measured, Measured, Measured]:
    linear = sums.linear
    if not errors:
        negative, neutral, positive = (Measured(one, None, None, False) for one in inside(linear))
        return negative, neutral, positive
    error = covariance(linear, sums.visitors, errors)
    shown = nearest(linear, error)
    negative, neutral, positive = (
        _around(free, kept, Z_95 * sqrt(variance))
        for free, kept, variance in zip(linear, shown, error.variances, strict=True)
    )
    return negative, neutral, positive


def _around(linear: float, shown: float, reach: float) -> Measured:
    low = min(1.0, max(0.0, min(linear, shown) - reach))
    high = min(1.0, max(0.0, max(linear, shown) + reach))
    return Measured(shown, low, high, high - low > TOO_WIDE)


def _foot(linear: Trio, start: Trio, end: Trio, error: Spread) -> Trio:
    along = Trio(*(b - a for a, b in zip(start, end, strict=True)))
    away = Trio(*(b - a for a, b in zip(start, linear, strict=True)))
    step = min(1.0, max(0.0, _product(along, away, error) / _product(along, along, error)))
    return Trio(*(a + step * b for a, b in zip(start, along, strict=True)))


def _distance(linear: Trio, point: Trio, error: Spread) -> float:
    off = Trio(*(b - a for a, b in zip(linear, point, strict=True)))
    return _product(off, off, error)


def _product(a: Trio, b: Trio, error: Spread) -> float:
    """`a' C^-1 b` over the negative and the positive share, but for a factor (the determinant)."""
    tiny = _TINY * (1 + error.negative + error.positive)
    across = a.negative * b.positive + a.positive * b.negative
    return (
        (error.positive + tiny) * a.negative * b.negative
        + (error.negative + tiny) * a.positive * b.positive
        - error.together * across
    )
