"""The table and the scale of the Compare page."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Final, NamedTuple, TypeVar

from hub.figures.compare import Compare
from hub.web.tables import Column, Table
from hub.words import gettext as _

_STEP = 0.05
_Cell = TypeVar("_Cell")
_PLACES: Final = slice(2, 4)


class Scale(NamedTuple):
    """What the bars of all shops reach from and to, as shares."""

    low: float
    high: float

    def part(self, share: float) -> float:
        """Where a share lies on the scale, 0 to 1."""
        return (share - self.low) / (self.high - self.low)


def scale(figures: Compare) -> Scale:
    """A scale that all intervals fit on, in steps of five points."""
    ends = [shop.likely for shop in figures.shops]
    low = min((one.low for one in ends), default=0.0)
    high = max((one.high for one in ends), default=1.0)
    return Scale(
        max(0.0, round(floor(low / _STEP) * _STEP, 2)),
        min(1.0, round(ceil(high / _STEP) * _STEP, 2)),
    )


def shops(figures: Compare) -> Table:
    """All that is known of each shop."""
    return Table(
        _("Shops by likely share of happy presses"),
        [
            Column(_("Shop")),
            Column(_("Place"), "count"),
            Column(_("From place"), "count"),
            Column(_("To place"), "count"),
            Column(_("Presses"), "count"),
            Column(_("Happy, as pressed"), "share"),
            Column(_("Happy, likely"), "share"),
            Column(_("Best of all"), "chance"),
            Column(_("Index"), "index"),
            Column(_("Came in"), "count"),
            Column(_("Answered"), "share"),
            Column(_("More presses to tell from next"), "count"),
        ],
        [
            (
                shop.site_name,
                shop.place,
                shop.first_place,
                shop.last_place,
                shop.score.presses,
                shop.score.happy_share,
                shop.likely,
                shop.best,
                shop.score.index,
                shop.entered,
                shop.response,
                shop.more_presses,
            )
            for shop in figures.shops
        ],
    )


def beside(table: Table) -> Table:
    """The same without the places that a shop may have: the page has them in its order of shops."""
    return replace(
        table, columns=_without_places(table.columns), rows=list(map(_without_places, table.rows))
    )


def _without_places(cells: Sequence[_Cell]) -> list[_Cell]:
    return [*cells[: _PLACES.start], *cells[_PLACES.stop :]]
