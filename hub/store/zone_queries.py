"""Visits to zones as the pages need them. Reads sums only."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, func, select

from hub.domain.periods import Slice
from hub.domain.stays import Stays
from hub.store import spans
from hub.store.schema import DWELL_COLUMNS, devices, zone_day, zone_hour, zone_month

_NUMBERS: Final = (
    *("seconds", "visits", "dwell_ms", "occupancy_ms", "staff_visits", "most"),
    *DWELL_COLUMNS,
)
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
    """Visits to all zones of a kind in one local hour, named by the instant it begins."""

    timezone: str
    hour_ms: int
    stays: Stays


def by_zone(conn: Connection, slices: Sequence[Slice]) -> list[ZoneStays]:
    """Visits to each zone that was looked at."""
    return [
        ZoneStays(row[0], row[1], row[2], _stays(row[3:]))
        for one in slices
        for row in spans.by_key(conn, _STREAM, one)
    ]


def by_hour(conn: Connection, slices: Sequence[Slice], kind: str) -> list[HourStays]:
    """Visits in each hour in which a zone of this kind was looked at."""
    hour = zone_hour.c
    numbers = [
        func.max(hour[name]) if name == "most" else func.sum(hour[name]) for name in _NUMBERS
    ]
    rows = []
    for one in slices:
        query = (
            select(hour.hour_ms, *numbers)
            .join_from(devices, zone_hour, hour.device_id == devices.c.id)
            .where(devices.c.site_id.in_(one.site_ids), hour.kind == kind)
            .where(hour.hour_ms >= one.span.start_ms, hour.hour_ms < one.span.end_ms)
            .group_by(hour.hour_ms)
            .order_by(hour.hour_ms)
        )
        rows += [HourStays(one.timezone, row[0], _stays(row[1:])) for row in conn.execute(query)]
    return rows


def _stays(row: Sequence[Any]) -> Stays:
    seconds, visits, dwell_ms, occupancy_ms, staff_visits, most, *dwell = map(int, row)
    return Stays(seconds, visits, dwell_ms, occupancy_ms, staff_visits, most, tuple(dwell))
