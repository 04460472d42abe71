"""Gives each device the settings that its layers ask for: signed, retained by the broker.

A job, not the page: a shop may move to another region, or a device be new, and nobody sent a form.
"""

import logging
from functools import partial
from typing import Final

from sqlalchemy import Connection

from hub.domain.layers import Target, wanted
from hub.domain.settables import SETTABLES
from hub.store import remote
from hub.store.engine import reading, writing
from hub.work.job import Context
from wire.messages import VERSION
from wire.remote.messages import Document
from wire.remote.sealing import seal
from wire.settings import read_secret
from wire.topics import spell

_log = logging.getLogger("otklik.settings")
EVERY_SECONDS: Final = 5
AT_ONCE: Final = 50
"""Devices in one round: with settings a program starts anew, and not the whole chain at once."""


def send_settings(context: Context) -> None:
    """Work out what devices are to have, and hand the broker what it has not.

    Raises:
        SecretError: the key cannot be read.
    """
    if not context.settings.devices.order_key_file:
        return
    with reading(context.engine) as conn:
        targets = {one.id: one for one in remote.targets(conn)}
        fresh = renewed(conn, targets, context.now_ms)
        unsent = _unsent(conn, targets)
    if fresh:
        with writing(context.engine) as conn:
            for one in fresh:
                remote.put_wanted(conn, one)
    sending = {one.device_id: one for one in [*unsent, *fresh]}
    _send(context, targets, list(sending.values())[:AT_ONCE])


def renewed(conn: Connection, targets: dict[int, Target], now_ms: int) -> list[remote.Wanted]:
    """The documents that must be new: other layers, or a device that knows a later one.

    A device may be ahead of the store where this was brought back from a copy: what it has then is
    not what is written here, and it would refuse a number that it has seen.
    """
    layers = {
        room: {place: one.content for place, one in remote.newest_versions(conn, room).items()}
        for room in SETTABLES
    }
    before = remote.wanted_by_device(conn)
    if not before and not any(layers.values()):
        return []
    heard = remote.heard_by_device(conn, targets)
    found = []
    for target in targets.values():
        old, said = before.get(target.id), heard[target.id].state
        content = wanted(target, layers.get(target.room, {}))
        number = old.number if old else 0
        ahead = said is not None and said.newest > number
        if (content != old.content or ahead) if old else content:
            number = max(number, said.newest if said else 0) + 1
            found.append(remote.Wanted(target.id, number, content, now_ms, None))
    return found


def _unsent(conn: Connection, targets: dict[int, Target]) -> list[remote.Wanted]:
    known = remote.wanted_by_device(conn).values()
    return [one for one in known if one.sent_ms is None and one.device_id in targets]


def _send(context: Context, targets: dict[int, Target], documents: list[remote.Wanted]) -> None:
    if not documents or context.link is None or not context.link.connected:
        return  # in a later round
    # Signing needs a library that a hub without a key can do without.
    from wire.signing import sign  # noqa: PLC0415

    key = read_secret(context.settings.devices.order_key_file).reveal()
    for one in documents:
        target = targets[one.device_id]
        document = Document(
            v=VERSION, site=target.site, device=target.name, number=one.number, values=one.content
        )
        topic = spell(target.site, target.name, "config")
        if context.link.publish(topic, seal(document, partial(sign, key)), retain=True):
            with writing(context.engine) as conn:
                remote.note_sent(conn, one, context.now_ms)
        context.alive()
    _log.info("Settings of %s devices were handed to the broker.", len(documents))
