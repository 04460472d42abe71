"""What changed most, and whether that is more than noise.

A figure of a day, week or month is compared with the same figure of up to eight such periods before
it. Their own spread says what it does by itself: weather, weekdays' luck, few presses, all of it.
The prediction interval of Student's t law (e.g. G. J. Hahn, W. Q. Meeker, "Statistical
Intervals", 1991, section 4.6) then holds a further period that is like them.

A report looks at many figures, and one in twenty is outside such an interval by luck. So "more than
noise" is said with the level divided among all figures that were looked at (Z. Sidak, J. Am. Stat.
Assoc. 62, 1967): in 19 of 20 reports about periods like the others it is said of none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import Final, Generic, TypeVar

from hub.domain.student import quantile, two_sided

LEAST_BEFORE: Final = 4
"""With fewer earlier periods their spread is a guess."""
MOST_BEFORE: Final = 8
_LEVEL: Final = 0.95
_SMALLEST: Final = 1e-9

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Series(Generic[Key]):
    """A figure of the period, and of those before it that have it, the latest first.

    Attributes:
        key: what it is, for whoever reads the result.
        now: the figure.
        before: the same of earlier periods.
        floor: the least spread that such a figure can have, such as the rounding of a count.
    """

    key: Key
    now: float
    before: tuple[float, ...]
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Change(Generic[Key]):
    """A figure beside what is usual for it: `usual` with 95 % prediction interval.

    `more_than_noise`: it would be outside by luck in less than one of twenty such reports.
    """

    key: Key
    now: float
    usual: float
    low: float
    high: float
    chance: float
    more_than_noise: bool


def changes(series: Sequence[Series[Key]]) -> list[Change[Key]]:
    """All figures that have enough before them, those that are the least like chance first."""
    found = [one for one in series if len(one.before) >= LEAST_BEFORE]
    level = 1 - _LEVEL ** (1 / len(found)) if found else 0.0
    compared = [_compare(one, level) for one in found]
    return sorted(compared, key=lambda one: one.chance)


def _compare(one: Series[Key], level: float) -> Change[Key]:
    before = one.before[:MOST_BEFORE]
    usual, n = fmean(before), len(before)
    # One more period varies by itself, and the mean of the others is not known exactly either.
    own = sqrt(sum((value - usual) ** 2 for value in before) / (n - 1))
    spread = max(own, one.floor, _SMALLEST * (1 + abs(usual))) * sqrt(1 + 1 / n)
    chance = two_sided((one.now - usual) / spread, n - 1)
    reach = quantile(_LEVEL, n - 1) * spread
    return Change(one.key, one.now, usual, usual - reach, usual + reach, chance, chance < level)
