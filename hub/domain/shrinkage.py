"""What shops have in common, and how far the presses of one move it from there.

The beta-binomial model: the true shares of the shops are drawn from one beta distribution, and the
presses of a shop from its share. A shop with few presses is taken for a usual one, a shop with many
for what it shows. How much the shops differ is not known either; it is averaged over, weighted by
how well each possibility explains the presses (A. Gelman and others, Bayesian Data Analysis, 3rd
ed. (2013), section 5.3). Setting it to one best value would make shops look surer than they are
(C. N. Morris, Journal of the American Statistical Association 78 (1983), 47-55).
"""

from collections.abc import Sequence
from math import exp, lgamma
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

_SPREADS: Final = tuple(0.004 * 1.25**n for n in range(22))
"""How much true shares may differ: their standard deviation, as a part of the greatest possible
one, from 0.4 to 43 %. All are equally likely beforehand per unit of spread, hence each step of this
geometric grid by its width."""
_PSEUDO_PRESSES: Final = 0.5


class Count(NamedTuple):
    """Presses of one shop."""

    happy: int
    presses: int


class Shrunk(NamedTuple):
    """The true share of one shop, as far as it is known."""

    mean: float
    own_variance: float
    """Of the shop by itself, the mean of all shops given: for comparing it with others."""
    variance: float
    """With the doubt about the mean of all shops, which moves all of them together."""


class _Chain(NamedTuple):
    """One possibility of how all shops are distributed, and how likely it is."""

    weight: float
    mean: float
    mean_variance: float
    size: float
    """How many presses of its own move a shop half way from the mean."""


def shrink(counts: Sequence[Count]) -> list[Shrunk]:
    """The true share of each shop.

    Args:
        counts: of shops with presses; two or more make a difference.

    Raises:
        ValueError: more happy presses than presses, or none.
    """
    for one in counts:
        if not 0 <= one.happy <= one.presses or one.presses == 0:
            raise ValueError(f"{one.happy} happy of {one.presses} presses cannot be compared")
    happy, presses = np.array(counts, np.float64).reshape(-1, 2).T
    return _shrunk(happy, presses, _chains(happy, presses))


def _chains(happy: Floats, presses: Floats) -> list[_Chain]:
    found = [_chain(happy, presses, spread) for spread in _SPREADS]
    fits = [_log_likelihood(happy, presses, one) for one in found]
    best = max(fits, default=0.0)
    weights = [spread * exp(fit - best) for spread, fit in zip(_SPREADS, fits, strict=True)]
    total = sum(weights)
    return [one._replace(weight=weight / total) for one, weight in zip(found, weights, strict=True)]


def _chain(happy: Floats, presses: Floats, spread: float) -> _Chain:
    """The mean weighs each shop by how exactly its share tells the mean of all.

    J. C. Kleinman, Journal of the American Statistical Association 68 (1973), 46-54.
    """
    alike = spread**2
    weights = presses / (1 + (presses - 1) * alike)
    total = float(weights.sum())
    mean = (float((weights * happy / presses).sum()) + _PSEUDO_PRESSES) / (
        total + 2 * _PSEUDO_PRESSES
    )
    return _Chain(0.0, mean, mean * (1 - mean) / (total + 1), 1 / alike - 1)


def _log_likelihood(happy: Floats, presses: Floats, chain: _Chain) -> float:
    """How well a possibility explains all presses, but for a constant."""
    a, b = chain.mean * chain.size, (1 - chain.mean) * chain.size
    before = lgamma(a) + lgamma(b) - lgamma(a + b)
    return (
        sum(map(lgamma, (a + happy).tolist()))
        + sum(map(lgamma, (b + presses - happy).tolist()))
        - sum(map(lgamma, (a + b + presses).tolist()))
        - len(presses) * before
    )


def _shrunk(happy: Floats, presses: Floats, chains: Sequence[_Chain]) -> list[Shrunk]:
    mean, square, shared = np.zeros((3, len(presses)))
    for chain in chains:
        size = chain.size + presses
        value = (chain.mean * chain.size + happy) / size
        mean += chain.weight * value
        square += chain.weight * (value * (1 - value) / (size + 1) + value**2)
        shared += chain.weight * (chain.size / size) ** 2 * chain.mean_variance
    own = square - mean**2
    columns = (mean.tolist(), own.tolist(), (own + shared).tolist())
    return [Shrunk(*row) for row in zip(*columns, strict=True)]
