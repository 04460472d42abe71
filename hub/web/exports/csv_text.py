"""CSV: UTF-8 with a mark that spreadsheets need, shares as 0 to 1."""

import csv
import io
from typing import Final

from hub.web.exports.about import About
from hub.web.exports.flat import Plain, plain_columns, plain_rows
from hub.web.tables import Table

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(table: Table, _about: About) -> bytes:
    """The table alone: what it is about has no place in CSV, but in the file's name."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_harmless(column.title) for column in plain_columns(table)])
    writer.writerows([_harmless(value) for value in row] for row in plain_rows(table))
    return ("\ufeff" + text.getvalue()).encode()


def _harmless(value: Plain) -> Plain:
    """Keep a spreadsheet from running a name as a formula (OWASP, CSV injection)."""
    risky = isinstance(value, str) and value.startswith(_FORMULA_STARTS)
    return f"'{value}" if risky else value
