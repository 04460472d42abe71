"""Sums by hour, day and month, kept in the transaction of each insert.

Pages never scan raw events.
"""

from collections.abc import Collection, Iterable
from datetime import tzinfo
from typing import Final

from sqlalchemy import Connection, Table, delete, select

from hub.domain.calendar import LocalTime, local_time
from hub.domain.hours import clock_hour
from hub.domain.tally import FlowTally, PressTally, Sums, ZoneTally
from hub.store import blocks, stale, upsert
from hub.store.footfall import FootfallRow, windows_of_site
from hub.store.presses import PressRow, presses_of_site
from hub.store.schema import (
    audit,
    devices,
    footfall_day,
    footfall_hour,
    footfall_month,
    press_day,
    press_hour,
    press_month,
    retention,
    zone_clock,
    zone_day,
    zone_hour,
    zone_month,
)
from hub.store.zones import ZoneRow, zone_windows_of_site

_BY_LOCAL_TIME: Final = (
    *(press_hour, press_day, press_month),
    *(footfall_hour, footfall_day, footfall_month),
    *(zone_hour, zone_day, zone_month, zone_clock),
)


def add_sums(conn: Connection, sums: Sums, also: Collection[tuple[int, str]] = ()) -> None:
    """Add what was tallied to the stored sums, and mark the blocks that do not hold it.

    Args:
        conn: in a write transaction.
        sums: what to add.
        also: more devices and days to mark, of which other sums have changed.
    """
    upsert.add(conn, press_hour, sums.presses.hour_rows())
    upsert.add(conn, press_day, sums.presses.day_rows())
    upsert.add(conn, press_month, sums.presses.month_rows())
    upsert.add(conn, footfall_hour, sums.flows.hour_rows())
    upsert.add(conn, footfall_day, sums.flows.day_rows())
    upsert.add(conn, footfall_month, sums.flows.month_rows())
    upsert.add(conn, zone_hour, sums.zones.hour_rows(), greatest="most")
    upsert.add(conn, zone_day, sums.zones.day_rows(), greatest="most")
    upsert.add(conn, zone_month, sums.zones.month_rows(), greatest="most")
    upsert.add(conn, zone_clock, sums.zones.clock_rows(), greatest="most")
    upsert.add(conn, audit, sums.audits.rows(), greatest="newest_ms")
    stale.mark(conn, sorted({*sums.changed_days(), *also}))


def rebuild(conn: Connection, site_id: int, zone: tzinfo) -> None:
    """Count a shop's sums anew from its raw events, in a time zone that may be a new one.

    Needed when a shop's zone changes, since its hours and days begin elsewhere then. Took 0.6 s for
    200,000 events where it was measured; nothing else is stored meanwhile. Sums of audits know no
    local time and stay as they are; and so do those of days whose presses were forgotten
    (`hub.store.care.retention`), in the zone that the shop had then.
    """
    of_site = select(devices.c.id).where(devices.c.site_id == site_id)
    kept = conn.execute(select(retention).where(retention.c.site_id == site_id)).first()
    since = LocalTime(kept.first_ms, kept.first_day) if kept else None
    sums = Sums(
        presses=tally_presses(presses_of_site(conn, site_id), zone, since=since),
        flows=tally_windows(windows_of_site(conn, site_id), zone),
        zones=tally_zones(zone_windows_of_site(conn, site_id), zone),
    )
    first = _first_keys(since) if since else {}
    for table in _BY_LOCAL_TIME:
        key = table.primary_key.columns.values()[1]
        old = delete(table).where(table.c.device_id.in_(of_site))
        conn.execute(old.where(key >= first[table]) if table in first else old)
    blocks.forget(conn, site_id)
    add_sums(conn, sums)
    stale.mark_all(conn, site_id)  # also the days that were not counted anew


def _first_keys(since: LocalTime) -> dict[Table, str | int]:
    """Where the sums of presses that are kept begin: an hour, a day, a month."""
    return {
        press_hour: since.hour_ms,
        press_day: since.day,
        press_month: since.day[: len("2026-03")],
    }


def tally_presses(
    rows: Iterable[PressRow], zone: tzinfo, *, since: LocalTime | None = None
) -> PressTally:
    """Sum up presses in one shop's time zone.

    Args:
        rows: the presses.
        zone: the shop's.
        since: what falls before it in this zone is summed up there: earlier sums are of presses
            that nobody can count anew, and each must stay in one sum only.
    """
    tally = PressTally()
    for row in rows:
        local = local_time(zone, row.at_ms)
        if since is not None:
            local = LocalTime(max(local.hour_ms, since.hour_ms), max(local.day, since.day))
        tally.add(row.device_id, local, row.button, row.scale, row.play)
    return tally


def tally_windows(rows: Iterable[FootfallRow], zone: tzinfo) -> FlowTally:
    """Sum up footfall windows in one shop's time zone."""
    tally = FlowTally()
    for row in rows:
        local = local_time(zone, row.at_ms)
        tally.add(row.device_id, local, row.line, row.kind, row.flows())
    return tally


def tally_zones(rows: Iterable[ZoneRow], zone: tzinfo) -> ZoneTally:
    """Sum up zone windows in one shop's time zone."""
    tally = ZoneTally()
    for row in rows:
        local = local_time(zone, row.at_ms)
        clock = clock_hour(zone, local.hour_ms)
        tally.add(row.device_id, local, clock, row.zone, row.kind, row.stays(), row.most)
    return tally
