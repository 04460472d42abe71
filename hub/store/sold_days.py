"""Days of shops whose sales and visitors are both known: what conversion is told from."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import numpy as np
from sqlalchemy import Connection, and_, func, select

from hub.domain.blocks import Numbers
from hub.store import stale
from hub.store.among import among
from hub.store.schema import devices, footfall_day, sales_day

WHOLE_DAY_SECONDS: Final = 8 * 3600
"""A door was counted on a day when one of its lines counted for eight hours: a shop's usual day."""
_COLUMNS: Final = 6


def sold_days(conn: Connection, site_ids: Sequence[int], first_day: str, last_day: str) -> Numbers:
    """`hub.domain.blocks.Part.SOLD_DAY`, of each shop and day: shop and day come first."""
    came, day = footfall_day.c, sales_day.c
    counted = (
        select(devices.c.site_id, came.day, func.sum(came.entered).label("entered"))
        .join_from(devices, footfall_day, came.device_id == devices.c.id)
        .where(among(conn, devices.c.site_id, site_ids), came.kind == "door")
        .where(came.day.between(first_day, last_day))
        .group_by(devices.c.site_id, came.day)
        .having(func.max(came.seconds) >= WHOLE_DAY_SECONDS)
        .subquery()
    )
    same = and_(day.site_id == counted.c.site_id, day.day == counted.c.day)
    query = (
        select(day.site_id, day.day, day.transactions, counted.c.entered)
        .join_from(sales_day, counted, same)
        .order_by(day.site_id, day.day)
    )
    rows = [
        (site_id, ordinal, ordinal, 1, sold, int(entered))
        for site_id, name, sold, entered in conn.execute(query)
        for ordinal in [date.fromisoformat(name).toordinal()]
    ]
    return np.array(rows, np.int64).reshape(-1, _COLUMNS)


def mark_sold(conn: Connection, site_id: int, days: Collection[str]) -> None:
    """Blocks of these days of a shop tell other sales, wherever its visitors were counted."""
    came = footfall_day.c
    query = (
        select(func.min(came.device_id), came.day)
        .join_from(devices, footfall_day, came.device_id == devices.c.id)
        .where(devices.c.site_id == site_id, came.kind == "door")
        .where(came.day.between(min(days), max(days)))
        .group_by(came.day)
    )
    # One device is enough: blocks are the shop's.
    found = [(row[0], row[1]) for row in conn.execute(query) if row[1] in days]
    stale.mark(conn, found)
