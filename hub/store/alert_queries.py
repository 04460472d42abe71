"""What the alerts look at: devices by when they were heard, queues, and visitors since a press."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select

from hub.domain.outages import Heard
from hub.domain.score import ButtonRow
from hub.domain.silence import Windows
from hub.store.among import among
from hub.store.schema import (
    MAX_BUTTONS,
    devices,
    footfall,
    footfall_hour,
    press,
    press_hour,
    zone_window,
)


class QueueSum(NamedTuple):
    """A queue over some minutes: what was stored of it."""

    site_id: int
    device: str
    zone: str
    seconds: int
    occupancy_ms: int
    """People times milliseconds."""


class SilentKiosk(NamedTuple):
    """A kiosk that is connected, and when it was last pressed."""

    device_id: int
    site_id: int
    name: str
    last_event_ms: int


def heard_devices(conn: Connection) -> list[Heard]:
    """When each device was last heard, without generated ones and those that never said it."""
    row = devices.c
    query = select(row.site_id, row.name, row.online, row.status_ms)
    query = query.where(row.status_ms.is_not(None), row.sample.is_(False))
    return [Heard(*found) for found in conn.execute(query.order_by(row.site_id, row.name))]


def queues(conn: Connection, from_ms: int) -> list[QueueSum]:
    """Every queue that was looked at since an instant."""
    zone = zone_window.c
    query = (
        select(
            devices.c.site_id,
            devices.c.name,
            zone.zone,
            func.sum(zone.seconds),
            func.sum(zone.occupancy_ms),
        )
        .join_from(devices, zone_window, zone.device_id == devices.c.id)
        .where(devices.c.room == "camera", devices.c.sample.is_(False))
        .where(zone.at_ms >= from_ms, zone.kind == "queue")
        .group_by(devices.c.site_id, devices.c.name, zone.zone)
        .order_by(devices.c.site_id, devices.c.name, zone.zone)
    )
    return [QueueSum(*row[:3], int(row[3]), int(row[4])) for row in conn.execute(query)]


def quiet_kiosks(conn: Connection, before_ms: int) -> list[SilentKiosk]:
    """Connected kiosks that nobody has pressed since an instant, but did before."""
    row = devices.c
    query = select(row.id, row.site_id, row.name, row.last_event_ms).where(
        row.room == "kiosk",
        row.online.is_(True),
        row.sample.is_(False),
        row.last_event_ms <= before_ms,
    )
    return [SilentKiosk(*found) for found in conn.execute(query.order_by(row.id))]


def visitors_since(conn: Connection, site_id: int, from_ms: int, hour_ms: int) -> int:
    """Who came in by a shop's doors.

    Args:
        conn: the store.
        site_id: the shop.
        from_ms: since when, exactly.
        hour_ms: the beginning of the first local hour after that, where sums by hour begin.
    """
    of_site = devices.c.site_id == site_id
    raw, hour = footfall.c, footfall_hour.c
    first = (
        select(func.coalesce(func.sum(raw.entered), 0))
        .join_from(devices, footfall, raw.device_id == devices.c.id)
        .where(of_site, raw.at_ms >= from_ms, raw.at_ms < hour_ms, raw.kind == "door")
    )
    rest = (
        select(func.coalesce(func.sum(hour.entered), 0))
        .join_from(devices, footfall_hour, hour.device_id == devices.c.id)
        .where(and_(of_site, hour.hour_ms >= hour_ms, hour.kind == "door"))
    )
    return int(conn.execute(first).scalar_one()) + int(conn.execute(rest).scalar_one())


def presses_by_hour(
    conn: Connection, site_id: int, from_ms: int, until_ms: int
) -> list[tuple[int, ButtonRow]]:
    """The hours of a shop in which there were presses, by the instant they begin."""
    hour = press_hour.c
    columns = [hour[f"{kind}{n}"] for kind in ("n", "p") for n in range(1, MAX_BUTTONS + 1)]
    query = (
        select(hour.hour_ms, hour.scale, *columns)
        .join_from(devices, press_hour, hour.device_id == devices.c.id)
        .where(devices.c.site_id == site_id, devices.c.sample.is_(False))
        .where(hour.hour_ms >= from_ms, hour.hour_ms < until_ms)
        .order_by(hour.hour_ms)
    )
    found = []
    for hour_ms, of, *numbers in conn.execute(query):
        play = numbers[MAX_BUTTONS : MAX_BUTTONS + of]
        found.append((hour_ms, ButtonRow(of, tuple(numbers[:of]), tuple(play))))
    return found


def press_times(
    conn: Connection, site_id: int, from_ms: int, until_ms: int
) -> dict[int, list[int]]:
    """When each kiosk of a shop was pressed, in order."""
    row = press.c
    query = (
        select(row.device_id, row.at_ms)
        .join_from(devices, press, row.device_id == devices.c.id)
        .where(devices.c.site_id == site_id, devices.c.sample.is_(False))
        .where(row.at_ms >= from_ms, row.at_ms < until_ms)
        .order_by(row.device_id, row.at_ms)
    )
    found: dict[int, list[int]] = {}
    for device_id, at_ms in conn.execute(query):
        found.setdefault(device_id, []).append(at_ms)
    return found


def door_windows(conn: Connection, site_id: int, from_ms: int, until_ms: int) -> Windows:
    """What was counted at a shop's doors, window by window."""
    row = footfall.c
    query = (
        select(row.at_ms, row.at_ms + 1000 * row.seconds, row.entered)
        .join_from(devices, footfall, row.device_id == devices.c.id)
        .where(devices.c.site_id == site_id, devices.c.sample.is_(False), row.kind == "door")
        .where(row.at_ms >= from_ms, row.at_ms < until_ms)
    )
    found = conn.execute(query).all()
    return Windows(*([row[n] for row in found] for n in range(3)))


def visitors_by_hour(
    conn: Connection, site_ids: Collection[int], from_ms: int, until_ms: int
) -> list[tuple[int, int, int, int]]:
    """Shop, beginning of the hour, who came in by its doors, and seconds that were counted."""
    hour = footfall_hour.c
    query = (
        select(devices.c.site_id, hour.hour_ms, func.sum(hour.entered), func.sum(hour.seconds))
        .join_from(devices, footfall_hour, hour.device_id == devices.c.id)
        .where(among(conn, devices.c.site_id, site_ids), devices.c.sample.is_(False))
        .where(hour.hour_ms >= from_ms, hour.hour_ms < until_ms, hour.kind == "door")
        .group_by(devices.c.site_id, hour.hour_ms)
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in conn.execute(query)]
