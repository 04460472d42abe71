"""A month's cards as a table: a shop a row, a part a column."""

from collections.abc import Sequence

from hub.domain.bonus import Card, Earned
from hub.domain.score import Estimate
from hub.figures.bonus import ShopCard
from hub.store.bonus import BonusCard
from hub.web.tables import Cell, Column, Table
from hub.words import gettext as _

_WHOLE = 100


def as_estimate(one: Card | Earned) -> Estimate:
    """Earned percent as pages write shares; too little to judge by while a part is missing."""
    return Estimate(
        None if one.value is None else one.value / _WHOLE,
        one.low / _WHOLE,
        one.high / _WHOLE,
        0,
        one.value is None,
    )


def shops(card: BonusCard, found: Sequence[ShopCard]) -> Table:
    """All shops' cards."""
    parts = [
        Column(_("%(part)s (of %(weight)s%%)", part=part.name, weight=part.weight_percent), "share")
        for part in card.parts
    ]
    columns = [Column(_("Shop")), Column(_("Earned"), "share"), *parts]
    rows: list[tuple[Cell, ...]] = [
        (one.site_name, as_estimate(one.card), *(as_estimate(part) for part in one.card.parts))
        for one in found
    ]
    return Table(card.name, columns, rows)
