"""By how much two estimates of independent people differ, and whether it is more than chance."""

from math import hypot

from hub.domain.difference import Difference
from hub.domain.score import Estimate


def shift(later: Estimate, earlier: Estimate) -> Difference | None:
    """The difference of two estimates that have intervals of their own.

    For shares with Wilson's interval this is method 10 of R. G. Newcombe, "Interval estimation for
    the difference between independent proportions", Statistics in Medicine 17 (1998), 873-890; the
    same recovery of variances holds for other estimates (G. Y. Zou and A. Donner, Statistics in
    Medicine 27 (2008), 1693-1702), here for the index.

    Returns:
        None where one of both has no value or too few presses to judge by.
    """
    if later.value is None or earlier.value is None or later.too_few or earlier.too_few:
        return None
    value = later.value - earlier.value
    return Difference(
        value,
        value - hypot(later.value - later.low, earlier.high - earlier.value),
        value + hypot(later.high - later.value, earlier.value - earlier.low),
    )
