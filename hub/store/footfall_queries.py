"""Passages as the pages need them. Reads roll-ups; of raw windows only each line's newest.

Whatever is called passages, entered or left here is of door lines only. Street lines have queries
of their own: passers-by are no visitors.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, func, select

from hub.domain.flow import Flow
from hub.domain.periods import Slice
from hub.store.schema import devices, footfall, footfall_day, footfall_hour

_DOOR: Final = "door"
_STREET: Final = "street"


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


class Captured(NamedTuple):
    """Of one shop, over the hours in which both its doors and its street were counted."""

    site_id: int
    entered: int
    passed: int


class NewestWindow(NamedTuple):
    """Of the newest stored window: when it began, how long it was, how and what it counted."""

    at_ms: int
    seconds: int
    method: str
    kind: str


def by_day(conn: Connection, slices: Sequence[Slice]) -> list[DayFlow]:
    """Passages of each day that has counts; shops of several zones give several rows a day."""
    rows = []
    for one in slices:
        query = _sums(footfall_day, [footfall_day.c.day], _in_days(one, _DOOR))
        rows += [DayFlow(row[0], Flow(*map(int, row[1:]))) for row in conn.execute(query)]
    return rows


def by_hour(conn: Connection, slices: Sequence[Slice]) -> list[HourFlow]:
    """Passages of each hour that has counts."""
    rows = []
    for one in slices:
        hour = footfall_hour.c.hour_ms
        within = and_(_in_hours(one), footfall_hour.c.kind == _DOOR)
        query = _sums(footfall_hour, [hour], within)
        rows += [
            HourFlow(one.timezone, row[0], Flow(*map(int, row[1:]))) for row in conn.execute(query)
        ]
    return rows


def by_line(conn: Connection, slices: Sequence[Slice]) -> list[LineFlow]:
    """Passages over each door line that has counts."""
    return _by_line(conn, slices, _DOOR)


def by_street_line(conn: Connection, slices: Sequence[Slice]) -> list[LineFlow]:
    """Passers-by over each street line that has counts; `entered` and `left` are its two ways."""
    return _by_line(conn, slices, _STREET)


def captured(conn: Connection, slices: Sequence[Slice]) -> list[Captured]:
    """Who came in and who passed, of shops that counted both within at least one hour."""
    rows = []
    for one in slices:
        hour = footfall_hour.c
        door, street = hour.kind == _DOOR, hour.kind == _STREET
        both = (
            select(
                devices.c.site_id,
                func.sum(case((door, hour.entered), else_=0)).label("entered"),
                func.sum(case((street, hour.entered + hour.left), else_=0)).label("passed"),
            )
            .join_from(devices, footfall_hour, hour.device_id == devices.c.id)
            .where(_in_hours(one))
            .group_by(devices.c.site_id, hour.hour_ms)
            .having(func.max(case((door, hour.seconds), else_=0)) > 0)
            .having(func.max(case((street, hour.seconds), else_=0)) > 0)
            .subquery()
        )
        query = (
            select(both.c.site_id, func.sum(both.c.entered), func.sum(both.c.passed))
            .group_by(both.c.site_id)
            .order_by(both.c.site_id)
        )
        rows += [Captured(row[0], int(row[1]), int(row[2])) for row in conn.execute(query)]
    return rows


def newest_window(conn: Connection, device_id: int, line: str) -> NewestWindow | None:
    """The newest stored window of a line. Walks back on the index (device, time)."""
    query = (
        select(footfall.c.at_ms, footfall.c.seconds, footfall.c.method, footfall.c.kind)
        .where(footfall.c.device_id == device_id, footfall.c.line == line)
        .order_by(footfall.c.at_ms.desc())
        .limit(1)
    )
    row = conn.execute(query).first()
    return NewestWindow(*row) if row else None


def _by_line(conn: Connection, slices: Sequence[Slice], kind: str) -> list[LineFlow]:
    rows = []
    for one in slices:
        key: list[ColumnElement[Any]] = [footfall_day.c.device_id, footfall_day.c.line]
        query = _sums(footfall_day, key, _in_days(one, kind))
        rows += [LineFlow(row[0], row[1], Flow(*map(int, row[2:]))) for row in conn.execute(query)]
    return rows


def _in_days(one: Slice, kind: str) -> ColumnElement[bool]:
    day = footfall_day.c.day
    days = day.between(one.span.first_day, one.span.last_day)
    return and_(devices.c.site_id.in_(one.site_ids), days, footfall_day.c.kind == kind)


def _in_hours(one: Slice) -> ColumnElement[bool]:
    hour = footfall_hour.c.hour_ms
    within = and_(hour >= one.span.start_ms, hour < one.span.end_ms)
    return and_(devices.c.site_id.in_(one.site_ids), within)


def _sums(
    table: Table, key: list[ColumnElement[Any]], within: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    columns = [func.sum(table.c[name]) for name in Flow._fields]
    query = select(*key, *columns).join_from(devices, table, table.c.device_id == devices.c.id)
    return query.where(within).group_by(*key).order_by(*key)
