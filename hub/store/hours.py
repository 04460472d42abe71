"""Hours of shops (and sold days) as tables of numbers: what blocks are made of."""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, Connection, Table, case, select

from hub.domain.blocks import Numbers, Part, added
from hub.domain.calendar import day_bounds_ms
from hub.domain.flow import Flow
from hub.domain.hour_sums import FLOW_COLUMNS, PRESS_COLUMNS, WHOLE_HOUR_SECONDS, hour_sums
from hub.store.among import among
from hub.store.once import once
from hub.store.schema import MAX_BUTTONS, devices, footfall_hour, press_hour
from hub.store.sold_days import sold_days

_OF_PRESSES: Final = frozenset({Part.PRESS_WEEK, Part.PRESS_DAY, Part.COUNTED})
_ENTERED: Final = Flow._fields.index("entered")
_LEFT: Final = Flow._fields.index("left")
_SECONDS: Final = Flow._fields.index("seconds")
_OF_FLOWS: Final = frozenset({Part.FLOW_WEEK, Part.FLOW_DAY, Part.COUNTED, Part.CAPTURED})


class Hours(NamedTuple):
    """From an instant to before another, of shops of one time zone."""

    site_ids: tuple[int, ...]
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
    hours = Hours(tuple(sorted(site_ids)), start_ms, end_ms, kiosk_id)
    pressed = presses(conn, hours) if _OF_PRESSES.intersection(parts) else _none(PRESS_COLUMNS)
    flows = _flows(conn, hours) if _OF_FLOWS.intersection(parts) else _none(FLOW_COLUMNS)
    sums = hour_sums(zone, pressed, flows, [part for part in parts if part != Part.SOLD_DAY])
    if Part.SOLD_DAY in parts:
        sums[Part.SOLD_DAY] = sold_days(conn, site_ids, first_day, last_day)
    return sums


def _none(width: int) -> Numbers:
    return np.empty((0, width), np.int64)


def presses(conn: Connection, hours: Hours) -> Numbers:
    """As `hub.domain.hour_sums.PRESS_COLUMNS` says, in their order."""
    hour = press_hour.c
    names = [f"{kind}{button}" for kind in ("n", "p") for button in range(1, MAX_BUTTONS + 1)]
    columns = [hour.scale, *(hour[name] for name in names)]
    return once(
        conn, ("presses", hours), lambda: added(_table(conn, hours, press_hour, columns), 3)
    )


def _flows(conn: Connection, hours: Hours) -> Numbers:
    hour = footfall_hour.c
    columns = [case((hour.kind == "door", 1), else_=0), *(hour[name] for name in Flow._fields)]

    def read() -> Numbers:
        rows = _table(conn, hours, footfall_hour, columns)
        at, door, flow = rows[:, :2], rows[:, 2:3], rows[:, 3:]
        seconds = flow[:, [_SECONDS]]
        whole = door * (seconds >= WHOLE_HOUR_SECONDS)
        passed = (1 - door) * (flow[:, [_ENTERED]] + flow[:, [_LEFT]])
        parts = [at, door * flow, whole, passed, (1 - door) * seconds]
        return added(np.hstack(parts).reshape(-1, FLOW_COLUMNS), 2)

    return once(conn, ("flows", hours), read)


def _table(
    conn: Connection, hours: Hours, table: Table, columns: Sequence[ColumnElement[Any]]
) -> Numbers:
    """Shop and hour of each row, and some columns. Adding rows up costs less here than in SQL."""
    hour_ms = table.c.hour_ms
    query = (
        select(devices.c.site_id, hour_ms, *columns)
        .join_from(devices, table, table.c.device_id == devices.c.id)
        .where(among(conn, devices.c.site_id, hours.site_ids))
        .where(hour_ms >= hours.start_ms, hour_ms < hours.end_ms)
    )
    if hours.kiosk_id is not None and table is press_hour:
        query = query.where(devices.c.id == hours.kiosk_id)
    rows = conn.execute(query).all()
    width = 2 + len(columns)
    return np.fromiter(chain.from_iterable(rows), np.int64, width * len(rows)).reshape(-1, width)
