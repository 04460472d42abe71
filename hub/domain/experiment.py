"""What can be said of a change that some shops had and others had not, and what cannot.

The effect itself is by `hub.regression` (two-way fixed effects) where there are many shops, and by
`few_shops` where there are few. Here is what must stand beside it: whether the shops moved alike
before, and what dates would say at which nothing was changed.
"""

from math import sqrt
from typing import Final, NamedTuple

import numpy as np

from hub.domain.difference import Difference
from hub.domain.few_shops import are_few, can_tell, compare
from hub.domain.shop_weeks import (
    LEAST_WEEKS_AFTER,
    LEAST_WEEKS_BEFORE,
    Floats,
    ShopWeeks,
    changes,
    slopes,
    week_means,
)
from hub.domain.student import student_quantile

WEEKS_BEFORE: Final = 16
MOST_WEEKS_AFTER: Final = 26
BLOCK_WEEKS: Final = 4
_MOST_PLACEBOS: Final = 6


class Lead(NamedTuple):
    """How treated shops differed from the others in some weeks before, as against the last ones."""

    first_week: int
    last_week: int
    effect: Difference


class Placebo(NamedTuple):
    """The effect of a change that was not made, in this week before the true one."""

    week: int
    effect: Difference


class WeekMean(NamedTuple):
    """The mean over shops of one side, with its 95 % interval; of shops' usual levels, alike."""

    week: int
    value: float
    low: float
    high: float


def effect_of_few(weeks: ShopWeeks, week_effects: Floats) -> Difference | None:
    """The effect by randomisation. None: there are shops enough for clustered errors."""
    if not are_few(int(weeks.treated.sum()), int(weeks.control.sum())):
        return None
    return compare(changes(weeks, week_effects), weeks.treated)


def trend_before(weeks: ShopWeeks) -> Difference | None:
    """How much treated shops moved against the others in four weeks, before anything was changed.

    Zero in the interval: no difference in trends can be seen. None: too few weeks.
    """
    before = _before(weeks)
    if before is None:
        return None
    moved = slopes(before, week_means(before), by_weeks=BLOCK_WEEKS)
    return compare(moved, before.treated)


def leads(weeks: ShopWeeks) -> list[Lead]:
    """Differences in blocks of weeks before, as against the last block. None of them is an effect.

    Blocks in which too few shops were measured are left out.
    """
    found = []
    for last in range(-BLOCK_WEEKS - 1, int(weeks.weeks.min()) + BLOCK_WEEKS - 2, -BLOCK_WEEKS):
        first = last - BLOCK_WEEKS + 1
        block = (weeks.weeks >= first) & (weeks.weeks <= last)
        near = (weeks.weeks < 0) & (weeks.weeks >= -BLOCK_WEEKS)
        effect = _between(weeks.columns(block | near, start=-BLOCK_WEEKS))
        if effect is not None:
            # It is asked how far off the block lies, not how the last weeks differ from it.
            found.append(Lead(first, last, Difference(-effect.value, -effect.high, -effect.low)))
    return found[::-1]


def placebos(weeks: ShopWeeks) -> list[Placebo]:
    """Effects at dates before the change, from what was measured before it only."""
    first = int(weeks.weeks.min())
    dates = range(first + LEAST_WEEKS_BEFORE, -LEAST_WEEKS_AFTER + 1)
    if not dates:
        return []
    step = max(1, -(-len(dates) // _MOST_PLACEBOS))
    found = []
    for week in list(dates)[::-step][::-1]:
        effect = _between(weeks.columns(weeks.weeks < 0, start=week))
        if effect is not None:
            found.append(Placebo(week, effect))
    return found


def week_by_week(weeks: ShopWeeks) -> tuple[list[WeekMean], list[WeekMean]]:
    """What the picture shows: means of treated shops and of the others, week by week.

    Each shop is first put on the level of its side before the change; so a week in which a large
    shop is missing does not look like a fall. Intervals are of the shops' scatter about the mean.
    """
    return _means(weeks.rows(weeks.treated)), _means(weeks.rows(weeks.control))


def _means(side: ShopWeeks) -> list[WeekMean]:
    before = np.where(side.after, np.nan, side.values)
    own = np.nanmean(before, axis=1, keepdims=True)
    usual = float(own.mean())
    found = []
    for column, week in enumerate(side.weeks):
        values = (side.values[:, column] - own[:, 0])[~np.isnan(side.values[:, column])]
        if not len(values):
            continue
        mean = usual + float(values.mean())
        reach = 0.0
        if len(values) > 1:
            quantile = student_quantile(0.975, len(values) - 1)
            reach = quantile * float(values.std(ddof=1)) / sqrt(len(values))
        found.append(WeekMean(int(week), mean, mean - reach, mean + reach))
    return found


def _before(weeks: ShopWeeks) -> ShopWeeks | None:
    before = weeks.columns(weeks.weeks < 0)
    counts = (~np.isnan(before.values)).sum(axis=1)
    kept = before.rows(np.asarray(counts >= LEAST_WEEKS_BEFORE))
    return kept if can_tell(int(kept.treated.sum()), int(kept.control.sum())) else None


def _between(weeks: ShopWeeks) -> Difference | None:
    """The effect of a change that was not made. None: too few shops were measured around it."""
    seen = ~np.isnan(weeks.values)
    both = np.asarray(seen[:, weeks.after].any(axis=1) & seen[:, ~weeks.after].any(axis=1))
    kept = weeks.rows(both)
    if not can_tell(int(kept.treated.sum()), int(kept.control.sum())):
        return None
    return compare(changes(kept, week_means(kept)), kept.treated)
