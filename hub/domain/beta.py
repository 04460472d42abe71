"""Beta distributions as tables, for comparing many of them.

Tabulated over the logit of the share: there the density is bounded, smooth and has one top, for
whichever parameters, so that sums over even steps are accurate.
"""

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

_STEPS: Final = 160
_REACH: Final = 9.0
"""Standard deviations to either side; the tails beyond hold less than a table can show."""


class Beta(NamedTuple):
    """The distribution of a share; `a` and `b` are above 0."""

    a: float
    b: float

    @staticmethod
    def matched(mean: float, variance: float) -> "Beta":
        """The one with this mean and variance.

        Raises:
            ValueError: no distribution of a share has them.
        """
        if not (0 < mean < 1 and 0 < variance < mean * (1 - mean)):
            raise ValueError(f"no share has a mean of {mean} and a variance of {variance}")
        size = mean * (1 - mean) / variance - 1
        return Beta(mean * size, (1 - mean) * size)

    @property
    def logit_variance(self) -> float:
        """About the variance of the logit: never below the true one by more than a few per cent.

        Trigamma of both parameters, by the first terms of its series (M. Abramowitz, I. Stegun,
        Handbook of Mathematical Functions (1964), 6.4.12).
        """
        return sum(1 / x + 1 / (2 * x * x) + 1 / (6 * x**3) for x in (self.a, self.b))


class Curve(NamedTuple):
    """A distribution as a table: the probability of a share below each of some logits."""

    logits: Floats
    below: Floats


def curve(beta: Beta) -> Curve:
    """Tabulate a distribution."""
    return curves([beta])[0]


def curves(betas: Sequence[Beta]) -> list[Curve]:
    """The same of many, all at once."""
    centres = np.array([log(one.a / one.b) for one in betas])[:, None]
    reaches = np.array([_REACH * sqrt(sum(1 / x + 1 / x**2 for x in one)) for one in betas])
    a, b = np.array(betas, np.float64).reshape(-1, 2, 1).transpose(1, 0, 2)
    logits = centres + reaches[:, None] * np.linspace(-1, 1, _STEPS + 1)
    # Of the logit, not of the share, and not normed; logaddexp keeps its digits at both ends.
    logs = a * logits - (a + b) * np.logaddexp(0, logits)
    densities = np.exp(logs - logs.max(axis=1, keepdims=True))
    sums = np.zeros_like(logits)
    np.cumsum(densities[:, 1:] + densities[:, :-1], axis=1, out=sums[:, 1:])
    return [Curve(*pair) for pair in zip(logits, sums / sums[:, -1:], strict=True)]


def below(table: Curve, logits: Floats | float) -> Floats:
    """The probability of a share whose logit is below this, or each of these."""
    return np.asarray(np.interp(logits, table.logits, table.below))


def quantile(table: Curve, probability: float) -> float:
    """The logit of the share below which the truth lies with this probability."""
    return float(np.interp(probability, table.below, table.logits))


def share_of(logit: float) -> float:
    """The share that has a logit."""
    return 1 / (1 + exp(-logit)) if logit > 0 else exp(logit) / (1 + exp(logit))
