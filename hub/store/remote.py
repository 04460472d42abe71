"""Settings of devices: the layers that people change, and how it stands with each device."""

from collections.abc import Collection
from typing import NamedTuple

from msgspec import MsgspecError, Struct, json
from sqlalchemy import Connection, func, insert, select, update

from hub.domain.layers import Target
from hub.store import upsert
from hub.store.schema import (
    devices,
    regions,
    settings_told,
    settings_version,
    settings_wanted,
    sites,
)
from wire.remote.messages import SettingsState, Values


class Version(NamedTuple):
    """One version of a layer."""

    place: str
    number: int
    content: Values
    made_ms: int
    made_by: str
    note: str
    back_to: int | None


class Wanted(NamedTuple):
    """The document of one device. `sent_ms` None: the broker does not have it yet."""

    device_id: int
    number: int
    content: Values
    made_ms: int
    sent_ms: int | None


class Heard(NamedTuple):
    """A device's newest word on settings from here. `state` None: it takes none."""

    online: bool
    state: SettingsState | None


class Told(NamedTuple):
    """What a device said that acts: every setting, and under which document; 0: its own file."""

    acting: int
    content: Values
    told_ms: int


def newest_versions(conn: Connection, room: str) -> dict[str, Version]:
    """The layers in force for one kind of device, by place."""
    table = settings_version.c
    newest = (
        select(table.place, func.max(table.number).label("number"))
        .where(table.room == room)
        .group_by(table.place)
        .subquery()
    )
    on = (table.place == newest.c.place) & (table.number == newest.c.number)
    query = select(settings_version).join(newest, on).where(table.room == room)
    return {row.place: _version(row) for row in conn.execute(query)}


def history(conn: Connection, room: str, place: str) -> list[Version]:
    """All versions of a layer, newest first."""
    table = settings_version.c
    query = select(settings_version).where(table.room == room, table.place == place)
    return [_version(row) for row in conn.execute(query.order_by(table.number.desc()))]


def add_version(conn: Connection, room: str, version: Version) -> bool:
    """Add a version to a layer.

    Returns:
        False: there is one of this number, somebody else was faster.
    """
    table = settings_version.c
    taken = select(table.id).where(
        table.room == room, table.place == version.place, table.number >= version.number
    )
    if conn.execute(taken).first() is not None:
        return False
    row = version._asdict() | {"room": room, "content": _text(version.content)}
    # Two who are as fast as each other both find it free; the store lets one of them in.
    upsert.ensure(conn, settings_version, [row])
    own = (table.room == room, table.place == version.place, table.number == version.number)
    wrote = (table.made_by == version.made_by, table.made_ms == version.made_ms)
    return conn.execute(select(table.id).where(*own, *wrote)).first() is not None


def targets(conn: Connection, room: str | None = None) -> list[Target]:
    """The devices that settings may be for, by shop and name; None: of all kinds."""
    row = devices.c
    query = (
        select(row.id, row.site_id, sites.c.code, regions.c.code, row.name, row.room)
        .join(sites, sites.c.id == row.site_id)
        .outerjoin(regions, regions.c.id == sites.c.region_id)
        .where(row.sample.is_(False), row.room.is_not(None))
        .order_by(sites.c.code, row.name)
    )
    if room is not None:
        query = query.where(row.room == room)
    return [
        Target(number, site_id, site, region or "", name, kind)
        for number, site_id, site, region, name, kind in conn.execute(query)
    ]


def wanted_by_device(conn: Connection) -> dict[int, Wanted]:
    """The documents of all devices that have one."""
    rows = conn.execute(select(settings_wanted))
    return {
        row.device_id: Wanted(
            row.device_id, row.number, _values(row.content), row.made_ms, row.sent_ms
        )
        for row in rows
    }


def put_wanted(conn: Connection, document: Wanted) -> None:
    """Make a device's document this one."""
    values = document._asdict() | {"content": _text(document.content)}
    key = settings_wanted.c.device_id == document.device_id
    if not conn.execute(update(settings_wanted).where(key).values(values)).rowcount:
        conn.execute(insert(settings_wanted).values(values))


def send_again(conn: Connection, device_ids: Collection[int], now_ms: int) -> int:
    """Give the documents of some devices a new number; returns how many have one."""
    table = settings_wanted.c
    values = {"number": table.number + 1, "made_ms": now_ms, "sent_ms": None}
    return conn.execute(
        update(settings_wanted).where(table.device_id.in_(device_ids)).values(values)
    ).rowcount


def note_sent(conn: Connection, document: Wanted, now_ms: int) -> None:
    """The broker has a document, unless there is a newer one by now."""
    table = settings_wanted.c
    own = (table.device_id == document.device_id, table.number == document.number)
    conn.execute(update(settings_wanted).where(*own).values(sent_ms=now_ms))


def heard_by_device(conn: Connection, device_ids: Collection[int]) -> dict[int, Heard]:
    """What these devices last said of settings from here."""
    row = devices.c
    query = select(row.id, row.online, row.status).where(row.id.in_(device_ids))
    return {number: Heard(online, _state(status)) for number, online, status in conn.execute(query)}


def note_told(conn: Connection, site: str, device: str, told: Told) -> None:
    """Keep what a device says that acts. One that nobody knows is ignored: its status comes."""
    device_id = conn.execute(
        select(devices.c.id).join(sites).where(sites.c.code == site, devices.c.name == device)
    ).scalar()
    if device_id is None:
        return
    values = told._asdict() | {"content": _text(told.content)}
    upsert.ensure(conn, settings_told, [{"device_id": device_id, **values}])
    key = settings_told.c.device_id == device_id
    conn.execute(update(settings_told).where(key).values(values))


def told_by_device(conn: Connection, device_ids: Collection[int]) -> dict[int, Told]:
    """What these devices said that acts."""
    table = settings_told.c
    rows = conn.execute(select(settings_told).where(table.device_id.in_(device_ids)))
    return {row.device_id: Told(row.acting, _values(row.content), row.told_ms) for row in rows}


class _Status(Struct, frozen=True):
    """The part of a status that is read here; the rest is skipped."""

    settings: SettingsState | None = None


def _state(status: str | None) -> SettingsState | None:
    try:
        return json.decode(status, type=_Status).settings if status else None
    except MsgspecError:  # of a newer version, which was replaced by this one
        return None


def _version(row: object) -> Version:
    found = {name: getattr(row, name) for name in Version._fields}
    return Version(**found | {"content": _values(found["content"])})


def _values(content: str) -> Values:
    return json.decode(content, type=Values)


def _text(values: Values) -> str:
    return json.encode(values).decode()
