"""A table as plain columns: one value in each cell, whatever stood together on the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Final, Literal

from hub.domain.difference import Difference
from hub.domain.dwell import Between
from hub.domain.expression_shares import Measured
from hub.domain.intervals import Proportion
from hub.domain.score import Estimate
from hub.web.tables import Amount, Cell, Column, Faint, Kind, Table
from hub.words import gettext as _

Plain = str | float | None
Holds = Literal["text", "day", "whole", "decimal", "money", "percent"]
"""What every cell of a plain column is, where it is not empty."""

_HOLDS: Final[dict[Kind, Holds]] = {
    "text": "text",
    "day": "day",
    "count": "whole",
    "decimal": "decimal",
    "money": "money",
    "percent": "percent",
    "chance": "percent",
    "share": "percent",
    "change": "percent",
    "index": "decimal",
    "seconds": "decimal",
    "between": "whole",
}


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A column of the file. Of `percent` the values are shares, 0 to 1."""

    title: str
    holds: Holds


def plain_columns(table: Table) -> list[PlainColumn]:
    """The columns of the file: three for one with an interval, two for a span of time."""
    return [
        PlainColumn(title, _HOLDS[column.kind])
        for column in table.columns
        for title in _titles(column)
    ]


def plain_rows(table: Table) -> Iterator[list[Plain]]:
    """The rows, as wide as `plain_columns`. What is not a number is empty."""
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        yield [_finite(one) for cell, column in cells for one in _values(cell, column.kind)]


def _titles(column: Column) -> list[str]:
    if column.kind in {"share", "change", "index"}:
        return [
            column.name,
            _("%(name)s (low)", name=column.name),
            _("%(name)s (high)", name=column.name),
        ]
    if column.kind == "between":
        return [_("%(name)s (over s)", name=column.name), _("%(name)s (up to s)", name=column.name)]
    return [_("%(name)s (s)", name=column.name) if column.kind == "seconds" else column.name]


def _values(cell: Cell, kind: Kind) -> list[Plain]:
    if isinstance(cell, Faint):
        return _values(cell.value, kind)
    if isinstance(cell, Estimate | Proportion | Measured | Difference):
        return [cell.value, cell.low, cell.high]
    if isinstance(cell, Amount):
        return [round(cell.value, cell.digits)]
    if isinstance(cell, Between):
        return [cell.low_seconds, cell.high_seconds]
    if cell is None:
        return [None] * len(_titles(Column("", kind)))
    return [cell]


def _finite(value: Plain) -> Plain:
    return None if isinstance(value, float) and not isfinite(value) else value
