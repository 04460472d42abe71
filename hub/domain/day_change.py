"""By how much the visitors of some days differ from those of as many others, day beside day.

Counts of whole shops are not a sample of which chance alone says how far it may be off: days differ
by weather and by what is on. How much they do is seen in the pairs of days themselves, as in a
paired t test (Student, Biometrika 6 (1908), 1-25): first with first, second with second, so that
weekdays cancel where the spans are whole weeks apart. Days in a row are more alike than the test
takes them to be, so a small excess over its interval is no proof.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import Final

from hub.domain.expression_change import Difference
from hub.domain.student import quantile

LEAST_PAIRS: Final = 5
"""With fewer, nearly nothing would be more than usual."""
_SURE: Final = 0.95


def day_change(later: Sequence[int], earlier: Sequence[int]) -> Difference | None:
    """The mean difference of a day, in visitors, with its 95 % interval.

    Args:
        later: visitors of days in a row.
        earlier: of those that they are compared with; where one is longer, the rest is left out.

    Returns:
        None where there are fewer than `LEAST_PAIRS`.
    """
    differences = [one - other for one, other in zip(later, earlier, strict=False)]
    if len(differences) < LEAST_PAIRS:
        return None
    mean = fmean(differences)
    reach = quantile(_SURE, len(differences) - 1) * stdev(differences) / sqrt(len(differences))
    return Difference(mean, mean - reach, mean + reach)
