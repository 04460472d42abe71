"""The newest events, for the live list. The only pages' query on raw events, and it is bounded."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, or_, select

from hub.store.among import among
from hub.store.schema import devices, footfall, press

_press_query = (
    select(press.c.at_ms, press.c.quality, press.c.button, press.c.scale, press.c.play)
    .where(press.c.device_id == bindparam("device"), press.c.at_ms >= bindparam("since_ms"))
    .order_by(press.c.at_ms.desc())
    .limit(bindparam("most"))
)
_passage_query = (
    select(footfall.c.at_ms, footfall.c.quality, footfall.c.entered, footfall.c.left)
    .where(footfall.c.device_id == bindparam("device"), footfall.c.at_ms >= bindparam("since_ms"))
    .where(or_(footfall.c.entered > 0, footfall.c.left > 0), footfall.c.kind == "door")
    .order_by(footfall.c.at_ms.desc())
    .limit(bindparam("most"))
)


class PressEvent(NamedTuple):
    """One press."""

    device_id: int
    at_ms: int
    quality: int
    button: int
    of: int
    play: bool


class PassageEvent(NamedTuple):
    """One window in which somebody passed a door."""

    device_id: int
    at_ms: int
    quality: int
    entered: int
    left: int


def newest_events(
    conn: Connection, site_ids: Sequence[int], *, since_ms: int, most: int
) -> list[PressEvent | PassageEvent]:
    """The newest events of some shops, newest first.

    Only the `most` devices that had an event last can hold them; each costs one short walk on the
    index (device, time).
    """
    newest = (
        select(devices.c.id, devices.c.room)
        .where(among(conn, devices.c.site_id, site_ids), devices.c.last_event_ms >= since_ms)
        .order_by(devices.c.last_event_ms.desc())
        .limit(most)
    )
    events: list[PressEvent | PassageEvent] = []
    for device_id, room in conn.execute(newest).all():
        asked = {"device": device_id, "since_ms": since_ms, "most": most}
        if room != "camera":
            events += [PressEvent(device_id, *row) for row in conn.execute(_press_query, asked)]
        if room != "kiosk":
            events += [PassageEvent(device_id, *row) for row in conn.execute(_passage_query, asked)]
    return sorted(events, key=lambda event: event.at_ms, reverse=True)[:most]
