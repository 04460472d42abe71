"""Forgetting single presses after some months. Sums stay for good.

What is stored first is the day itself: from then on nothing reads presses before it, so that a
stop in the middle leaves nothing half counted, and the next run goes on where this one ended.
Whether an event came before is known without its row: every sequence number up to
`epochs.contiguous_seq` did.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from hub.domain.calendar import day_bounds_ms, local_time
from hub.domain.keeping import first_kept_day
from hub.domain.lengths import DAY_MS
from hub.settings import check_timezone
from hub.store import audit_log
from hub.store.engine import reading, writing
from hub.store.schema import devices, press, retention
from hub.store.sites import Site, list_sites


class Forgotten(NamedTuple):
    """Presses of a shop before `first_day`, in its time zone, and how many of them there were."""

    site: str
    first_day: str
    presses: int


def plan(engine: Engine, months: int, now_ms: int) -> list[Forgotten]:
    """What would be forgotten, by shop; shops without anything are left out."""
    with reading(engine) as conn:
        found = []
        for site in list_sites(conn):
            day, first_ms = _bound(conn, site, months, now_ms)
            presses = _count(conn, site.id, first_ms)
            if presses:
                found.append(Forgotten(site.code, day, presses))
        return found


def forget(
    engine: Engine, months: int, now_ms: int, *, who: str, alive: Callable[[], None]
) -> list[Forgotten]:
    """Forget presses older than some whole months, a day of a device at a time.

    Args:
        engine: the store.
        months: see `hub.domain.keeping`.
        now_ms: this instant.
        who: for the audit log.
        alive: called between two steps.
    """
    done = []
    with reading(engine) as conn:
        shops = list_sites(conn)
    for site in shops:
        with writing(engine) as conn:
            day, first_ms = _bound(conn, site, months, now_ms)
            if not _count(conn, site.id, first_ms):
                continue
            _remember(conn, site.id, day, first_ms)
        presses = _delete(engine, site.id, first_ms, alive)
        done.append(Forgotten(site.code, day, presses))
        with writing(engine) as conn:
            audit_log.record(
                conn,
                who=who,
                what="presses.forgotten",
                about=f"shop {site.code}",
                details={"before": day, "presses": presses},
                at_ms=now_ms,
            )
    return done


def _bound(conn: Connection, site: Site, months: int, now_ms: int) -> tuple[str, int]:
    """The first day that is kept and its beginning: never earlier than it was."""
    zone = check_timezone(site.timezone)
    day = first_kept_day(local_time(zone, now_ms).day, months)
    first_ms = day_bounds_ms(zone, day)[0]
    before = conn.execute(select(retention).where(retention.c.site_id == site.id)).first()
    if before is not None and before.first_ms >= first_ms:
        return before.first_day, before.first_ms
    return day, first_ms


def _remember(conn: Connection, site_id: int, day: str, first_ms: int) -> None:
    values = {"first_day": day, "first_ms": first_ms}
    known = conn.execute(update(retention).where(retention.c.site_id == site_id).values(values))
    if not known.rowcount:
        conn.execute(insert(retention).values(site_id=site_id, **values))


def _count(conn: Connection, site_id: int, first_ms: int) -> int:
    query = select(func.count()).select_from(press.join(devices))
    old = query.where(devices.c.site_id == site_id, press.c.at_ms < first_ms)
    return int(conn.execute(old).scalar_one())


def _delete(engine: Engine, site_id: int, first_ms: int, alive: Callable[[], None]) -> int:
    with reading(engine) as conn:
        ours = list(
            conn.execute(select(devices.c.id).where(devices.c.site_id == site_id)).scalars()
        )
    gone = 0
    for device_id in ours:
        old = (press.c.device_id == device_id, press.c.at_ms < first_ms)
        while True:
            with reading(engine) as conn:
                oldest = conn.execute(select(func.min(press.c.at_ms)).where(*old)).scalar()
            if oldest is None:
                break
            # A day at a time: ingest waits for a moment only.
            with writing(engine) as conn:
                piece = delete(press).where(*old, press.c.at_ms < oldest + DAY_MS)
                gone += conn.execute(piece).rowcount
            alive()
    return gone
