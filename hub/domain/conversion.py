"""How many of those who came in bought something: transactions by visitors.

No share in the strict sense: families buy once, some pay twice. It may therefore exceed 1, and days
scatter more than chance alone makes them; where there are enough days, how they scatter about the
mean gives the interval (the variance of a ratio over clusters: W. G. Cochran, Sampling Techniques,
3rd ed. 1977, section 6.4), and Wilson's interval where there are few.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final, NamedTuple

from hub.domain.intervals import Proportion, proportion
from hub.domain.student import student_quantile

LEAST_DAYS: Final = 8
"""From here on the scatter of the days is known well enough to be used."""


class Both(NamedTuple):
    """Transactions and visitors of the same shops and the same day (or hour of a day)."""

    transactions: int
    visitors: int


def conversion(parts: Sequence[Both]) -> Proportion | None:
    """The conversion over all parts, with its 95 % interval.

    Returns:
        None where it cannot be told: nobody was counted, or more was bought than people came in,
        so that the camera does not see all who buy.
    """
    bought = sum(one.transactions for one in parts)
    came = sum(one.visitors for one in parts)
    if not came or bought > came:
        return None
    by_chance = proportion(bought, came)
    if len(parts) < LEAST_DAYS:
        return by_chance
    share = bought / came
    off = sum((one.transactions - share * one.visitors) ** 2 for one in parts)
    count = len(parts)
    reach = student_quantile(0.975, count - 1) * sqrt(count / (count - 1) * off) / came
    low, high = min(by_chance.low, share - reach), max(by_chance.high, share + reach)
    return Proportion(share, max(0.0, low), min(1.0, high), bought, came, by_chance.too_few)
