"""Which shops are better, where it can be told, and how much is missing where it cannot.

Shops are compared by their shrunk shares (`hub.domain.shrinkage`): a ranking by raw shares puts
small shops at both ends by chance. Comparing all pairs needs no further correction then (A. Gelman,
J. Hill, M. Yajima, Journal of Research on Educational Effectiveness 5 (2012), 189-211).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log, sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hub.domain.beta import Beta, Curve, Floats, below, curves, quantile, share_of
from hub.domain.intervals import TOO_FEW_PRESSES
from hub.domain.score import Estimate
from hub.domain.shrinkage import Count, Shrunk, shrink

SURE: Final = 0.975
"""A shop counts as better than another from this probability on."""
_MOST_PRESSES: Final = 1_000_000
_GRID: Final = 200
_SURE_Z: Final = NormalDist().inv_cdf(SURE)
_POWER_Z: Final = NormalDist().inv_cdf(0.8)


@dataclass(frozen=True, slots=True)
class Standing:
    """One shop among the others."""

    at: int
    """Its place in the list that was given."""
    place: int
    """By likely share, from 1."""
    first_place: int
    """1, and one more for each shop that is surely better."""
    last_place: int
    """The number of shops, less each that is surely worse."""
    group: int
    """From 1. Within a group no difference between any two can be seen."""
    likely: Estimate
    """The shrunk share with its 95 % interval."""
    best: float
    """The probability that no other shop has a higher true share."""
    more_presses: int | None
    """About how many more presses at each of the two would tell it from the shop one place below,
    in four cases of five, if the likely shares are the true ones; 0 when the two can be told
    already. None: there is none below, or a million would not do."""


class Group(NamedTuple):
    """Places between which no difference can be seen."""

    first: int
    last: int


class Level(NamedTuple):
    """A share as a normal distribution of its logit: quick to compare with many others.

    Nearly right from a few presses of each kind on.
    """

    logit: float
    variance: float

    @staticmethod
    def of(beta: Beta) -> "Level":
        """The level of a distribution."""
        return Level(log(beta.a / beta.b), beta.logit_variance)


class _Shop(NamedTuple):
    at: int
    pressed: Count
    shrunk: Shrunk
    beta: Beta
    level: Level


def rank(counts: Sequence[Count]) -> list[Standing]:
    """Order shops by their likely share, the best first; equal ones as they were given.

    Raises:
        ValueError: a shop without presses.
    """
    shops = [
        _Shop(at, pressed, shrunk, beta, Level.of(beta))
        for at, (pressed, shrunk) in enumerate(zip(counts, shrink(counts), strict=True))
        for beta in [Beta.matched(shrunk.mean, shrunk.own_variance)]
    ]
    shops.sort(key=lambda shop: -shop.shrunk.mean)
    levels = [shop.level for shop in shops]
    better = _better(levels)
    groups = tie_groups(levels)
    best = best_probabilities([shop.beta for shop in shops])
    likely = curves([Beta.matched(shop.shrunk.mean, shop.shrunk.variance) for shop in shops])
    return [
        Standing(
            at=shop.at,
            place=place,
            first_place=1 + int(better[:, place - 1].sum()),
            last_place=len(shops) - int(better[place - 1].sum()),
            group=next(n for n, one in enumerate(groups, 1) if one.first <= place <= one.last),
            likely=_likely(shop, likely[place - 1]),
            best=best[place - 1],
            more_presses=_more_presses(shop, shops[place]) if place < len(shops) else None,
        )
        for place, shop in enumerate(shops, 1)
    ]


def surely_better(one: Level, other: Level) -> bool:
    """Whether the first share is greater than the second with a probability of `SURE`."""
    return one.logit - other.logit > _SURE_Z * sqrt(one.variance + other.variance)


def _better(shops: Sequence[Level]) -> NDArray[np.bool_]:
    """The same of each of some (rows) and each other (columns)."""
    logits, variances = np.array(shops, np.float64).reshape(-1, 2).T
    apart = logits[:, None] - logits[None, :]
    return apart > _SURE_Z * np.sqrt(variances[:, None] + variances[None, :])


def tie_groups(shops: Sequence[Level]) -> list[Group]:
    """Cut a ranking, best first, so that no two of a group can be told apart.

    Each group reaches as far down as it can. So the last of one group and the first of the next
    may be alike too: what is certain about a single shop are its first and last place.
    """
    groups: list[Group] = []
    first = 0
    better = _better(shops)
    for at in range(len(shops)):
        if better[first:at, at].any():
            groups.append(Group(first + 1, at))
            first = at
    if shops:
        groups.append(Group(first + 1, len(shops)))
    return groups


def best_probabilities(shops: Sequence[Beta]) -> list[float]:
    """The probability of each share to be the greatest; together 1.

    By summing, over where the greatest may lie, the probability that this one is there and that
    all others are below.
    """
    tabled = curves(shops)
    low = max((quantile(one, 1e-4) for one in tabled), default=0.0)
    high = max((quantile(one, 1 - 1e-5) for one in tabled), default=0.0)
    edges = np.linspace(low, high, _GRID + 1)
    tables = np.array([_at(one, edges) for one in tabled]).reshape(-1, _GRID + 1)
    # Logarithms: a product of 200 probabilities may be too small to divide by one of them.
    logs = np.log(np.maximum(tables, 1e-300))
    others = np.exp(logs.sum(axis=0) - logs)
    found = (np.diff(tables, axis=1) * (others[:, :-1] + others[:, 1:]) / 2).sum(axis=1)
    return [float(one) for one in found / found.sum()]


def _at(table: Curve, edges: Floats) -> Floats:
    if table.logits[-1] <= edges[0]:
        return np.ones_like(edges)  # no contender: nearly all shops of a long list
    return below(table, edges)


def _likely(shop: _Shop, table: Curve) -> Estimate:
    return Estimate(
        value=shop.shrunk.mean,
        low=share_of(quantile(table, 1 - SURE)),
        high=share_of(quantile(table, SURE)),
        presses=shop.pressed.presses,
        too_few=shop.pressed.presses < TOO_FEW_PRESSES,
    )


def _more_presses(shop: _Shop, lower: _Shop) -> int | None:
    """The usual sample size of two shares, less what is there.

    J. L. Fleiss, Statistical Methods for Rates and Proportions, 2nd ed. (1981), section 3.2.
    """
    if surely_better(shop.level, lower.level):
        return 0
    apart = shop.shrunk.mean - lower.shrunk.mean
    allowed = (apart / (_SURE_Z + _POWER_Z)) ** 2

    def varies(more: int) -> float:
        return sum(
            one.shrunk.mean * (1 - one.shrunk.mean) / (one.pressed.presses + more)
            for one in (shop, lower)
        )

    if varies(_MOST_PRESSES) > allowed:
        return None
    low, high = 0, _MOST_PRESSES
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if varies(middle) > allowed else (low, middle)
    return _rounded_up(high)


def _rounded_up(presses: int) -> int:
    """To two digits: nobody can plan closer than that."""
    step = int(10 ** max(0, len(str(presses)) - 2))
    return ceil(presses / step) * step
