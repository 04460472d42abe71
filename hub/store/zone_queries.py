"""Visits to zones as the pages need them. Reads roll-ups only."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, select

from hub.domain.periods import Slice
from hub.domain.stays import Stays
from hub.store.schema import DWELL_COLUMNS, devices, zone_day, zone_hour


class ZoneStays(NamedTuple):
    """Visits to one zone of one camera. A zone whose kind was changed gives two."""

    device_id: int
    zone: str
    kind: str
    stays: Stays


class HourStays(NamedTuple):
    """Visits to all zones of a kind in one local hour, named by the instant it begins."""

    timezone: str
    hour_ms: int
    stays: Stays


def by_zone(conn: Connection, slices: Sequence[Slice]) -> list[ZoneStays]:
    """Visits to each zone that was looked at."""
    rows = []
    for one in slices:
        day = zone_day.c
        days = day.day.between(one.span.first_day, one.span.last_day)
        within = and_(devices.c.site_id.in_(one.site_ids), days)
        query = _sums(zone_day, [day.device_id, day.zone, day.kind], within)
        rows += [ZoneStays(row[0], row[1], row[2], _stays(row[3:])) for row in conn.execute(query)]
    return rows


def by_hour(conn: Connection, slices: Sequence[Slice], kind: str) -> list[HourStays]:
    """Visits in each hour in which a zone of this kind was looked at."""
    rows = []
    for one in slices:
        hour = zone_hour.c
        within = and_(
            devices.c.site_id.in_(one.site_ids),
            hour.hour_ms >= one.span.start_ms,
            hour.hour_ms < one.span.end_ms,
            hour.kind == kind,
        )
        query = _sums(zone_hour, [hour.hour_ms], within)
        rows += [HourStays(one.timezone, row[0], _stays(row[1:])) for row in conn.execute(query)]
    return rows


def _sums(
    table: Table, key: list[ColumnElement[Any]], within: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    names = ("seconds", "visits", "dwell_ms", "occupancy_ms", "staff_visits")
    columns: list[ColumnElement[Any]] = [func.sum(table.c[name]) for name in names]
    columns.append(func.max(table.c.most))
    columns += [func.sum(table.c[name]) for name in DWELL_COLUMNS]
    query = select(*key, *columns).join_from(devices, table, table.c.device_id == devices.c.id)
    return query.where(within).group_by(*key).order_by(*key)


def _stays(row: Sequence[Any]) -> Stays:
    seconds, visits, dwell_ms, occupancy_ms, staff_visits, most, *dwell = map(int, row)
    return Stays(seconds, visits, dwell_ms, occupancy_ms, staff_visits, most, tuple(dwell))
