"""Passages as the pages need them. Reads roll-ups; of raw windows only each line's newest."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, select

from hub.domain.flow import Flow
from hub.domain.periods import Slice
from hub.store.schema import devices, footfall, footfall_day, footfall_hour


class DayFlow(NamedTuple):
    """Passages of one local day (ISO date)."""

    day: str
    flow: Flow


class HourFlow(NamedTuple):
    """Passages of one local hour, named by the instant it begins."""

    timezone: str
    hour_ms: int
    flow: Flow


class LineFlow(NamedTuple):
    """Passages over one line of one camera."""

    device_id: int
    line: str
    flow: Flow


class NewestWindow(NamedTuple):
    """Of the newest stored window: when it began, how long it was, and how it was counted."""

    at_ms: int
    seconds: int
    method: str


def by_day(conn: Connection, slices: Sequence[Slice]) -> list[DayFlow]:
    """Passages of each day that has counts; shops of several zones give several rows a day."""
    rows = []
    for one in slices:
        query = _sums(footfall_day, [footfall_day.c.day], _in_days(one))
        rows += [DayFlow(row[0], Flow(*map(int, row[1:]))) for row in conn.execute(query)]
    return rows


def by_hour(conn: Connection, slices: Sequence[Slice]) -> list[HourFlow]:
    """Passages of each hour that has counts."""
    rows = []
    for one in slices:
        hour = footfall_hour.c.hour_ms
        within = and_(
            devices.c.site_id.in_(one.site_ids), hour >= one.span.start_ms, hour < one.span.end_ms
        )
        query = _sums(footfall_hour, [hour], within)
        rows += [
            HourFlow(one.timezone, row[0], Flow(*map(int, row[1:]))) for row in conn.execute(query)
        ]
    return rows


def by_line(conn: Connection, slices: Sequence[Slice]) -> list[LineFlow]:
    """Passages over each line that has counts."""
    rows = []
    for one in slices:
        key: list[ColumnElement[Any]] = [footfall_day.c.device_id, footfall_day.c.line]
        query = _sums(footfall_day, key, _in_days(one))
        rows += [LineFlow(row[0], row[1], Flow(*map(int, row[2:]))) for row in conn.execute(query)]
    return rows


def newest_window(conn: Connection, device_id: int, line: str) -> NewestWindow | None:
    """The newest stored window of a line. Walks back on the index (device, time)."""
    query = (
        select(footfall.c.at_ms, footfall.c.seconds, footfall.c.method)
        .where(footfall.c.device_id == device_id, footfall.c.line == line)
        .order_by(footfall.c.at_ms.desc())
        .limit(1)
    )
    row = conn.execute(query).first()
    return NewestWindow(row.at_ms, row.seconds, row.method) if row else None


def _in_days(one: Slice) -> ColumnElement[bool]:
    day = footfall_day.c.day
    days = day.between(one.span.first_day, one.span.last_day)
    return and_(devices.c.site_id.in_(one.site_ids), days)


def _sums(
    table: Table, key: list[ColumnElement[Any]], within: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    columns = [func.sum(table.c[name]) for name in Flow._fields]
    query = select(*key, *columns).join_from(devices, table, table.c.device_id == devices.c.id)
    return query.where(within).group_by(*key).order_by(*key)
