"""Whether shares after a change differ from those before by more than noise.

Three things make two spans of days differ although nothing has changed: how these visitors were
measured, which visitors happened to come, and what else days differ by (weather, weekday). The
first two follow from the numbers: `wire/expression_events.py` gives the measuring error of a
difference, `(diag(p) - p p') / n` is that of who came. The third shows in how the days of a span
scatter about its mean, and contains the first two; the larger one is taken:

    D / (D - 1) * sum over days d of (n_d / n)^2 * (p_d - p)^2

which is the usual variance of a ratio over clusters (W. G. Cochran, Sampling Techniques, 3rd ed.
1977, section 6.4, without the correction for finite populations). With few days it is itself known
badly, so Student's quantile is used, with the degrees of freedom of the shorter span.

Three shares are compared. So that they are all three right in 95 of 100 cases, each interval is one
of 98.3 % (Bonferroni).
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final

from hub.domain.difference import Difference
from hub.domain.expression_shares import (
    Errors,
    Sums,
    Trio,
    covariance,
    inside,
    nearest,
    scatter_weights,
    spread,
    total,
)

LEAST_DAYS: Final = 3
"""Of each span. How days differ cannot be seen from fewer."""
_Z_ALL_THREE: Final = 2.3939797998185104
"""The normal distribution's quantile at 1 - 0.05 / 6."""


def compare(
    before: Sequence[Sums], after: Sequence[Sums], errors: Errors
) -> tuple[Difference, Difference, Difference] | None:
    """Negative, neutral and positive share, after less before: the intervals hold for all three.

    Args:
        before: the days that had visitors, all of one calibration.
        after: the same.
        errors: of that calibration.

    Returns:
        None where it cannot be told: shares are not corrected, or a span has fewer than
        `LEAST_DAYS` days.
    """
    if not errors or min(len(before), len(after)) < LEAST_DAYS:
        return None
    old, new = total(before), total(after)
    variances = [
        max(scatter, days) + shared
        for scatter, days, shared in zip(
            _plus(_by_chance(old, errors), _by_chance(new, errors)),
            _plus(_between_days(before), _between_days(after)),
            _shared(old, new, errors),
            strict=True,
        )
    ]
    quantile = student(min(len(before), len(after)) - 1)
    free = _minus(new.linear, old.linear)
    shown = _minus(_shown(new, errors), _shown(old, errors))
    negative, neutral, positive = (
        _around(linear, kept, quantile * sqrt(variance))
        for linear, kept, variance in zip(free, shown, variances, strict=True)
    )
    return negative, neutral, positive


def student(freedom: int) -> float:
    """Student's quantile at 1 - 0.05 / 6, for 2 degrees of freedom and more.

    Exact for 2; else Cornish and Fisher's expansion (Abramowitz and Stegun 26.7.5), which is
    within 1 % from 3 on.
    """
    if freedom == 2:
        inner = 1 - 0.05 / 3
        return inner * sqrt(2 / (1 - inner * inner))
    z = _Z_ALL_THREE
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, start=1))


def _by_chance(sums: Sums, errors: Errors) -> Trio:
    """Variances by measuring these visitors, and by who came."""
    own = inside(sums.linear)
    measuring = spread(scatter_weights(sums.linear, sums.visitors), errors).variances
    coming = Trio(*(share * (1 - share) / sums.visitors for share in own))
    return _plus(measuring, coming)


def _between_days(days: Sequence[Sums]) -> Trio:
    whole = total(days)
    squares = [
        [
            (day.visitors / whole.visitors * (own - mean)) ** 2
            for own, mean in zip(day.linear, whole.linear, strict=True)
        ]
        for day in days
    ]
    factor = len(days) / (len(days) - 1)
    return Trio(*(factor * sum(column) for column in zip(*squares, strict=True)))


def _shared(old: Sums, new: Sums, errors: Errors) -> Trio:
    """The calibration's own error: what is left of it in a difference."""
    change = _minus(inside(new.linear), inside(old.linear))
    weights = Trio(*(one * one / error.labelled for one, error in zip(change, errors, strict=True)))
    return spread(weights, errors).variances


def _shown(sums: Sums, errors: Errors) -> Trio:
    return nearest(sums.linear, covariance(sums.linear, sums.visitors, errors))


def _around(linear: float, shown: float, reach: float) -> Difference:
    low = max(-1.0, min(1.0, min(linear, shown) - reach))
    high = max(-1.0, min(1.0, max(linear, shown) + reach))
    return Difference(shown, low, high)


def _plus(a: Trio, b: Trio) -> Trio:
    return Trio(*(one + other for one, other in zip(a, b, strict=True)))


def _minus(a: Trio, b: Trio) -> Trio:
    return Trio(*(one - other for one, other in zip(a, b, strict=True)))
