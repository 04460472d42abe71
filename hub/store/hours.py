"""Hours of shops (and sold days) as tables of numbers: what blocks are made of."""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, Connection, Table, case, func, select

from hub.domain.blocks import Numbers, Part
from hub.domain.calendar import day_bounds_ms
from hub.domain.flow import Flow
from hub.domain.hour_sums import FLOW_COLUMNS, PRESS_COLUMNS, WHOLE_HOUR_SECONDS, hour_sums
from hub.store.schema import MAX_BUTTONS, devices, footfall_hour, press_hour
from hub.store.sold_days import sold_days

_OF_PRESSES: Final = frozenset({Part.PRESS_WEEK, Part.PRESS_DAY, Part.COUNTED})
_OF_FLOWS: Final = frozenset({Part.FLOW_WEEK, Part.FLOW_DAY, Part.COUNTED, Part.CAPTURED})


class Hours(NamedTuple):
    """From an instant to before another, of shops of one time zone."""

    site_ids: Sequence[int]
    start_ms: int
    end_ms: int
    kiosk_id: int | None
    """Presses of this one only. None: of all kiosks."""


def sums_of(
    conn: Connection,
    timezone: str,
    site_ids: Sequence[int],
    first_day: str,
    last_day: str,
    parts: Collection[Part],
    kiosk_id: int | None = None,
) -> dict[Part, Numbers]:
    """What blocks of these days would tell, by shop and day (`hub.domain.hour_sums`).

    Args:
        conn: the store.
        timezone: of the shops.
        site_ids: shops.
        first_day: ISO date.
        last_day: ISO date, inclusive.
        parts: what is wanted of them.
        kiosk_id: presses of this one only; passages are those of the shops all the same.
    """
    zone = ZoneInfo(timezone)
    (start_ms, _), (_, end_ms) = day_bounds_ms(zone, first_day), day_bounds_ms(zone, last_day)
    hours = Hours(site_ids, start_ms, end_ms, kiosk_id)
    presses = _presses(conn, hours) if _OF_PRESSES.intersection(parts) else _none(PRESS_COLUMNS)
    flows = _flows(conn, hours) if _OF_FLOWS.intersection(parts) else _none(FLOW_COLUMNS)
    sums = hour_sums(zone, presses, flows, [part for part in parts if part != Part.SOLD_DAY])
    if Part.SOLD_DAY in parts:
        sums[Part.SOLD_DAY] = sold_days(conn, site_ids, first_day, last_day)
    return sums


def _none(width: int) -> Numbers:
    return np.empty((0, width), np.int64)


def _presses(conn: Connection, hours: Hours) -> Numbers:
    hour = press_hour.c
    names = [f"{kind}{button}" for kind in ("n", "p") for button in range(1, MAX_BUTTONS + 1)]
    return _table(
        conn,
        hours,
        press_hour,
        [devices.c.site_id, hour.hour_ms, hour.scale],
        [func.sum(hour[name]) for name in names],
        PRESS_COLUMNS,
    )


def _flows(conn: Connection, hours: Hours) -> Numbers:
    hour = footfall_hour.c
    door, street = hour.kind == "door", hour.kind == "street"
    whole = (hour.kind == "door") & (hour.seconds >= WHOLE_HOUR_SECONDS)
    sums = [
        *(func.sum(case((door, hour[name]), else_=0)) for name in Flow._fields),
        func.sum(case((whole, 1), else_=0)),
        func.sum(case((street, hour.entered + hour.left), else_=0)),
        func.sum(case((street, hour.seconds), else_=0)),
    ]
    key = [devices.c.site_id, hour.hour_ms]
    return _table(conn, hours, footfall_hour, key, sums, FLOW_COLUMNS)


def _table(
    conn: Connection,
    hours: Hours,
    table: Table,
    key: Sequence[ColumnElement[Any]],
    sums: Sequence[ColumnElement[Any]],
    width: int,
) -> Numbers:
    hour_ms = table.c.hour_ms
    query = (
        select(*key, *sums)
        .join_from(devices, table, table.c.device_id == devices.c.id)
        .where(devices.c.site_id.in_(hours.site_ids))
        .where(hour_ms >= hours.start_ms, hour_ms < hours.end_ms)
        .group_by(*key)
    )
    if hours.kiosk_id is not None and table is press_hour:
        query = query.where(devices.c.id == hours.kiosk_id)
    rows = conn.execute(query).all()
    return np.array([tuple(row) for row in rows], np.int64).reshape(-1, width)
