"""A table of shops and weeks: what is compared where something was changed in some shops.

Weeks are counted from the day of the change: week 0 is the first seven days with it, week -1 the
last seven without.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

LEAST_WEEKS_BEFORE: Final = 4
LEAST_WEEKS_AFTER: Final = 2


@dataclass(frozen=True, slots=True)
class ShopWeeks:
    """A row for each shop, a column for each week; NaN and weight 0: nothing was measured."""

    shops: tuple[int, ...]
    """Numbers of the shops."""
    treated: Truths
    weeks: NDArray[np.int64]
    values: Floats
    weights: Floats
    """How much each value is worth, of any scale; see `steadied`."""

    @property
    def after(self) -> Truths:
        """Weeks with the change."""
        return np.asarray(self.weeks >= 0)

    @property
    def control(self) -> Truths:
        """Shops without it."""
        return ~self.treated

    def rows(self, wanted: Truths) -> "ShopWeeks":
        """Some shops of it."""
        shops = tuple(shop for shop, keep in zip(self.shops, wanted, strict=True) if keep)
        return ShopWeeks(
            shops, self.treated[wanted], self.weeks, self.values[wanted], self.weights[wanted]
        )

    def columns(self, wanted: Truths, *, start: int = 0) -> "ShopWeeks":
        """Some weeks of it, counted from another start."""
        return ShopWeeks(
            self.shops,
            self.treated,
            self.weeks[wanted] - start,
            self.values[:, wanted],
            self.weights[:, wanted],
        )


def table(
    treated: Sequence[int], control: Sequence[int], weeks: Sequence[int], cells: "Cells"
) -> ShopWeeks:
    """Put measured values into a table.

    Args:
        treated: numbers of shops with the change.
        control: of those without.
        weeks: which, in order.
        cells: value and number of people behind it, by shop and week.
    """
    shops = (*treated, *control)
    values = np.full((len(shops), len(weeks)), np.nan)
    people = np.zeros((len(shops), len(weeks)))
    places = {week: place for place, week in enumerate(weeks)}
    for row, shop in enumerate(shops):
        for week, (value, number) in cells.get(shop, {}).items():
            if week in places and number > 0:
                values[row, places[week]], people[row, places[week]] = value, number
    is_treated = np.arange(len(shops)) < len(treated)
    return ShopWeeks(shops, is_treated, np.array(weeks, dtype=np.int64), values, steadied(people))


Cells = dict[int, dict[int, tuple[float, float]]]
"""By shop and week: a value, and how many people it is the mean of."""


def steadied(people: Floats) -> Floats:
    """Weights of means over so many people.

    A week differs from the next by chance, which shrinks with people, and for reasons of its own,
    which do not. Both are taken to be alike at the middle number of people: `n / (n + middle)`, the
    weights of a random-effects mean. So no large shop outvotes all others.
    """
    seen = people[people > 0]
    middle = float(np.median(seen)) if len(seen) else 1.0
    return np.asarray(people / (people + middle))


def measured(weeks: ShopWeeks) -> ShopWeeks:
    """Those shops that were measured in enough weeks before, and after if any are there."""
    seen = ~np.isnan(weeks.values)
    enough = seen[:, ~weeks.after].sum(axis=1) >= LEAST_WEEKS_BEFORE
    if weeks.after.any():
        enough &= seen[:, weeks.after].sum(axis=1) >= min(LEAST_WEEKS_AFTER, int(weeks.after.sum()))
    return weeks.rows(enough)


def changes(weeks: ShopWeeks, week_effects: Floats | None = None) -> Floats:
    """How much each shop changed: its mean after, less its mean before.

    Args:
        weeks: shops that were measured on both sides.
        week_effects: what to take off each week's values first; so that a shop which lacks a week
            is not compared over other weeks than the rest.
    """
    values = weeks.values - (0.0 if week_effects is None else week_effects)
    return _mean(values, weeks.weights, weeks.after) - _mean(values, weeks.weights, ~weeks.after)


def slopes(weeks: ShopWeeks, week_effects: Floats, *, by_weeks: int) -> Floats:
    """How much each shop moved in so many weeks, by a straight line through all its weeks."""
    values = np.nan_to_num(weeks.values - week_effects)
    weights = np.where(np.isnan(weeks.values), 0.0, weeks.weights)
    total = weights.sum(axis=1, keepdims=True)
    off = weeks.weeks - (weights * weeks.weeks).sum(axis=1, keepdims=True) / total
    return np.asarray((weights * off * values).sum(axis=1) / (weights * off**2).sum(axis=1)) * (
        by_weeks
    )


def week_means(weeks: ShopWeeks) -> Floats:
    """The mean of each week over the shops without the change, each taken off its own mean."""
    control = weeks.rows(weeks.control)
    own = _mean(control.values, control.weights, np.ones(len(control.weeks), dtype=bool))
    off = control.values - own[:, None]
    weights = np.where(np.isnan(off), 0.0, control.weights)
    total = weights.sum(axis=0)
    sums = (weights * np.nan_to_num(off)).sum(axis=0)
    return np.asarray(np.divide(sums, total, out=np.zeros(len(total)), where=total > 0))


def _mean(values: Floats, weights: Floats, wanted: Truths) -> Floats:
    chosen, weight = values[:, wanted], weights[:, wanted]
    weight = np.where(np.isnan(chosen), 0.0, weight)
    total = weight.sum(axis=1)
    sums = (weight * np.nan_to_num(chosen)).sum(axis=1)
    return np.asarray(np.divide(sums, total, out=np.full(len(total), np.nan), where=total > 0))
