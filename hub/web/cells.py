"""Rows of tables as HTML. A page may have six thousand cells: a template takes too long for them.

What is made of numbers only is not escaped; whatever somebody wrote is.
"""

from collections.abc import Callable
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup, escape

from hub.domain.difference import Difference
from hub.domain.expression_shares import Measured
from hub.domain.intervals import Proportion
from hub.domain.score import Estimate
from hub.web.tables import Amount, Faint, Kind, Table
from hub.words import gettext as _
from hub.words import say
from hub.words.figures import (
    between,
    chance,
    change,
    change_range,
    decimal,
    duration,
    number,
    percent,
    percent_range,
    points,
    points_range,
    share,
    short_day,
)

_DASH: Final = "\N{EN DASH}"
_NOTHING: Final = f'<td class="n">{_DASH}</td>'


def add_to(jinja: Environment) -> None:
    """Give the templates `table_rows`."""
    jinja.filters["table_rows"] = table_rows


def table_rows(table: Table) -> Markup:
    """The rows of a table, each as `tr`; a day in the first column is its row's head."""
    kinds = [column.kind for column in table.columns]
    writers = [_WRITERS[kind] for kind in kinds]
    if kinds and kinds[0] == "day":
        writers[0] = _head
    rows = []
    for row in table.rows:
        cells = [
            _faint(value, kind) if isinstance(value, Faint) else write(value)
            for value, kind, write in zip(row, kinds, writers, strict=True)
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return Markup("\n".join(rows))  # noqa: S704 - the writers escape


def _faint(cell: Faint, kind: Kind) -> str:
    value: Any = cell.value
    written = between(value) if kind == "between" else duration(value)
    return f'<td class="n few">{written}<span class="unseen">{_why_grey()}</span></td>'


def _why_grey() -> str:
    return ", " + _("too few to judge")


def _of(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: f'<td class="n">{write(value)}</td>'


def _share(value: Estimate | Proportion | Measured | None) -> str:
    if value is None:
        return _NOTHING
    if value.low is None:
        note = _("uncorrected")
        return f'<td class="n">{percent(value.value)} <span class="note">{note}</span></td>'
    few = value.too_few
    words = _why_grey() if few else ""
    note = f' <span class="note">{percent_range(value)}{words}</span>'
    return f'<td class="{_n(few)}">{share(value)}{"" if value.value is None else note}</td>'


def _change(value: Difference | None) -> str:
    if value is None:
        return _NOTHING
    note = f'<span class="note">{change_range(value)}</span>'
    return f'<td class="{_n(not value.clear)}">{change(value)} {note}</td>'


def _index(value: Estimate) -> str:
    note = "" if value.value is None else f' <span class="note">{points_range(value)}</span>'
    return f'<td class="{_n(value.too_few)}">{points(value.value)}{note}</td>'


def _money(value: Amount | None) -> str:
    return _NOTHING if value is None else f'<td class="n">{decimal(value.value, value.digits)}</td>'


def _n(few: bool) -> str:
    return "n few" if few else "n"


def _day(value: str | None) -> str:
    return f'<td class="nowrap">{_DASH if value is None else short_day(value)}</td>'


def _head(value: str) -> str:
    return f'<th scope="row">{short_day(value)}</th>'


def _text(value: object) -> str:
    return f'<td dir="auto">{_DASH if value is None else escape(say(value))}</td>'


_WRITERS: Final[dict[Kind, Callable[[Any], str]]] = {
    "text": _text,
    "day": _day,
    "count": _of(number),
    "decimal": _of(decimal),
    "money": _money,
    "percent": _of(lambda value: percent(value, 1)),
    "chance": _of(lambda value: escape(chance(value))),
    "share": _share,
    "change": _change,
    "index": _index,
    "seconds": _of(duration),
    "between": _of(between),
}
