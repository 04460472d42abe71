"""What tills took, and how many visitors bought."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.domain.conversion import Both, conversion
from hub.domain.intervals import Proportion
from hub.domain.money import digits_of
from hub.domain.series import point_letters
from hub.figures.selection import Selection
from hub.store import sales_queries
from hub.store.sales_queries import DaySales

MOST_SHOP_DAYS: Final = 400
"""Beyond these, hours are not looked at: each is joined to its visitors by itself."""


@dataclass(frozen=True, slots=True)
class Basket:
    """What was paid in one currency, as amounts of its usual unit."""

    currency: str
    transactions: int
    turnover: float
    average: float | None
    """By transaction. None: there was none."""

    @property
    def digits(self) -> int:
        """How many the currency has after the point."""
        return digits_of(self.currency)


@dataclass(frozen=True, slots=True)
class DayConversion:
    """One local day (ISO date), or month (`2026-03`) where days are too many to show each.

    `visitors` and `conversion` are of shops and days that know both.
    """

    day: str
    transactions: int
    visitors: int | None
    conversion: Proportion | None


@dataclass(frozen=True, slots=True)
class HourConversion:
    """One hour of the shops' clocks, over the days shown; only what was sold by the hour."""

    hour: int
    transactions: int
    visitors: int
    conversion: Proportion | None


@dataclass(frozen=True, slots=True)
class Sales:
    """Everything about sales of the chosen shops and days."""

    first_day: str
    last_day: str
    transactions: int
    """All that were imported, also where nobody counted visitors."""
    visitors: int
    """Of shops and days with both."""
    conversion: Proportion | None
    """None: see `hub.domain.conversion`."""
    days: list[DayConversion]
    """Those with sales; months, for more than `hub.domain.series.MOST_DAYS_SHOWN`."""
    hours: list[HourConversion]
    """Empty where sales came as totals of days, or for more than `MOST_SHOP_DAYS`."""
    baskets: list[Basket]
    newest_day: str | None
    """The last day with sales of these shops, whatever days are shown. None: there is none."""


def sales(conn: Connection, chosen: Selection) -> Sales | None:
    """Sales of the chosen shops and days. None: these shops never sent any."""
    newest = sales_queries.newest_day(conn, chosen.site_ids)
    if newest is None:
        return None
    found = sales_queries.by_day(conn, chosen.slices)
    both: defaultdict[str, list[Both]] = defaultdict(list)
    for row in sales_queries.counted_by_day(conn, chosen.slices):
        both[row.day].append(row.both)
    days = {day: _added(parts) for day, parts in both.items()}
    return Sales(
        first_day=chosen.first_day,
        last_day=chosen.last_day,
        transactions=sum(row.transactions for row in found),
        visitors=sum(one.visitors for one in days.values()),
        conversion=conversion(list(days.values())),
        days=_days(found, days, chosen),
        hours=_hours(conn, chosen),
        baskets=_baskets(found),
        newest_day=newest,
    )


def _days(
    found: Iterable[DaySales], both: dict[str, Both], chosen: Selection
) -> list[DayConversion]:
    letters = point_letters(chosen.first_day, chosen.last_day)
    sold: defaultdict[str, int] = defaultdict(int)
    known: defaultdict[str, list[Both]] = defaultdict(list)
    for row in found:
        sold[row.day[:letters]] += row.transactions
    for day, one in both.items():
        known[day[:letters]].append(one)
    return [_day(*one, known.get(one[0], [])) for one in sorted(sold.items())]


def _day(day: str, transactions: int, parts: Sequence[Both]) -> DayConversion:
    visitors = sum(one.visitors for one in parts) if parts else None
    return DayConversion(day, transactions, visitors, conversion(parts))


def _hours(conn: Connection, chosen: Selection) -> list[HourConversion]:
    if chosen.shop_days > MOST_SHOP_DAYS:
        return []
    of_hour: defaultdict[int, defaultdict[str, list[Both]]] = defaultdict(lambda: defaultdict(list))
    for row in sales_queries.counted_by_hour(conn, chosen.slices):
        of_hour[row.hour][row.day].append(row.both)
    figures = []
    for hour, by_day in sorted(of_hour.items()):
        parts = [_added(one) for one in by_day.values()]
        figures.append(HourConversion(hour, *_added(parts), conversion(parts)))
    return figures


def _baskets(found: Iterable[DaySales]) -> list[Basket]:
    told: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in found:
        if row.currency is not None and row.turnover is not None:
            told[row.currency].append((row.transactions, row.turnover))
    return [_basket(currency, parts) for currency, parts in sorted(told.items())]


def _basket(currency: str, parts: Sequence[tuple[int, int]]) -> Basket:
    transactions = sum(one[0] for one in parts)
    turnover = sum(one[1] for one in parts) / 10 ** digits_of(currency)
    return Basket(
        currency, transactions, turnover, turnover / transactions if transactions else None
    )


def _added(parts: Iterable[Both]) -> Both:
    every = list(parts)
    return Both(sum(one.transactions for one in every), sum(one.visitors for one in every))
