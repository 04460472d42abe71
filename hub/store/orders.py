"""Orders to devices, and what became of them."""

import json
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from hub.store.schema import device_order, devices, sites
from wire.messages import Answer


class GivenOrder(NamedTuple):
    """An order. Instants are None for what has not happened."""

    kind: str
    asked_ms: int
    asked_by: str
    until_ms: int
    answered_ms: int | None
    ok: bool | None
    lines: list[str]


class GivenTo(NamedTuple):
    """An order that is given now; `name` is the one-time name it travels under."""

    device_id: int
    name: str
    kind: str
    asked_by: str
    asked_ms: int
    until_ms: int


def add_order(conn: Connection, order: GivenTo) -> None:
    """Remember an order that is on its way."""
    conn.execute(insert(device_order).values(order._asdict()))


def note_answer(conn: Connection, answer: Answer, at_ms: int) -> None:
    """Keep an answer; a second one, or one to an order that this device never got, is ignored."""
    own = (
        select(devices.c.id)
        .join(sites)
        .where(sites.c.code == answer.site, devices.c.name == answer.device)
    )
    table = device_order.c
    asked = (
        table.name == answer.name,
        table.device_id.in_(own),
        table.answered_ms.is_(None),
    )
    lines = json.dumps([one.text for one in answer.lines])
    values = {"answered_ms": at_ms, "ok": answer.ok, "answer": lines}
    conn.execute(update(device_order).where(*asked).values(values))


def orders_of(conn: Connection, device_id: int, *, most: int) -> list[GivenOrder]:
    """The newest orders to a device, newest first."""
    table = device_order.c
    query = select(device_order).where(table.device_id == device_id).order_by(table.id.desc())
    return [
        GivenOrder(
            row.kind,
            row.asked_ms,
            row.asked_by,
            row.until_ms,
            row.answered_ms,
            row.ok,
            json.loads(row.answer or "[]"),
        )
        for row in conn.execute(query.limit(most))
    ]
