"""Sums of devices over any span: of whole months from their sums, of other days from the days'.

What each shop tells is kept, and read again when it changed (`hub.store.folded`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select, union_all

from hub.domain.blocks import Level, Reach, cover
from hub.domain.periods import Slice, days
from hub.store import finished, row_folds
from hub.store.among import among
from hub.store.finished import Days
from hub.store.folded import Source, folded
from hub.store.once import once
from hub.store.row_folds import Row
from hub.store.schema import devices


class Stream(NamedTuple):
    """The two tables of one stream, and what of them is asked for."""

    day: Table
    month: Table
    keys: Sequence[str]
    """Rows of the same values here are added up."""
    numbers: Sequence[str]
    greatest: str = ""
    """One of the numbers that is no sum."""


class _Asked(NamedTuple):
    stream: Stream
    keys: tuple[str, ...]
    only: tuple[tuple[str, str], ...]
    device_id: int | None = None

    @property
    def name(self) -> str:
        return f"{self.stream.day.name} by {self.keys} of {self.only}"

    @property
    def greatest(self) -> int | None:
        """The place of the number that is no sum."""
        stream = self.stream
        return stream.numbers.index(stream.greatest) if stream.greatest else None


def by_key(
    conn: Connection, stream: Stream, one: Slice, *, device_id: int | None = None, **only: str
) -> list[Row]:
    """Rows of the stream's keys and numbers, in the order of the keys.

    Args:
        conn: the store.
        stream: what to add up.
        one: whose, and when.
        device_id: one device; None: all of these shops.
        **only: columns that must have a value.
    """
    asked = _Asked(stream, tuple(stream.keys), tuple(only.items()), device_id)
    return once(conn, (asked.name, device_id, one), lambda: _by_key(conn, asked, one))


def by_month(
    conn: Connection, stream: Stream, one: Slice, *, device_id: int | None = None, **only: str
) -> list[Row]:
    """The same by month, which comes first as `2026-03`; the stream's keys without `device_id`.

    Of streams of sums only.
    """
    keys = ("month", *(key for key in stream.keys if key != "device_id"))
    asked = _Asked(stream, keys, tuple(only.items()), device_id)
    if device_id is not None:
        return row_folds.added(_over(conn, asked, one, _days(one)), len(asked.keys), asked.greatest)
    return folded(conn, _source(conn, asked), one, row_folds.summed(len(keys))).rows


def _by_key(conn: Connection, asked: _Asked, one: Slice) -> list[Row]:
    if asked.device_id is not None:
        return row_folds.added(_over(conn, asked, one, _days(one)), len(asked.keys), asked.greatest)
    fold = row_folds.side_by_side(len(asked.keys), asked.greatest)
    return folded(conn, _source(conn, asked), one, fold).rows


def _source(conn: Connection, asked: _Asked) -> Source:
    read = partial(_read, conn, asked)
    return Source(asked.name, partial(read, are_stale=False), partial(read, are_stale=True))


def _read(
    conn: Connection, asked: _Asked, one: Slice, _: Days, *, are_stale: bool
) -> Mapping[int, bytes]:
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    by_site = asked._replace(keys=("site_id", *asked.keys))
    for shops, when in finished.by_staleness(conn, one, are_stale=are_stale):
        for site_id, *row in _over(conn, by_site, shops, when):
            rows[site_id].append(tuple(row))
    return {site_id: row_folds.packed(found) for site_id, found in rows.items()}


def _days(one: Slice) -> list[str]:
    return days(one.span.first_day, one.span.last_day)


def _over(conn: Connection, asked: _Asked, one: Slice, when: Sequence[str]) -> list[Row]:
    """Sums over some days, in order, of shops."""
    runs = finished.runs(when)
    reaches = [reach for run in runs for reach in cover(run[0], run[-1], Level.MONTH)]
    if not reaches:
        return []
    parts = _parts(conn, asked, one, reaches)
    every = (parts[0] if len(parts) == 1 else union_all(*parts)).subquery()
    key = [every.c[name] for name in asked.keys]
    numbers = [
        func.max(every.c[name]) if name == asked.stream.greatest else func.sum(every.c[name])
        for name in asked.stream.numbers
    ]
    count = len(key)
    return [
        # PostgreSQL sums up whole numbers as Decimal.
        (*row[:count], *map(int, row[count:]))
        for row in conn.execute(select(*key, *numbers).group_by(*key))
    ]


def _parts(
    conn: Connection, asked: _Asked, one: Slice, reaches: Sequence[Reach]
) -> list[Select[*tuple[Any, ...]]]:
    parts = []
    for table, level in ((asked.stream.day, Level.DAY), (asked.stream.month, Level.MONTH)):
        within = [_within(table, reach) for reach in reaches if reach.level == level]
        if not within:
            continue
        columns = [_key(table, key) for key in asked.keys]
        columns += [table.c[name] for name in asked.stream.numbers]
        query = (
            select(*columns)
            .join_from(devices, table, table.c.device_id == devices.c.id)
            .where(among(conn, devices.c.site_id, one.site_ids), or_(*within))
            .where(*(table.c[name] == value for name, value in asked.only))
        )
        if asked.device_id is not None:
            query = query.where(devices.c.id == asked.device_id)
        parts.append(query)
    return parts


def _within(table: Table, reach: Reach) -> ColumnElement[bool]:
    key = table.c.month if reach.level == Level.MONTH else table.c.day
    return and_(key >= reach.first, key <= reach.last)


def _key(table: Table, name: str) -> ColumnElement[Any]:
    if name == "site_id":
        return devices.c.site_id
    if name == "month" and "month" not in table.c:
        return func.substr(table.c.day, 1, 7).label("month")
    return table.c[name]
