"""Giving orders to devices: signed, and put among what is to be sent."""

from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Connection

from hub.domain.text import text
from hub.errors import OrderError
from hub.settings import HubSettings
from hub.store.device_queries import DeviceState
from hub.store.orders import GivenTo, add_order
from hub.store.outgoing import Message, put
from wire.codec import encode
from wire.messages import VERSION
from wire.orders import GOOD_MS, Kind, Order, SignedOrder
from wire.settings import read_secret
from wire.status import Status
from wire.topics import spell


class Giver(NamedTuple):
    """Who gives an order, and when."""

    who: str
    now_ms: int


def give_order(
    conn: Connection,
    settings: HubSettings,
    state: DeviceState,
    status: Status | None,
    kind: Kind,
    giver: Giver,
) -> None:
    """Have an order sent to a device.

    Args:
        conn: in a write transaction.
        settings: whose key signs.
        state: the device as the store knows it.
        status: its newest word: which run it is, and what its clock since boot said.
        kind: what it is to do.
        giver: who and when.

    Raises:
        OrderError: this hub has no key, or the device is not connected.
        SecretError: the key cannot be read.
    """
    # Signing needs a library that a hub without a key can do without.
    from wire.signing import sign  # noqa: PLC0415

    if not settings.devices.order_key_file:
        raise OrderError(text("This hub has no key for orders: docs/operator.md makes one."))
    if status is None or not state.online or status.at is None or state.status_ms is None:
        raise OrderError(text("The device is not connected."))
    now_ms = giver.now_ms
    order = Order(
        v=VERSION,
        name=uuid4().hex,
        site=status.site,
        device=status.device,
        session=status.session,
        kind=kind,
        until_boot_ms=status.at.boot_ms + max(0, now_ms - state.status_ms) + GOOD_MS,
    )
    body = encode(order)
    key = read_secret(settings.devices.order_key_file).reveal()
    signed = SignedOrder(order=body.decode(), signature=sign(key, body))
    add_order(conn, GivenTo(state.id, order.name, kind, giver.who, now_ms, now_ms + GOOD_MS))
    topic = spell(order.site, order.device, "command")
    sending = Message(
        f"order {order.name}", f"order {kind}", "mqtt", topic, encode(signed).decode(), now_ms
    )
    put(conn, [sending], now_ms)
