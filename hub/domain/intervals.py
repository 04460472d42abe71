"""How far a share may be off by chance alone.

The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", Journal of the American Statistical Association 22 (1927), 209-212. It stays within
0 and 1 and keeps its promise for few presses and for shares near the ends, where the usual
plus-or-minus does not (L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16 (2001),
101-133).
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

Z_95: Final = 1.959963984540054
"""The normal distribution's 97.5 % quantile: intervals that hold in 95 cases of 100."""

TOO_FEW_PRESSES: Final = 20
"""Below this a figure is shown in grey. At 17 happy of 20 the interval reaches from 64 to 95 %:
wider than the distance between a good and a poor shop."""

TOO_FEW_CROSSINGS: Final = 30
"""The same for shares of people who crossed a line: 28 right of 30 may be anything from 79 to 98 %,
which tells a good counter from a poor one no more."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share `part / whole` of crossings with its 95 % interval. `value` None: there were none."""

    value: float | None
    low: float
    high: float
    part: int
    whole: int
    too_few: bool
    """Too few to judge by: shown in grey."""


class Interval(NamedTuple):
    """Both ends, as shares between 0 and 1."""

    low: float
    high: float


def wilson(share: float, n: float, z: float = Z_95) -> Interval:
    """Score interval of an observed share.

    Args:
        share: between 0 and 1.
        n: how many were asked; need not be whole (an effective number is allowed).
        z: normal quantile of the wanted confidence.

    Returns:
        Everything from 0 to 1 when nobody was asked.

    Raises:
        ValueError: a share outside 0 to 1, or a negative n.
    """
    if not 0 <= share <= 1 or n < 0:
        raise ValueError(f"no share of a number of people: {share} of {n}")
    if n == 0:
        return Interval(0.0, 1.0)
    tail = z * z / n
    middle = (share + tail / 2) / (1 + tail)
    reach = z * sqrt(share * (1 - share) / n + tail / (4 * n)) / (1 + tail)
    # At a share of 0 or 1 rounding may miss the end by the last digit.
    return Interval(max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach)))


def proportion(part: int, whole: int) -> Proportion:
    """A share of crossings with Wilson's interval.

    Raises:
        ValueError: more than all, or fewer than none.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} is no part of {whole}")
    share = part / whole if whole else None
    ends = wilson(share or 0.0, whole)
    return Proportion(share, ends.low, ends.high, part, whole, whole < TOO_FEW_CROSSINGS)
