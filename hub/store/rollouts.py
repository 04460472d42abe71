"""Releases given out to devices: in which stage, to whom, and how the devices stand."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from hub.store.schema import devices, rollout, rollout_device, sites


class Rollout(NamedTuple):
    """A release on its way. `state` and `stage`: see `hub.domain.staging`."""

    id: int
    version: str
    begun_ms: int
    begun_by: str
    state: str
    stage: int
    stage_ms: int
    forgiven: int
    why: str | None


class FleetDevice(NamedTuple):
    """A device that may be given releases. `status`: a `wire.status.Status` as JSON."""

    id: int
    site: str
    """The shop's code."""
    site_name: str
    name: str
    site_id: int
    online: bool
    online_changed_ms: int | None
    status_ms: int | None
    status: str


def newest_rollout(conn: Connection) -> Rollout | None:
    """The release that is given out, was stopped, or is done. None: there never was one."""
    found = rollouts(conn, most=1)
    return found[0] if found else None


def rollouts(conn: Connection, *, most: int) -> list[Rollout]:
    """The newest first."""
    columns = [rollout.c[name] for name in Rollout._fields]
    query = select(*columns).order_by(rollout.c.id.desc()).limit(most)
    return [Rollout(*row) for row in conn.execute(query)]


def begin_rollout(conn: Connection, version: str, who: str, now_ms: int) -> None:
    """Begin to give a release out; one that was on its way goes no further."""
    unfinished = rollout.c.state.in_(("running", "stopped"))
    conn.execute(update(rollout).where(unfinished).values(state="replaced"))
    conn.execute(
        insert(rollout).values(
            version=version,
            begun_ms=now_ms,
            begun_by=who,
            state="running",
            stage=0,
            stage_ms=now_ms,
            forgiven=0,
        )
    )


def change_rollout(conn: Connection, rollout_id: int, **values: Any) -> None:
    """Set some columns."""
    conn.execute(update(rollout).where(rollout.c.id == rollout_id).values(**values))


def chosen_devices(conn: Connection, rollout_id: int) -> dict[int, int]:
    """Since when (ms) each chosen device is chosen, by its id."""
    table = rollout_device.c
    query = select(table.device_id, table.chosen_ms).where(table.rollout_id == rollout_id)
    return {row.device_id: row.chosen_ms for row in conn.execute(query)}


def choose_devices(
    conn: Connection, rollout_id: int, device_ids: Collection[int], now_ms: int
) -> None:
    """Add devices to those that get the release."""
    rows = [{"rollout_id": rollout_id, "device_id": one, "chosen_ms": now_ms} for one in device_ids]
    if rows:
        conn.execute(insert(rollout_device), rows)


def real_devices(conn: Connection) -> list[FleetDevice]:
    """Devices that have said how they are, except generated ones, by shop and name."""
    query = (
        select(
            devices.c.id,
            sites.c.code,
            sites.c.name,
            devices.c.name,
            devices.c.site_id,
            devices.c.online,
            devices.c.online_changed_ms,
            devices.c.status_ms,
            devices.c.status,
        )
        .join_from(devices, sites)
        .where(devices.c.status.is_not(None), devices.c.sample.is_(False))
        .order_by(sites.c.code, devices.c.name)
    )
    return [FleetDevice(*row) for row in conn.execute(query)]
