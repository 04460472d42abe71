"""Devices, as ingest knows them and as they say of themselves."""

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, select, tuple_, update

from hub.store import upsert
from hub.store.schema import devices, sites

_STATUS: Final = ("online", "online_changed_ms", "session", "room", "status_ms", "status")


class DeviceRow(NamedTuple):
    """What ingest needs of a device. `last_event_ms` and the rest are None until known."""

    id: int
    site_id: int
    name: str
    room: str | None
    online: bool
    online_changed_ms: int | None
    session: str | None
    status_ms: int | None
    status: str | None
    last_event_ms: int | None


class StatusChange(NamedTuple):
    """New values of a device's row."""

    online: bool
    online_changed_ms: int | None
    session: str | None
    room: str | None
    status_ms: int | None
    status: str | None
    device_id: int


def ensure_devices(
    conn: Connection, keys: Collection[tuple[int, str]], now_ms: int
) -> dict[tuple[int, str], DeviceRow]:
    """The devices of these (site id, name); those that are new are made.

    On PostgreSQL their rows are locked until the transaction ends, in one order for all workers:
    whoever holds a device may change its epochs and sums.
    """
    found = _find(conn, keys)
    missing = sorted(set(keys) - set(found))
    if not missing:
        return found
    upsert.ensure(
        conn,
        devices,
        [{"site_id": site, "name": name, "first_seen_ms": now_ms} for site, name in missing],
    )
    return _find(conn, keys)


def note_last_events(conn: Connection, rows: list[tuple[int, int]]) -> None:
    """Store when the newest event of some devices happened: (ms, device id)."""
    upsert.change(conn, devices, ("last_event_ms",), rows)


def note_statuses(conn: Connection, changes: list[StatusChange]) -> None:
    """Store what some devices said of themselves."""
    upsert.change(conn, devices, _STATUS, changes)


def mark_sample(conn: Connection, site_code: str, names: Collection[str]) -> None:
    """Mark devices of a shop as the source of generated data; pages that show it say so."""
    of_site = select(sites.c.id).where(sites.c.code == site_code).scalar_subquery()
    conn.execute(
        update(devices)
        .where(devices.c.site_id == of_site, devices.c.name.in_(names))
        .values(sample=True)
    )


def _find(conn: Connection, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], DeviceRow]:
    columns = [devices.c[name] for name in DeviceRow._fields]
    query: Select[Any] = (
        select(*columns)
        .where(tuple_(devices.c.site_id, devices.c.name).in_(keys))
        .order_by(devices.c.id)
        .with_for_update()
    )
    rows = [DeviceRow(*row) for row in conn.execute(query)]
    return {(row.site_id, row.name): row for row in rows}
