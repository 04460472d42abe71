"""By how much the visitors of some days differ from those of as many others, day beside day.

Counts of whole shops are not a sample of which chance alone says how far it may be off: days differ
by weather and by what is on. How much they do is seen in the pairs of days themselves, as in a
paired t test (Student, Biometrika 6 (1908), 1-25): first with first, second with second, so that
weekdays cancel where the spans are whole weeks apart. Days in a row are more alike than the test
takes them to be, so a small excess over its interval is no proof.

Of five weeks and more, whole weeks are the pairs (batch means: G. S. Fishman, Management Science 24
(1978), 510-521): weekdays cancel within each, and weeks in a row are less alike than days. Where
days are alike by 0.5 from each to the next, days would call 20 of 100 differences more than chance
though nothing has changed; weeks call 5 to 9. Of spans shown by month, months are the pairs.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import Final, Literal

from hub.domain.difference import Difference
from hub.domain.student import quantile

Pair = tuple[float, float]
"""Visitors of a day: of the later days, and of those that they are compared with."""
Paired = Literal["day", "week", "month"]
LEAST_PAIRS: Final = 5
"""With fewer, nearly nothing would be more than usual."""
_WEEK_DAYS: Final = 7
_LEAST_OF_WEEK: Final = 4
"""Pairs of days: a week with fewer is left out."""
_SURE: Final = 0.95


def pair_change(pairs: Sequence[Pair | None]) -> Difference | None:
    """The mean difference of a day, in visitors, with its 95 % interval.

    Args:
        pairs: of days in a row, or of the means of weeks or months in a row. None: not counted
            alike, and left out.

    Returns:
        None where there are fewer than `LEAST_PAIRS`.
    """
    differences = [pair[0] - pair[1] for pair in pairs if pair]
    if len(differences) < LEAST_PAIRS:
        return None
    mean = fmean(differences)
    reach = quantile(_SURE, len(differences) - 1) * stdev(differences) / sqrt(len(differences))
    return Difference(mean, mean - reach, mean + reach)


def by_weeks(days: Sequence[Pair | None]) -> tuple[Paired, Sequence[Pair | None]]:
    """Pairs of all days of a span as means of seven in a row, where these make pairs enough."""
    if len(days) < LEAST_PAIRS * _WEEK_DAYS:
        return "day", days
    weeks = (
        [pair for pair in days[start : start + _WEEK_DAYS] if pair]
        for start in range(0, len(days), _WEEK_DAYS)
    )
    return "week", [_mean(week) for week in weeks if len(week) >= _LEAST_OF_WEEK]


def _mean(week: Sequence[Pair]) -> Pair:
    later, earlier = zip(*week, strict=True)
    return fmean(later), fmean(earlier)
