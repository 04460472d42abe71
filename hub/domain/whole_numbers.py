"""Whole numbers that come as text: typed into a form, in an address, in a header."""

from typing import Final

GREATEST: Final = 2**63 - 1
"""That a store takes: SQLite's driver fails on more."""


def whole_number(text: str, most: int) -> int | None:
    """A number without a sign, in ASCII digits. None: the text is none, or says more than `most`.

    Its length is looked at first: Python refuses to read thousands of digits, with an exception.
    """
    digits = text.lstrip("0")
    if not (text.isascii() and text.isdigit()) or len(digits) > len(str(most)):
        return None
    number = int(digits or "0")
    return number if number <= most else None
