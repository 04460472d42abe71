"""Numbers about the hub itself, for those who run it."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from hub.store.schema import devices, epoch_ahead, epochs


class DeviceCount(NamedTuple):
    """Devices of one kind; `room` is empty while they have not said what they are."""

    room: str
    online: bool
    number: int


def device_counts(conn: Connection) -> list[DeviceCount]:
    """Devices by kind, and whether they are connected."""
    row = devices.c
    query = select(row.room, row.online, func.count()).group_by(row.room, row.online)
    return [DeviceCount(room or "", online, number) for room, online, number in conn.execute(query)]


def events_taken(conn: Connection) -> int:
    """Events that were stored, set aside or declared lost since the hub was set up."""
    whole = conn.execute(select(func.coalesce(func.sum(epochs.c.contiguous_seq), 0))).scalar_one()
    ahead = conn.execute(select(func.count()).select_from(epoch_ahead)).scalar_one()
    return int(whole) + int(ahead)


def events_lost(conn: Connection) -> int:
    """Events that were gone from their devices before they came."""
    return int(conn.execute(select(func.coalesce(func.sum(epochs.c.lost), 0))).scalar_one())
