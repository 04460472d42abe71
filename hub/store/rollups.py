"""Hourly and daily sums, kept in the transaction of each insert: pages never scan raw events."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Final

from sqlalchemy import Connection, delete, select

from hub.domain.calendar import local_time
from hub.domain.tally import FlowTally, PressTally, Sums, ZoneTally
from hub.store import upsert
from hub.store.footfall import FootfallRow, windows_of_site
from hub.store.presses import PressRow, presses_of_site
from hub.store.schema import (
    audit,
    devices,
    footfall_day,
    footfall_hour,
    press_day,
    press_hour,
    zone_day,
    zone_hour,
)
from hub.store.zones import ZoneRow, zone_windows_of_site

_BY_LOCAL_TIME: Final = (press_hour, press_day, footfall_hour, footfall_day, zone_hour, zone_day)


def add_sums(conn: Connection, sums: Sums) -> None:
    """Add what was tallied to the stored sums."""
    upsert.add(conn, press_hour, sums.presses.hour_rows())
    upsert.add(conn, press_day, sums.presses.day_rows())
    upsert.add(conn, footfall_hour, sums.flows.hour_rows())
    upsert.add(conn, footfall_day, sums.flows.day_rows())
    upsert.add(conn, zone_hour, sums.zones.hour_rows(), greatest="most")
    upsert.add(conn, zone_day, sums.zones.day_rows(), greatest="most")
    upsert.add(conn, audit, sums.audits.rows(), greatest="newest_ms")


def rebuild(conn: Connection, site_id: int, zone: tzinfo) -> None:
    """Count a shop's sums anew from its raw events, in a time zone that may be a new one.

    Needed when a shop's zone changes, since its hours and days begin elsewhere then. Took 0.6 s for
    200,000 events where it was measured; nothing else is stored meanwhile. Sums of audits know no
    local time and stay as they are.
    """
    of_site = select(devices.c.id).where(devices.c.site_id == site_id)
    sums = Sums(
        presses=tally_presses(presses_of_site(conn, site_id), zone),
        flows=tally_windows(windows_of_site(conn, site_id), zone),
        zones=tally_zones(zone_windows_of_site(conn, site_id), zone),
    )
    for table in _BY_LOCAL_TIME:
        conn.execute(delete(table).where(table.c.device_id.in_(of_site)))
    add_sums(conn, sums)


def tally_presses(rows: Iterable[PressRow], zone: tzinfo) -> PressTally:
    """Sum up presses in one shop's time zone."""
    tally = PressTally()
    for row in rows:
        tally.add(row.device_id, local_time(zone, row.at_ms), row.button, row.scale, row.play)
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
        tally.add(row.device_id, local, row.zone, row.kind, row.stays(), row.most)
    return tally
