"""What tills took. A line that is there already changes nothing; a new one replaces the old."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, desc, insert, select

from hub.domain.sales_lines import Sale
from hub.store import upsert
from hub.store.schema import SALES_FACTS, sales_day, sales_hour, sales_import
from hub.store.sold_days import mark_sold

Money = tuple[int, int | None, str | None]
"""Transactions, turnover, currency: as in `Sale`."""
_TAKEN: Final = ("transactions", "turnover", "currency")


class Taken(NamedTuple):
    """How many lines said what was not known, what was known otherwise, and what was known."""

    added: int
    replaced: int
    same: int


class SalesImport(NamedTuple):
    """A file, or a program's message, that changed something."""

    at_ms: int
    who: str
    way: str
    name: str
    first_day: str
    last_day: str
    shops: int
    lines: int
    added: int
    replaced: int
    same: int


class _Known(NamedTuple):
    """What is stored of one shop."""

    hours: dict[tuple[str, int], Money]
    totals: dict[str, Money]
    """Days of which only the total is known."""
    by_hour: set[str]


def take(conn: Connection, sales: Iterable[Sale]) -> Taken:
    """Store sales. A day's total replaces its hours, and hours replace their day's total.

    Args:
        conn: in a write transaction.
        sales: no hour or day twice, no day both as total and by hours.
    """
    of_site: defaultdict[int, list[Sale]] = defaultdict(list)
    for sale in sales:
        of_site[sale.site_id].append(sale)
    parts = [_take_site(conn, site_id, found) for site_id, found in sorted(of_site.items())]
    return Taken(*(sum(column) for column in zip(*parts, strict=True))) if parts else Taken(0, 0, 0)


def note_import(conn: Connection, what: SalesImport) -> None:
    """Keep what was imported when, and by whom."""
    conn.execute(insert(sales_import).values(what._asdict()))


def newest_imports(conn: Connection, *, most: int) -> list[SalesImport]:
    """The newest first."""
    names = ("at_ms", "who", "way", "name", "first_day", "last_day", *SALES_FACTS)
    query = select(*(sales_import.c[name] for name in names))
    return [
        SalesImport(*row)
        for row in conn.execute(query.order_by(desc(sales_import.c.id)).limit(most))
    ]


def _take_site(conn: Connection, site_id: int, sales: Sequence[Sale]) -> Taken:
    known = _known(conn, site_id, sales)
    fresh, added, same = [], 0, 0
    for sale in sales:
        before = _before(known, sale)
        if before == (sale.transactions, sale.turnover, sale.currency):
            same += 1
            continue
        added += before is None
        fresh.append(sale)
    if fresh:
        _store(conn, site_id, fresh, known)
    return Taken(added, len(fresh) - added, same)


def _known(conn: Connection, site_id: int, sales: Sequence[Sale]) -> _Known:
    first, last = min(one.day for one in sales), max(one.day for one in sales)
    hour, day = sales_hour.c, sales_day.c
    hours = conn.execute(
        select(hour.day, hour.hour, *(hour[name] for name in _TAKEN)).where(
            hour.site_id == site_id, hour.day.between(first, last)
        )
    )
    found = _Known({(row[0], row[1]): tuple(row[2:]) for row in hours}, {}, set())
    days = conn.execute(
        select(day.day, day.by_hour, *(day[name] for name in _TAKEN)).where(
            day.site_id == site_id, day.day.between(first, last)
        )
    )
    for name, by_hour, *taken in days:
        if by_hour:
            found.by_hour.add(name)
        else:
            found.totals[name] = (taken[0], taken[1], taken[2])
    return found


def _before(known: _Known, sale: Sale) -> Money | tuple[()] | None:
    """What is stored in its place. Empty: the same day, told in the other way."""
    if sale.hour is None:
        return known.totals.get(sale.day, () if sale.day in known.by_hour else None)
    return known.hours.get((sale.day, sale.hour), () if sale.day in known.totals else None)


def _store(conn: Connection, site_id: int, fresh: Sequence[Sale], known: _Known) -> None:
    hours = {(one.day, one.hour): _money(one) for one in fresh if one.hour is not None}
    totals = {one.day: _money(one) for one in fresh if one.hour is None}
    gone = [key for key in known.hours if key[0] in totals or key in hours]
    stale = {day for day, _ in hours} | totals.keys()
    _delete(conn, sales_hour, [{"k_day": day, "k_hour": hour} for day, hour in gone], site_id)
    _delete(conn, sales_day, [{"k_day": day} for day in stale], site_id)
    upsert.append(
        conn, sales_hour, [(site_id, day, hour, *taken) for (day, hour), taken in hours.items()]
    )
    kept = {key: taken for key, taken in known.hours.items() if key[0] not in totals}
    sums = _sums({**kept, **hours})
    days = [(site_id, day, *taken, False) for day, taken in totals.items()]
    days += [(site_id, day, *sums[day], True) for day in stale - totals.keys()]
    upsert.append(conn, sales_day, days)
    mark_sold(conn, site_id, stale)


def _delete(conn: Connection, table: Any, keys: list[dict[str, Any]], site_id: int) -> None:
    if keys:
        named = [table.c[name.removeprefix("k_")] == bindparam(name) for name in keys[0]]
        conn.execute(delete(table).where(table.c.site_id == site_id, *named), keys)


def _sums(hours: dict[tuple[str, int], Money]) -> dict[str, Money]:
    """Days added up. Their money is told only where all hours tell it in one currency."""
    of_day: defaultdict[str, list[Money]] = defaultdict(list)
    for (day, _), taken in hours.items():
        of_day[day].append(taken)
    return {day: _sum(parts) for day, parts in of_day.items()}


def _sum(parts: Sequence[Money]) -> Money:
    transactions = sum(one[0] for one in parts)
    currencies = {one[2] for one in parts}
    amounts = [one[1] for one in parts if one[1] is not None]
    if len(currencies) > 1 or len(amounts) < len(parts):
        return transactions, None, None
    return transactions, sum(amounts), currencies.pop()


def _money(sale: Sale) -> Money:
    return sale.transactions, sale.turnover, sale.currency
