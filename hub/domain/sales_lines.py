"""What a line of a sales file says, or what is wrong with it.

A file is a table with these columns, in any order: `shop`, `day` and `transactions`; `hour` where
the till tells hours; `turnover` with `currency` where it tells money. Other columns are refused: a
column that is silently passed over may be the one that somebody trusted.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from hub.domain.money import check_currency, parse_amount, quoted
from hub.domain.text import text

COLUMNS: Final = ("shop", "day", "hour", "transactions", "turnover", "currency")
NEEDED: Final = ("shop", "day", "transactions")
MOST_TRANSACTIONS: Final = 1_000_000
_FIRST_DAY: Final = date(2020, 1, 1)  # hub.domain.calendar begins here
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z", re.ASCII)
_HOUR: Final = re.compile(r"(\d{1,2})(?::00(?::00)?)?\Z", re.ASCII)
_WHOLE: Final = re.compile(r"\d{1,9}\Z", re.ASCII)


class Shop(NamedTuple):
    """A shop that sales may be of, and what its clock shows now."""

    id: int
    today: str
    hour: int


class Sale(NamedTuple):
    """What a till took in an hour of the shop's clock (0 to 23), or on a whole day (None)."""

    site_id: int
    day: str
    hour: int | None
    transactions: int
    turnover: int | None
    """In the currency's smallest unit. None: the file tells no money."""
    currency: str | None


class Fault(NamedTuple):
    """What is wrong with a line, for the person whose file it is. The heading is line 1."""

    line: int
    text: str


def heading(cells: Sequence[str]) -> tuple[str, ...]:
    """The columns of a file, by their names.

    Raises:
        ValueError: columns that are missing, unknown or there twice; the text names them.
    """
    names = tuple(cell.strip().lower() for cell in cells)
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ValueError(
            text(
                "The first line must name the columns; it lacks %(missing)s.",
                missing=", ".join(missing),
            )
        )
    wrong = [name for name in names if name not in COLUMNS]
    if wrong:
        raise ValueError(
            text(
                "There are columns that no sales file has: %(names)s. Take them out.",
                names=", ".join(quoted(name) for name in wrong[:5]),
            )
        )
    if len(set(names)) < len(names):
        raise ValueError(text("A column is there twice. Take one out."))
    if ("turnover" in names) != ("currency" in names):
        raise ValueError(text("turnover and currency belong together: give both, or neither."))
    return names


def read_line(cells: Mapping[str, str], shops: Mapping[str, Shop]) -> Sale:
    """A line of a file.

    Args:
        cells: by column.
        shops: by code.

    Raises:
        ValueError: it cannot be right; the text is for the person whose file it is.
    """
    shop = shops.get(cells["shop"].strip())
    if shop is None:
        raise ValueError(text("there is no shop %(found)s", found=quoted(cells["shop"])))
    day = _day(cells["day"].strip())
    hour = _hour(cells.get("hour", "").strip())
    if day > shop.today or (day == shop.today and hour is not None and hour > shop.hour):
        raise ValueError(text("%(found)s lies in the future", found=_when(day, hour)))
    if day == shop.today and hour is None:
        raise ValueError(text("%(found)s is not over; give its hours, or wait", found=day))
    return Sale(shop.id, day, hour, _transactions(cells["transactions"].strip()), *_money(cells))


def _day(written: str) -> str:
    dotted = _DOTTED.match(written)
    try:
        day = (
            date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
            if dotted
            else date.fromisoformat(written)
        )
    except ValueError:
        raise ValueError(
            text("%(found)s is no day; write it as 2026-03-29", found=quoted(written))
        ) from None
    if day < _FIRST_DAY:
        raise ValueError(text("%(found)s is before %(first)s", found=day, first=_FIRST_DAY))
    return day.isoformat()


def _hour(written: str) -> int | None:
    if not written:
        return None
    found = _HOUR.match(written)
    if not found or int(found[1]) > 23:
        raise ValueError(
            text("%(found)s is no hour; write it as 14 or 14:00", found=quoted(written))
        )
    return int(found[1])


def _transactions(written: str) -> int:
    if not _WHOLE.match(written) or int(written) > MOST_TRANSACTIONS:
        raise ValueError(
            text(
                "%(found)s is no number of transactions; write a whole number up to %(most)s",
                found=quoted(written),
                most=MOST_TRANSACTIONS,
            )
        )
    return int(written)


def _money(cells: Mapping[str, str]) -> tuple[int | None, str | None]:
    turnover, currency = cells.get("turnover", "").strip(), cells.get("currency", "").strip()
    if not turnover:
        return None, None
    if not currency:
        raise ValueError(text("a turnover needs its currency, such as EUR"))
    code = check_currency(currency)
    return parse_amount(turnover, code), code


def _when(day: str, hour: int | None) -> str:
    return day if hour is None else f"{day} {hour:02d}:00"
