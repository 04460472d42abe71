"""Shows each device in Home Assistant: announces it, tells its figures, takes it back.

A job of the hub's work, not of ingest: figures of a day are sums, and ingest has no time for them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from threading import Event
from typing import Final
from uuid import uuid4

import msgspec

from hub.domain.home_assistant import DeviceToday, announcement, object_id, state
from hub.domain.periods import Period
from hub.figures.device_today import device_today
from hub.figures.selection import choose
from hub.store.announced import announced_topics, forget_announced, note_announced
from hub.store.engine import reading, writing
from hub.work.job import Context
from wire.link import Link, MqttLink
from wire.settings import BrokerSettings
from wire.topics import spell_home_config, spell_home_state

EVERY_SECONDS: Final = 30
_CONNECT_SECONDS: Final = 10


def tell_home_assistant(context: Context) -> None:
    """Announce the devices that are here, with their figures; take back those that are gone."""
    settings = context.settings.home_assistant
    with reading(context.engine) as conn:
        there = announced_topics(conn)
        if not settings.enabled and not there:
            return
        chosen = choose(conn, period=Period("today"), now_ms=context.now_ms)
        devices = device_today(conn, chosen) if settings.enabled else []
    messages = _messages(devices, settings.prefix)
    if context.link is None:  # it was switched off: nothing else may need a way to the broker
        with _link_for_once(context.settings.broker) as link:
            _publish(context, link, messages, there)
    else:
        _publish(context, context.link, messages, there)


def _publish(context: Context, link: Link, messages: dict[str, bytes], there: set[str]) -> None:
    """Publish all, and empty what is no longer among them. Without a broker: in the next round."""
    if not link.connected:
        return
    with writing(context.engine) as conn:
        note_announced(conn, messages.keys() - there)
    for topic, payload in messages.items():
        link.publish(topic, payload, retain=True)
    gone = sorted(there - messages.keys())
    taken_back = [topic for topic in gone if link.publish(topic, b"", retain=True)]
    if taken_back:
        with writing(context.engine) as conn:
            forget_announced(conn, taken_back)


@contextmanager
def _link_for_once(broker: BrokerSettings) -> Iterator[Link]:
    """A link that is connected, or that found no broker in time."""
    settled = Event()
    link = MqttLink(
        broker,
        client_id=f"otklik-once-{uuid4().hex[:12]}",
        subscriptions=(),
        on_message=lambda _delivery: None,
        on_state=lambda _connected: settled.set(),
        meanwhile="What Home Assistant was told stays there until then.",
    )
    link.start()
    try:
        settled.wait(_CONNECT_SECONDS)
        yield link
    finally:
        link.stop()


def _messages(devices: list[DeviceToday], prefix: str) -> dict[str, bytes]:
    """All messages by topic: retained, so that a Home Assistant that starts anew knows at once."""
    messages = {}
    for one in devices:
        topic = spell_home_state(prefix, one.site, one.device)
        about = announcement(one, state_topic=topic, version=version("otklik"))
        config = spell_home_config(prefix, object_id(one.site, one.device))
        messages[config] = msgspec.json.encode(about)
        messages[topic] = msgspec.json.encode(state(one))
    return messages
