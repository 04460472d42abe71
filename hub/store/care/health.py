"""Whether what is stored is whole, and whether sums are what their events add up to."""

import random
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Select, func, select

from hub.domain.calendar import day_bounds_ms
from hub.settings import check_timezone
from hub.store.engine import sqlite_connection
from hub.store.presses import PressRow
from hub.store.rollups import tally_presses
from hub.store.schema import devices, press, press_day, retention, sites


class WrongSum(NamedTuple):
    """A day of a device whose sum is not what its presses add up to."""

    site: str
    device: str
    day: str


class Recount(NamedTuple):
    """What a sample of days came to."""

    days: int
    wrong: list[WrongSum]


def integrity(engine: Engine) -> list[str] | None:
    """What SQLite itself finds wrong with its file; empty: nothing. None: not an SQLite file."""
    if engine.dialect.name != "sqlite":
        return None
    with sqlite_connection(engine) as raw:
        try:
            found = [str(row[0]) for row in raw.execute("PRAGMA quick_check")]
        except sqlite3.DatabaseError as error:
            return [str(error)]
    return [] if found == ["ok"] else found


def log_size(engine: Engine) -> int | None:
    """Bytes of SQLite's write-ahead log; it grows while somebody reads without end. None: none."""
    if engine.dialect.name != "sqlite":
        return None
    log = Path(f"{engine.url.database}-wal")
    return log.stat().st_size if log.exists() else 0


def recount(conn: Connection, chance: random.Random, *, days: int) -> Recount:
    """Count presses of some days anew, and compare with the sums that pages show.

    Args:
        conn: reading one state of the store.
        chance: which days.
        days: how many device days at most.
    """
    row_count = conn.execute(select(func.count()).select_from(press_day)).scalar_one()
    wanted = sorted(chance.sample(range(row_count), min(days, row_count)))
    wrong, looked_at = [], 0
    for place in wanted:
        key = conn.execute(_days().offset(place).limit(1)).one()
        if key.first_day is not None and key.day <= key.first_day:
            continue  # its presses were forgotten on purpose, or it took in what came before
        looked_at += 1
        if not _right(conn, key.device_id, key.day, key.timezone):
            wrong.append(WrongSum(key.code, key.name, key.day))
    return Recount(looked_at, wrong)


def _days() -> Select[Any]:
    return (
        select(
            press_day.c.device_id,
            press_day.c.day,
            devices.c.name,
            sites.c.code,
            sites.c.timezone,
            retention.c.first_day,
        )
        .select_from(
            press_day.join(devices, press_day.c.device_id == devices.c.id)
            .join(sites, devices.c.site_id == sites.c.id)
            .join(retention, retention.c.site_id == sites.c.id, isouter=True)
        )
        .order_by(press_day.c.device_id, press_day.c.day)
    )


def _right(conn: Connection, device_id: int, day: str, timezone: str) -> bool:
    zone = check_timezone(timezone)
    start_ms, end_ms = day_bounds_ms(zone, day)
    raw = select(press).where(
        press.c.device_id == device_id, press.c.at_ms >= start_ms, press.c.at_ms < end_ms
    )
    tally = tally_presses((PressRow(*row) for row in conn.execute(raw)), zone)
    stored = select(press_day).where(press_day.c.device_id == device_id, press_day.c.day == day)
    kept = [tuple(row) for row in conn.execute(stored)]
    return sorted(tuple(row) for row in tally.day_rows()) == sorted(kept)
