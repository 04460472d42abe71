"""A shop whose door was counted for weeks, straight into the sums that pages read."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import insert

from hub.domain.calendar import day_hours_ms
from hub.domain.hours import clock_hour
from hub.store import stale
from hub.store.engine import writing
from hub.store.schema import footfall_hour
from tests.hub.domain.shop_days import FIRST, a_shop
from tests.hub.web.books import Books, Device


def count_weeks(books: Books, camera: Device, last_day: date, days: int, *, seed: int = 1) -> int:
    """Visitors of some days up to one; returns how many came on the last.

    The rhythm of `tests.hub.domain.shop_days` begins on a Tuesday, so choose whole weeks before.
    """
    first = last_day - timedelta(days=days - 1)
    hours = a_shop(days, seed).hours
    assert first.weekday() == FIRST.weekday()
    rows = []
    zone = ZoneInfo(camera.zone)
    for n in range(days):
        day = (first + timedelta(days=n)).isoformat()
        for hour_ms in day_hours_ms(zone, day):
            entered = int(hours[n, clock_hour(zone, hour_ms).minutes // 60])
            rows.append(
                {
                    "device_id": camera.id,
                    "hour_ms": hour_ms,
                    "line": "door",
                    "kind": "door",
                    "entered": entered,
                    "left": entered,
                    "seconds": 3600,
                    "frames": 36_000,
                    "dropped": 0,
                }
            )
    with writing(books.engine) as conn:
        conn.execute(insert(footfall_hour), rows)
        stale.mark_all(conn)
    return int(np.nansum(hours[-1]))
