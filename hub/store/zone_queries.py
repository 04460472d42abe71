"""Visits to zones as the pages need them. Reads sums only."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, Table, func, select

from hub.domain.blocks import Level, Reach, cover
from hub.domain.calendar import day_bounds_ms
from hub.domain.hours import ClockHour, clock_hour
from hub.domain.periods import Slice
from hub.domain.stays import Stays, total
from hub.store import finished, spans
from hub.store.among import among
from hub.store.schema import (
    DWELL_COLUMNS,
    devices,
    zone_clock,
    zone_day,
    zone_hour,
    zone_month,
)

_NUMBERS: Final = (
    *("seconds", "visits", "dwell_ms", "occupancy_ms", "staff_visits", "most"),
    *DWELL_COLUMNS,
)
_ROW_BYTES: Final = 700
"""What the numbers of an hour take in memory, about."""
_STREAM: Final = spans.Stream(
    zone_day, zone_month, ("device_id", "zone", "kind"), _NUMBERS, greatest="most"
)


class ZoneStays(NamedTuple):
    """Visits to one zone of one camera. A zone whose kind was changed gives two."""

    device_id: int
    zone: str
    kind: str
    stays: Stays


class HourStays(NamedTuple):
    """Visits to all zones of a kind in one hour of the clock, over some days."""

    hour: ClockHour
    stays: Stays


def by_zone(conn: Connection, slices: Sequence[Slice]) -> list[ZoneStays]:
    """Visits to each zone that was looked at."""
    return [
        ZoneStays(row[0], row[1], row[2], _stays(row[3:]))
        for one in slices
        for row in spans.by_key(conn, _STREAM, one)
    ]


def by_clock(conn: Connection, slices: Sequence[Slice], kind: str) -> list[HourStays]:
    """Visits in each hour of the clock in which a zone of this kind was looked at.

    Several rows for an hour: of days that are stale somewhere, and of others.
    """
    rows = []
    for one in slices:
        fresh, stale = finished.split(conn, one)
        make = partial(_kept_clock, conn, one, fresh, kind)
        rows += finished.together(conn, f"clock of {kind}", one, make)
        rows += _by_clock(conn, one, stale, kind)
    return rows


def _kept_clock(
    conn: Connection, one: Slice, when: Sequence[finished.Run], kind: str
) -> tuple[list[HourStays], int]:
    rows = _by_clock(conn, one, when, kind)
    return rows, _ROW_BYTES * len(rows)


def _by_clock(
    conn: Connection, one: Slice, when: Sequence[finished.Run], kind: str
) -> list[HourStays]:
    """Of whole months from their sums, of other days from each hour's."""
    zone = ZoneInfo(one.timezone)
    found: defaultdict[ClockHour, list[Stays]] = defaultdict(list)
    for reach in (reach for run in when for reach in cover(*run, Level.MONTH)):
        if reach.level == Level.MONTH:
            for row in _of_months(conn, one, reach, kind):
                found[ClockHour(row[0], bool(row[1]))].append(_stays(row[2:]))
        else:
            for row in _of_days(conn, one, reach, zone, kind):
                found[clock_hour(zone, row[0])].append(_stays(row[1:]))
    return [HourStays(hour, total(stays)) for hour, stays in found.items()]


def _of_months(
    conn: Connection, one: Slice, reach: Reach, kind: str
) -> Sequence[Row[*tuple[Any, ...]]]:
    clock = zone_clock.c
    within = clock.month.between(reach.first, reach.last)
    return _summed(
        conn, one, zone_clock, [clock.minutes, clock.again], [within, clock.kind == kind]
    )


def _of_days(
    conn: Connection, one: Slice, reach: Reach, zone: ZoneInfo, kind: str
) -> Sequence[Row[*tuple[Any, ...]]]:
    hour = zone_hour.c
    (start_ms, _), (_, end_ms) = day_bounds_ms(zone, reach.first), day_bounds_ms(zone, reach.last)
    within = [hour.hour_ms >= start_ms, hour.hour_ms < end_ms]
    return _summed(conn, one, zone_hour, [hour.hour_ms], [*within, hour.kind == kind])


def _summed(
    conn: Connection,
    one: Slice,
    table: Table,
    key: Sequence[ColumnElement[Any]],
    within: Sequence[ColumnElement[bool]],
) -> Sequence[Row[*tuple[Any, ...]]]:
    numbers = [
        func.max(table.c[name]) if name == "most" else func.sum(table.c[name]) for name in _NUMBERS
    ]
    query = (
        select(*key, *numbers)
        .join_from(devices, table, table.c.device_id == devices.c.id)
        .where(among(conn, devices.c.site_id, one.site_ids), *within)
        .group_by(*key)
        .order_by(*key)
    )
    return conn.execute(query).all()


def _stays(row: Sequence[Any]) -> Stays:
    seconds, visits, dwell_ms, occupancy_ms, staff_visits, most, *dwell = map(int, row)
    return Stays(seconds, visits, dwell_ms, occupancy_ms, staff_visits, most, tuple(dwell))
