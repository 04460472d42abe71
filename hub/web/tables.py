"""One table for the eye and for the spreadsheet: what is behind each chart."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask import Response

from hub.domain.score import Estimate

Kind = Literal["text", "day", "count", "decimal", "percent", "share", "index"]
Cell = str | float | Estimate | None

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `share` and `index` hold an `Estimate`, `percent` a share without an interval."""

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

    A cell with an interval becomes three columns.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([title for column in table.columns for title in _titles(column)])
    for row in table.rows:
        writer.writerow([value for cell in row for value in _values(cell)])
    return Response(
        "\ufeff" + text.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _titles(column: Column) -> list[str]:
    if column.kind in {"share", "index"}:
        return [column.name, f"{column.name} (low)", f"{column.name} (high)"]
    return [column.name]


def _values(cell: Cell) -> list[str | float | None]:
    if isinstance(cell, Estimate):
        return [cell.value, cell.low, cell.high]
    return [_harmless(cell) if isinstance(cell, str) else cell]


def _harmless(text: str) -> str:
    """Keep a spreadsheet from running a name as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
