"""Amounts of money as whole numbers of a currency's smallest unit: 12.50 EUR is 1250."""

import re
from typing import Final

from hub.domain.text import text

_USUAL_DIGITS: Final = 2
_NO_DIGITS: Final = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"}
    | {"RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_DIGITS: Final = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies whose digits after the point are not two: ISO 4217, list one."""
_MOST: Final = 10**15
_GROUPS: Final = re.compile(r"[\s'\u2019]")
_NUMBER: Final = re.compile(r"[-\u2212]?\d+(?:[.,]\d+)*\Z", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")


def digits_of(currency: str) -> int:
    """Digits after the point of a currency's smallest unit."""
    return 0 if currency in _NO_DIGITS else 3 if currency in _THREE_DIGITS else _USUAL_DIGITS


def check_currency(written: str) -> str:
    """A currency's code in capitals.

    Raises:
        ValueError: not three letters.
    """
    code = written.strip().upper()
    if not _CURRENCY.match(code):
        raise ValueError(
            text(
                "%(found)s is no currency; write its three letters, such as EUR",
                found=quoted(written),
            )
        )
    return code


def parse_amount(written: str, currency: str) -> int:
    """An amount in the smallest unit, from `1234.50`, `1234,50`, `1 234,50`, `1.234,50`.

    Args:
        written: as in a file; a leading minus is a refund.
        currency: decides how many digits may follow the point.

    Raises:
        ValueError: no number, too many digits, or one point that may be either kind; the text is
            for the person whose file it is.
    """
    bare = _GROUPS.sub("", written)
    if not _NUMBER.match(bare):
        raise ValueError(
            text("%(found)s is no amount; write it like 1234.50", found=quoted(written))
        )
    digits = digits_of(currency)
    whole, part = _split(bare, written, digits)
    if len(part.rstrip("0")) > digits:
        raise ValueError(
            text(
                "%(found)s has more digits after the point than %(currency)s has",
                found=quoted(written),
                currency=currency,
            )
        )
    sign = -1 if bare[0] in "-\u2212" else 1
    amount = int(whole.lstrip("-\u2212") + part[:digits].ljust(digits, "0"))
    if amount > _MOST:
        raise ValueError(text("%(found)s is more than a till can take", found=quoted(written)))
    return sign * amount


def quoted(found: str) -> str:
    """What stood in a cell, short enough for a sentence."""
    short = found if len(found) <= 40 else found[:39] + "\u2026"
    return f"\u201c{short}\u201d"


def _split(bare: str, written: str, digits: int) -> tuple[str, str]:
    """Whole part and decimals: the last mark parts them, unless it can only group thousands."""
    marks = [mark for mark in bare if mark in ".,"]
    if not marks:
        return bare, ""
    last = marks[-1]
    head, _, tail = bare.rpartition(last)
    grouped = len(tail) == 3 and head.lstrip("-\u2212") != "0"
    if marks.count(last) > 1 or (grouped and digits == 0):
        return _ungrouped(bare, last, written), ""
    if grouped and len(marks) == 1 and len(head.lstrip("-\u2212")) <= 3 and digits != len(tail):
        raise ValueError(
            text(
                "%(found)s may be thousands or decimals; write thousands without a mark",
                found=quoted(written),
            )
        )
    return _ungrouped(head, marks[0] if len(marks) > 1 else "", written), tail


def _ungrouped(number: str, mark: str, written: str) -> str:
    parts = number.split(mark) if mark else [number]
    if any(len(part) != 3 or not part.isdigit() for part in parts[1:]):
        raise ValueError(
            text("%(found)s is no amount; write it like 1234.50", found=quoted(written))
        )
    return "".join(parts)
