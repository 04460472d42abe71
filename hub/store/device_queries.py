"""The devices: the newest word of each device, its counters, what was set aside."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from hub.store.among import among
from hub.store.schema import devices, epochs, quarantine, quarantine_count


class Device(NamedTuple):
    """A device of a shop. `room` is None while it has never said what it is."""

    id: int
    site_id: int
    name: str
    room: str | None
    sample: bool


class DeviceState(NamedTuple):
    """A device as the hub last heard of it. `status` is a `wire.status.Status` as JSON."""

    id: int
    site_id: int
    name: str
    room: str | None
    sample: bool
    online: bool
    online_changed_ms: int | None
    status_ms: int | None
    status: str | None
    last_event_ms: int | None


class Counters(NamedTuple):
    """One outbox of a device, compared with the hub. `difference` is None before the first time."""

    epoch: str
    difference: dict[str, int] | None
    lost: int
    compared_ms: int | None


class SetAside(NamedTuple):
    """A message, or one event of it, that could not be read and was kept apart."""

    received_ms: int
    topic: str
    code: str
    detail: str
    seq: int | None
    size_bytes: int


def list_devices(conn: Connection) -> list[Device]:
    """All devices, by name."""
    table = devices.c
    query = select(table.id, table.site_id, table.name, table.room, table.sample)
    return [Device(*row) for row in conn.execute(query.order_by(table.name, table.id))]


def device_states(conn: Connection, site_ids: Sequence[int]) -> list[DeviceState]:
    """All devices of some shops, by name."""
    columns = [devices.c[name] for name in DeviceState._fields]
    query = select(*columns).where(among(conn, devices.c.site_id, site_ids))
    return [DeviceState(*row) for row in conn.execute(query.order_by(devices.c.name))]


def device_counters(conn: Connection, site_ids: Sequence[int]) -> dict[int, list[Counters]]:
    """The outboxes of each device, newest first; a device that was set up anew has several."""
    query = (
        select(
            epochs.c.device_id,
            epochs.c.epoch,
            epochs.c.difference,
            epochs.c.lost,
            epochs.c.compared_ms,
        )
        .join_from(devices, epochs, epochs.c.device_id == devices.c.id)
        .where(among(conn, devices.c.site_id, site_ids))
        .order_by(epochs.c.id.desc())
    )
    found: defaultdict[int, list[Counters]] = defaultdict(list)
    for device_id, epoch, difference, lost, compared_ms in conn.execute(query):
        parsed = None if difference is None else json.loads(difference)
        found[device_id].append(Counters(epoch, parsed, lost, compared_ms))
    return dict(found)


def set_aside(conn: Connection, *, most: int) -> list[SetAside]:
    """The newest messages that could not be read, of all shops: their sender may be forged."""
    columns = [quarantine.c[name] for name in SetAside._fields]
    query = select(*columns).order_by(quarantine.c.id.desc()).limit(most)
    return [SetAside(*row) for row in conn.execute(query)]


def set_aside_counts(conn: Connection) -> dict[str, int]:
    """How many were set aside since the hub was set up, by code."""
    query = select(quarantine_count.c.code, quarantine_count.c.n)
    return {row.code: row.n for row in conn.execute(query.order_by(quarantine_count.c.code))}


def set_aside_since(conn: Connection, since_ms: int) -> int:
    """How many of those still kept came after an instant."""
    query = select(func.count()).where(quarantine.c.received_ms >= since_ms)
    return int(conn.execute(query).scalar_one())
