"""A sales file as it comes from a spreadsheet, read line by line."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO, Final

from hub.domain.sales_file import MOST_FAULTS_SHOWN, Checked, check
from hub.domain.sales_lines import Fault, Shop, heading
from hub.domain.text import text, texts
from hub.errors import HubError

MAX_FILE_BYTES: Final = 16 * 1024 * 1024
"""About 400,000 lines: the hours of a hundred shops over a year."""
_DELIMITERS: Final = (";", "\t", ",")
_LONGEST_CELL: Final = 200
"""No shop, day or amount is longer; a quote that is never closed would make one of the rest."""


class SalesRefusedError(HubError, ValueError):
    """A file that cannot be taken; nothing of it was. `faults` are its first wrong lines."""

    def __init__(self, message: str, faults: list[Fault] | None = None, count: int = 0) -> None:
        super().__init__(message)
        self.faults = faults or []
        self.count = count


def read_file(stream: IO[bytes], shops: Mapping[str, Shop]) -> Checked:
    """Read a file to its end.

    Args:
        stream: CSV in UTF-8 with commas, semicolons or tabs; closed by its owner.
        shops: by code, those that sales may be of.

    Raises:
        SalesRefusedError: with every fault that was found, or the first ones of many.
    """
    raw = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        checked = _check(raw, shops)
    except UnicodeDecodeError as error:
        raise SalesRefusedError(
            text("This is no text in UTF-8: save it as \u201cCSV UTF-8\u201d and try again.")
        ) from error
    except csv.Error as error:
        raise SalesRefusedError(
            text("This is no table of commas, semicolons or tabs (%(why)s).", why=error)
        ) from error
    finally:
        raw.detach()
    return accept(checked)


def accept(checked: Checked) -> Checked:
    """What was checked, if all of it is right.

    Raises:
        SalesRefusedError: there are faults, or no lines.
    """
    if checked.fault_count:
        raise SalesRefusedError(
            texts(
                "%(num)s line has a fault. Nothing was taken.",
                "%(num)s lines have faults. Nothing was taken.",
                checked.fault_count,
            ),
            checked.faults[:MOST_FAULTS_SHOWN],
            checked.fault_count,
        )
    if not checked.sales:
        raise SalesRefusedError(text("There are no sales in it. Nothing was changed."))
    return checked


def _check(raw: io.TextIOWrapper, shops: Mapping[str, Shop]) -> Checked:
    first = raw.readline(4096)
    # The heading's names hold none of these, so whichever is there parts them.
    delimiter = next((mark for mark in _DELIMITERS if mark in first), ",")
    cells = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    try:
        names = heading(cells)
    except ValueError as error:
        raise SalesRefusedError(error.args[0]) from None
    return check(names, _lines(raw, delimiter), shops)


def _lines(raw: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_without_nul(raw), delimiter=delimiter, strict=True)
    for cells in reader:
        if any(len(cell) > _LONGEST_CELL for cell in cells):
            raise csv.Error(f"line {reader.line_num + 1} has a cell of many lines or characters")
        if any(cells):
            yield reader.line_num + 1, cells


def _without_nul(raw: io.TextIOWrapper) -> Iterator[str]:
    # Python 3.11 and later take a NUL for text; nothing that people write holds one.
    for number, line in enumerate(raw, start=2):
        if "\0" in line:
            raise csv.Error(f"line {number} holds what no text does")
        yield line
