"""By how much the visitors of some days differ from those of as many others, day beside day.

Counts of whole shops are not a sample of which chance alone says how far it may be off: days differ
by weather and by what is on. How much they do is seen in the pairs of days themselves: first with
first, second with second, so that weekdays cancel where the spans are whole weeks apart.

Days in a row are alike: a fair fills the shop on each of its days. A paired t test takes them for
news of each other; where a day keeps half of what the day before was off by, it calls 17 to 24 of
100 differences more than chance though nothing has changed, and none at all where weekdays do not
meet. So only the slow swings of the differences are looked at: the mean square of their first few
cosine weights is the variance, and Student's law has as many degrees of freedom as these are
(E. Lazarus, D. J. Lewis, J. H. Stock, M. W. Watson, "HAR inference", Journal of Business & Economic
Statistics 36 (2018), 541-559). That calls 5 to 10 of 100, of 5 days as of a year. Of spans shown by
month, months are the pairs.
"""

from collections.abc import Sequence
from math import cbrt, pi
from typing import Final, Literal

import numpy as np

from hub.domain.difference import Difference
from hub.domain.student import quantile

Pair = tuple[float, float]
"""Visitors of a day: of the later days, and of those that they are compared with."""
Paired = Literal["day", "month"]
LEAST_PAIRS: Final = 5
"""With fewer, nearly nothing would be more than usual."""
_LEAST_SWINGS: Final = 2
"""Of one, Student's law has hardly an end."""
_SURE: Final = 0.95


def pair_change(pairs: Sequence[Pair | None]) -> Difference | None:
    """The mean difference of a day, in visitors, with its 95 % interval.

    Args:
        pairs: of days in a row, or of the means of months in a row. None: not counted alike, and
            left out.

    Returns:
        None where there are fewer than `LEAST_PAIRS`.
    """
    off = np.array([pair[0] - pair[1] for pair in pairs if pair])
    if len(off) < LEAST_PAIRS:
        return None
    mean, swings = float(off.mean()), _swings(len(off))
    order, place = np.arange(1, swings + 1), (np.arange(len(off)) + 0.5) / len(off)
    weights = np.cos(pi * np.outer(order, place)) @ off * np.sqrt(2 / len(off))
    reach = quantile(_SURE, swings) * float(np.sqrt((weights**2).mean() / len(off)))
    return Difference(mean, mean - reach, mean + reach)


def _swings(count: int) -> int:
    """How many: the authors' compromise between an interval that is too short and one too wide."""
    return max(_LEAST_SWINGS, round(0.4 * cbrt(count) ** 2))
