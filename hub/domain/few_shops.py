"""Whether some shops changed otherwise than others, when there are few of them.

With few shops, or few of them treated, errors clustered by shop come out too small (A. C. Cameron
and D. L. Miller, Journal of Human Resources 50 (2015), 317-372). Then the changes of shops are
compared by randomisation inference: as if any other shops of the same number had been treated, in
all ways or in many (J. G. MacKinnon and M. D. Webb, Journal of Econometrics 218 (2020), 435-450:
the studentised difference, used here, is the one to take). An effect is in the interval when, taken
off the treated shops, it leaves nothing that would be rare among those ways.
"""

from itertools import combinations
from math import comb, sqrt
from typing import Final

import numpy as np

from hub.domain.difference import Difference
from hub.domain.shop_weeks import Floats, Truths
from hub.domain.student import student_quantile

FEW_SHOPS: Final = 30
FEW_TREATED: Final = 10
"""Fewer of all, or fewer on either side, are few."""
RARE: Final = 0.05
_MOST_WAYS: Final = 1999
_SEED: Final = 20_260_512
"""The same page shall say the same thing twice."""
_HALVINGS: Final = 20
_FARTHEST: Final = 1e6


def are_few(treated: int, control: int) -> bool:
    """Whether clustered errors cannot be trusted."""
    return treated + control < FEW_SHOPS or min(treated, control) < FEW_TREATED


def can_tell(treated: int, control: int) -> bool:
    """Whether there are ways enough to treat so many shops that one may be rare."""
    if min(treated, control) < 1:
        return False
    # With as many on both sides, each way has a mirror image that is as far off.
    alike = 2 if treated == control else 1
    return alike / comb(treated + control, treated) <= RARE


def compare(changes: Floats, treated: Truths) -> Difference:
    """The mean change of treated shops less that of the others.

    Args:
        changes: of each shop.
        treated: which shops; see `can_tell`.
    """
    count = int(treated.sum())
    if not are_few(count, len(treated) - count):
        return _welch(changes, treated)
    value = float(changes[treated].mean() - changes[~treated].mean())
    ways = _ways(len(treated), count, treated)
    scale = max(float(changes.std()), 1e-12)
    ends = [_end(changes, treated, ways, value, side * scale) for side in (-1, 1)]
    return Difference(value, *ends)


def _welch(changes: Floats, treated: Truths) -> Difference:
    """B. L. Welch, Biometrika 34 (1947), 28-35."""
    sides = [changes[treated], changes[~treated]]
    value = float(sides[0].mean() - sides[1].mean())
    parts = [float(one.var(ddof=1)) / len(one) for one in sides]
    total = sum(parts)
    if not total:
        return Difference(value, value, value)
    freedom = total**2 / sum(
        part**2 / (len(one) - 1) for part, one in zip(parts, sides, strict=True)
    )
    reach = student_quantile(0.975, max(1, int(freedom))) * sqrt(total)
    return Difference(value, value - reach, value + reach)


def _ways(shops: int, treated: int, actual: Truths) -> Truths:
    """Who could have been treated, a row for each way; the first is who was."""
    if comb(shops, treated) <= _MOST_WAYS:
        rows = np.zeros((comb(shops, treated), shops), dtype=bool)
        for row, chosen in enumerate(combinations(range(shops), treated)):
            rows[row, list(chosen)] = True
        return np.vstack([actual, rows[(rows != actual).any(axis=1)]])
    chance = np.random.default_rng(_SEED)
    order = chance.random((_MOST_WAYS, shops)).argsort(axis=1)
    return np.vstack([actual, order < treated])


def _end(changes: Floats, treated: Truths, ways: Truths, inside: float, step: float) -> float:
    """The farthest effect on one side that is not rare, by halving."""
    outside = inside + step
    while not _is_rare(changes - outside * treated, ways):
        outside = inside + 2 * (outside - inside)
        if abs(outside - inside) > _FARTHEST * abs(step):
            return outside
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if _is_rare(changes - middle * treated, ways):
            outside = middle
        else:
            inside = middle
    return outside


def _is_rare(changes: Floats, ways: Truths) -> bool:
    far = np.abs(_studentised(changes, ways))
    return float((far >= far[0] - 1e-9 * (1 + far[0])).mean()) <= RARE


def _studentised(changes: Floats, ways: Truths) -> Floats:
    changes = changes - changes.mean()
    chosen = ways.astype(float)
    count = chosen[0].sum()
    rest = len(changes) - count
    mean, other = chosen @ changes / count, (1 - chosen) @ changes / rest
    square, other_square = chosen @ changes**2, (1 - chosen) @ changes**2
    spread = np.maximum(square - count * mean**2, 0.0)
    other_spread = np.maximum(other_square - rest * other**2, 0.0)
    if min(count, rest) < 2:  # one shop by itself has no scatter
        variance = (spread + other_spread) / (len(changes) - 2) * (1 / count + 1 / rest)
    else:
        variance = spread / (count - 1) / count + other_spread / (rest - 1) / rest
    return np.asarray((mean - other) / np.sqrt(variance + 1e-300))
