"""Beta distributions as tables, for comparing many of them.

Tabulated over the logit of the share: there the density is bounded, smooth and has one top, for
whichever parameters, so that sums over even steps are accurate.
"""

from bisect import bisect_left
from itertools import accumulate, pairwise
from math import exp, log, log1p, sqrt
from typing import Final, NamedTuple

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

    logits: list[float]
    below: list[float]


def curve(beta: Beta) -> Curve:
    """Tabulate a distribution."""
    centre = log(beta.a / beta.b)
    reach = _REACH * sqrt(sum(1 / x + 1 / x**2 for x in beta))
    step = 2 * reach / _STEPS
    logits = [centre - reach + n * step for n in range(_STEPS + 1)]
    top = _log_density(beta, centre)
    densities = [exp(_log_density(beta, at) - top) for at in logits]
    sums = list(accumulate((a + b for a, b in pairwise(densities)), initial=0.0))
    return Curve(logits, [one / sums[-1] for one in sums])


def below(table: Curve, logit: float) -> float:
    """The probability of a share whose logit is below this."""
    return _interpolated(table.logits, table.below, logit)


def quantile(table: Curve, probability: float) -> float:
    """The logit of the share below which the truth lies with this probability."""
    return _interpolated(table.below, table.logits, probability)


def share_of(logit: float) -> float:
    """The share that has a logit."""
    return 1 / (1 + exp(-logit)) if logit > 0 else exp(logit) / (1 + exp(logit))


def _log_density(beta: Beta, logit: float) -> float:
    # Of the logit, not of the share, and not normed; log1p keeps its digits at both ends.
    tail = logit + log1p(exp(-logit)) if logit > 0 else log1p(exp(logit))
    return beta.a * logit - (beta.a + beta.b) * tail


def _interpolated(xs: list[float], ys: list[float], x: float) -> float:
    at = bisect_left(xs, x)
    if at == 0:
        return ys[0]
    if at == len(xs):
        return ys[-1]
    width = xs[at] - xs[at - 1]
    return ys[at - 1] + (ys[at] - ys[at - 1]) * (x - xs[at - 1]) / width
