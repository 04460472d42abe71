"""One table for the eye and for the spreadsheet: what is behind each chart."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask import Response

from hub.domain.dwell import Between
from hub.domain.expression_change import Difference
from hub.domain.expression_shares import Measured
from hub.domain.intervals import Proportion
from hub.domain.score import Estimate

Kind = Literal[
    "text",
    "day",
    "count",
    "decimal",
    "percent",
    "share",
    "change",
    "index",
    "seconds",
    "between",
]
Value = str | float | Estimate | Proportion | Measured | Difference | Between | None


@dataclass(frozen=True, slots=True)
class Faint:
    """A value from too few people to judge by: shown in grey. In a download it is as any other."""

    value: Value


Cell = Value | Faint

_WIDTHS: dict[Kind, int] = {"share": 3, "change": 3, "index": 3, "between": 2}
"""Columns of the download for one column of the page, where not one."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    `share` holds an `Estimate`, a `Proportion` or a `Measured`, `change` a `Difference` of shares,
    `index` an `Estimate`, `percent` a share without an interval, `seconds` a length of time, and
    `between` the span that one lies in.
    """

    name: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `caption` is what a screen reader says first."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def csv_file(table: Table, name: str) -> Response:
    """The table as a download: UTF-8 with a mark that spreadsheets need, shares as 0 to 1.

    A cell with an interval becomes three columns, one that is a span of time two.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([title for column in table.columns for title in _titles(column)])
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        writer.writerow([value for cell, column in cells for value in _values(cell, column.kind)])
    return Response(
        "\ufeff" + text.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _titles(column: Column) -> list[str]:
    if column.kind in {"share", "change", "index"}:
        return [column.name, f"{column.name} (low)", f"{column.name} (high)"]
    if column.kind == "between":
        return [f"{column.name} (over s)", f"{column.name} (up to s)"]
    return [f"{column.name} (s)" if column.kind == "seconds" else column.name]


def _values(cell: Cell, kind: Kind) -> list[str | float | None]:
    if isinstance(cell, Faint):
        return _values(cell.value, kind)
    if isinstance(cell, Estimate | Proportion | Measured | Difference):
        return [cell.value, cell.low, cell.high]
    if isinstance(cell, Between):
        return [cell.low_seconds, cell.high_seconds]
    if cell is None:
        return [None] * _WIDTHS.get(kind, 1)
    return [_harmless(cell) if isinstance(cell, str) else cell]


def _harmless(text: str) -> str:
    """Keep a spreadsheet from running a name as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
