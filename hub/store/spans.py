"""Sums of devices over any span: of whole months from their sums, of other days from the days'."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    func,
    or_,
    select,
    union_all,
)

from hub.domain.blocks import Level, Reach, cover
from hub.domain.periods import Slice
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


def by_key(
    conn: Connection, stream: Stream, one: Slice, *, device_id: int | None = None, **only: str
) -> list[Row[*tuple[Any, ...]]]:
    """Rows of the stream's keys and numbers, in the order of the keys.

    Args:
        conn: the store.
        stream: what to add up.
        one: whose, and when.
        device_id: one device; None: all of these shops.
        **only: columns that must have a value.
    """
    parts = _parts(stream, one, list(stream.keys), device_id, only)
    return _added(conn, stream, stream.keys, parts)


def by_month(
    conn: Connection, stream: Stream, one: Slice, *, device_id: int | None = None, **only: str
) -> list[Row[*tuple[Any, ...]]]:
    """The same by month, which comes first as `2026-03`; the stream's keys without `device_id`."""
    keys = [key for key in stream.keys if key != "device_id"]
    parts = _parts(stream, one, ["month", *keys], device_id, only)
    return _added(conn, stream, ["month", *keys], parts)


def _parts(
    stream: Stream, one: Slice, keys: Sequence[str], device_id: int | None, only: dict[str, str]
) -> list[Select[*tuple[Any, ...]]]:
    reaches = cover(one.span.first_day, one.span.last_day, Level.MONTH)
    parts = []
    for table, level in ((stream.day, Level.DAY), (stream.month, Level.MONTH)):
        within = [_within(table, reach) for reach in reaches if reach.level == level]
        if not within:
            continue
        columns = [_key(table, key) for key in keys] + [table.c[name] for name in stream.numbers]
        query = (
            select(*columns)
            .join_from(devices, table, table.c.device_id == devices.c.id)
            .where(devices.c.site_id.in_(one.site_ids), or_(*within))
            .where(*(table.c[name] == value for name, value in only.items()))
        )
        parts.append(query if device_id is None else query.where(devices.c.id == device_id))
    return parts


def _within(table: Table, reach: Reach) -> ColumnElement[bool]:
    key = table.c.month if reach.level == Level.MONTH else table.c.day
    return and_(key >= reach.first, key <= reach.last)


def _key(table: Table, name: str) -> ColumnElement[Any]:
    if name == "month" and "month" not in table.c:
        return func.substr(table.c.day, 1, 7).label("month")
    return table.c[name]


def _added(
    conn: Connection,
    stream: Stream,
    keys: Sequence[str],
    parts: Sequence[Select[*tuple[Any, ...]]],
) -> list[Row[*tuple[Any, ...]]]:
    every = (parts[0] if len(parts) == 1 else union_all(*parts)).subquery()
    key = [every.c[name] for name in keys]
    numbers = [
        func.max(every.c[name]) if name == stream.greatest else func.sum(every.c[name])
        for name in stream.numbers
    ]
    return list(conn.execute(select(*key, *numbers).group_by(*key).order_by(*key)))
