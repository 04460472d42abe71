"""Student's t distribution, for the few earlier weeks that a figure is compared with.

M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4: closed forms
for whole degrees of freedom.
"""

from functools import lru_cache
from math import atan, cos, pi, sin, sqrt


def two_sided(t: float, degrees: int) -> float:
    """The probability that chance alone gives a value at least as far from 0 as `t`.

    Raises:
        ValueError: fewer than one degree of freedom.
    """
    if degrees < 1:
        raise ValueError("at least one degree of freedom is needed")
    angle = atan(abs(t) / sqrt(degrees))
    within = _odd(angle, degrees) if degrees % 2 else _even(angle, degrees)
    return min(1.0, max(0.0, 1.0 - within))


@lru_cache(maxsize=256)
def quantile(probability: float, degrees: int) -> float:
    """The `t` that chance alone stays within, on both sides, with this probability.

    Raises:
        ValueError: a probability that is not between 0 and 1, or no degree of freedom.
    """
    if not 0 < probability < 1:
        raise ValueError("a probability lies between 0 and 1")
    low, high = 0.0, 1.0
    while 1 - two_sided(high, degrees) < probability:
        high *= 2
    for _ in range(80):  # halved until nothing is left of a double
        middle = (low + high) / 2
        if 1 - two_sided(middle, degrees) < probability:
            low = middle
        else:
            high = middle
    return high


def student_quantile(probability: float, freedom: int) -> float:
    """The value that t stays below with this probability: 97.5 % for a 95 % interval.

    Raises:
        ValueError: a probability that is not above one half, or no degree of freedom.
    """
    if probability <= 0.5:
        raise ValueError("ask for a probability above one half")
    return quantile(2 * probability - 1, freedom)


def _odd(angle: float, degrees: int) -> float:
    total, term = 0.0, cos(angle)
    for k in range(1, degrees - 1, 2):
        total += term
        term *= (k + 1) / (k + 2) * cos(angle) ** 2
    return 2 / pi * (angle + sin(angle) * total)


def _even(angle: float, degrees: int) -> float:
    total, term = 0.0, 1.0
    for k in range(0, degrees - 1, 2):
        total += term
        term *= (k + 1) / (k + 2) * cos(angle) ** 2
    return sin(angle) * total
