"""Excel files: the only importer of xlsxwriter. A sheet of numbers, and one that explains them."""

import io
from datetime import date
from typing import Any, Final

import xlsxwriter

from hub.web.exports.about import About
from hub.web.exports.flat import Holds, Plain, plain_columns, plain_rows
from hub.web.tables import Table

_FORMATS: Final[dict[Holds, str]] = {
    "text": "@",
    "day": "yyyy-mm-dd",
    "whole": "#,##0",
    "decimal": "0.0",
    "money": "#,##0.00",
    "percent": "0.0%",
}
_WIDEST: Final = 40
_MOST_TEXT: Final = 32_767
"""Characters in a cell, by the file format."""


def workbook_bytes(table: Table, about: About) -> bytes:
    """The table as typed cells. Text is always text: never a formula, a link or a number."""
    made = io.BytesIO()
    # Rows go to a file at once: a table of any length takes the memory of one row.
    book = xlsxwriter.Workbook(made, {"constant_memory": True})
    _data(book, table)
    _about(book, about)
    book.close()
    return made.getvalue()


def _data(book: Any, table: Table) -> None:
    sheet = book.add_worksheet("Data")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    columns = plain_columns(table)
    formats = [book.add_format({"num_format": _FORMATS[column.holds]}) for column in columns]
    for number, column in enumerate(columns):
        sheet.set_column(number, number, min(_WIDEST, max(12, len(column.title))))
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.title, head)
    count = 0
    for count, row in enumerate(plain_rows(table), 1):
        for number, value in enumerate(row):
            _write(sheet, count, number, value, columns[number].holds, formats[number])
    if count:
        sheet.autofilter(0, 0, count, len(columns) - 1)


def _write(sheet: Any, row: int, column: int, value: Plain, holds: Holds, style: Any) -> None:
    if value is None:
        return
    if not isinstance(value, str):
        sheet.write_number(row, column, value, style)
    elif holds == "day" and (day := _day(value)) is not None:
        sheet.write_datetime(row, column, day, style)
    else:
        sheet.write_string(row, column, value[:_MOST_TEXT], style)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _about(book: Any, about: About) -> None:
    sheet = book.add_worksheet("About")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for row, (name, text) in enumerate(about):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, text[:_MOST_TEXT], wrapped)
