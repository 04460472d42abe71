"""Quantiles of Student's t: how much wider an interval must be when the scatter is estimated."""

from math import pi, sqrt, tan
from statistics import NormalDist


def student_quantile(probability: float, freedom: int) -> float:
    """The value that t stays below with this probability.

    Exact for 1 and 2 degrees of freedom; else the expansion of Cornish and Fisher (Abramowitz and
    Stegun, Handbook of Mathematical Functions, 26.7.5), within 0.5 % at 97.5 % from 3 on.

    Args:
        probability: above 0, below 1.
        freedom: degrees of freedom, 1 or more.

    Raises:
        ValueError: no degrees of freedom.
    """
    if freedom < 1:
        raise ValueError("Student's t needs one degree of freedom or more")
    if freedom == 1:
        return tan(pi * (probability - 0.5))
    if freedom == 2:
        odd = 2 * probability - 1
        return odd * sqrt(2 / (1 - odd * odd))
    z = NormalDist().inv_cdf(probability)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, start=1))
