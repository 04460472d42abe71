"""Visits to zones as the pages need them. Reads sums only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, Table, func, select

from hub.domain.blocks import Level, Numbers, Reach, cover, pack, unpack
from hub.domain.calendar import day_bounds_ms
from hub.domain.hours import ClockHour, clock_hour
from hub.domain.periods import Slice
from hub.domain.stays import Stays
from hub.store import finished, spans
from hub.store.among import among
from hub.store.finished import Days
from hub.store.folded import Change, Fold, Source, folded
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

    Several rows for an hour of several time zones.
    """
    read = partial(_read_clock, conn, kind)
    source = Source(
        f"clock of {kind}", partial(read, are_stale=False), partial(read, are_stale=True)
    )
    return [row for one in slices for row in folded(conn, source, one, _CLOCK).rows]


class _Clock(NamedTuple):
    shops: dict[int, Numbers]
    """Key of an hour and `_NUMBERS`; several rows for an hour."""
    rows: list[HourStays]


def _change_clock(before: _Clock | None, changes: list[Change]) -> _Clock:
    shops = dict(before.shops) if before else {}
    for one in changes:
        shops[one.site_id] = unpack([value for value in one.after if value], _WIDTH)[1]
    numbers = np.concatenate([np.empty((0, _WIDTH), np.int64), *shops.values()])
    keys, where = np.unique(numbers[:, 0], return_inverse=True)
    sums = np.zeros((len(keys), _WIDTH), np.int64)
    np.add.at(sums, where, numbers)
    sums[:, _MOST] = 0
    np.maximum.at(sums[:, _MOST], where, numbers[:, _MOST])
    rows = [
        HourStays(ClockHour(key // 2, bool(key % 2)), _stays(row[1:]))
        for key, row in zip(keys.tolist(), sums.tolist(), strict=True)
    ]
    return _Clock(shops, rows)


_WIDTH: Final = 1 + len(_NUMBERS)
_MOST: Final = 1 + _NUMBERS.index("most")
_CLOCK: Final[Fold[_Clock]] = Fold(
    "by clock",
    _change_clock,
    lambda known: _ROW_BYTES * len(known.rows) + sum(own.nbytes for own in known.shops.values()),
)


def _read_clock(
    conn: Connection, kind: str, one: Slice, _: Days, *, are_stale: bool
) -> Mapping[int, bytes]:
    """Of whole months from their sums, of other days from each hour's."""
    zone = ZoneInfo(one.timezone)
    rows: defaultdict[int, list[Sequence[int]]] = defaultdict(list)
    for shops, when in finished.by_staleness(conn, one, are_stale=are_stale):
        for reach in (
            reach for run in finished.runs(when) for reach in cover(run[0], run[-1], Level.MONTH)
        ):
            if reach.level == Level.MONTH:
                for site_id, minutes, again, *row in _of_months(conn, shops, reach, kind):
                    rows[site_id].append((2 * minutes + again, *map(int, row)))
            else:
                for site_id, hour_ms, *row in _of_days(conn, shops, reach, zone, kind):
                    hour = clock_hour(zone, hour_ms)
                    rows[site_id].append((2 * hour.minutes + hour.again, *map(int, row)))
    return {site_id: pack(np.array(found, np.int64)) for site_id, found in rows.items()}


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
        select(devices.c.site_id, *key, *numbers)
        .join_from(devices, table, table.c.device_id == devices.c.id)
        .where(among(conn, devices.c.site_id, one.site_ids), *within)
        .group_by(devices.c.site_id, *key)
        .order_by(devices.c.site_id, *key)
    )
    return conn.execute(query).all()


def _stays(row: Sequence[Any]) -> Stays:
    seconds, visits, dwell_ms, occupancy_ms, staff_visits, most, *dwell = map(int, row)
    return Stays(seconds, visits, dwell_ms, occupancy_ms, staff_visits, most, tuple(dwell))
