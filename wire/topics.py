"""The only speller of MQTT topics: `otklik/1/{site}/{device}/{stream}`."""

import re
from typing import Final, Literal, NamedTuple, get_args

from wire.errors import BadTopicError

UpStream = Literal[
    "press",
    "reason",
    "footfall",
    "zone",
    "occupancy",
    "audit",
    "expression",
    "status",
    "answer",
    "settings",
]
DownStream = Literal["ack", "config", "command"]
Stream = UpStream | DownStream

ROOT: Final = "otklik/1"
UP_STREAMS: Final[tuple[str, ...]] = get_args(UpStream)
DOWN_STREAMS: Final[tuple[str, ...]] = get_args(DownStream)
EVENT_STREAMS: Final = (
    *("press", "reason"),
    *("footfall", "zone", "occupancy", "audit", "expression"),
)

NAME_PATTERN: Final = r"^[a-z0-9][a-z0-9-]{0,62}$(?!\n)"
"""Sites and devices: also safe as a host name, a file name, a user name of the broker.

The end says that no newline follows: Python's `$` would let one pass.
"""

_NAME = re.compile(NAME_PATTERN)


class Subscription(NamedTuple):
    """A topic filter and the quality of service it is asked for."""

    filter: str
    qos: int


class Topic(NamedTuple):
    """A topic taken apart."""

    site: str
    device: str
    stream: str


def spell(site: str, device: str, stream: str) -> str:
    """The topic of one stream of one device.

    Raises:
        BadTopicError: a name that would not survive the way (`+`, `#`, `/`, capitals, spaces).
    """
    for name in (site, device):
        if not _NAME.match(name):
            raise BadTopicError(
                f"{name!r} cannot be part of a topic: use 1 to 63 of a-z, 0-9 and '-', "
                "starting with a letter or digit."
            )
    if stream not in UP_STREAMS and stream not in DOWN_STREAMS:
        raise BadTopicError(f"{stream!r} is no stream; known are {UP_STREAMS + DOWN_STREAMS}.")
    return f"{ROOT}/{site}/{device}/{stream}"


def spell_alert(site: str | None) -> str:
    """The topic on which the hub tells others what is wrong in a shop; None: with the hub itself.

    Nobody of us listens to it, and no device's topic is as short.

    Raises:
        BadTopicError: a name that would not survive the way.
    """
    if site is None:
        return f"{ROOT}/alert"
    if not _NAME.match(site):
        raise BadTopicError(f"{site!r} cannot be part of a topic.")
    return f"{ROOT}/{site}/alert"


def spell_home_config(prefix: str, object_id: str) -> str:
    """The topic on which a device is announced to Home Assistant.

    Args:
        prefix: where it listens, `homeassistant` unless it was told otherwise.
        object_id: the device's name there.

    Raises:
        BadTopicError: a name that would not survive the way.
    """
    if not _NAME.match(prefix) or not re.fullmatch(r"[a-zA-Z0-9_-]+", object_id):
        raise BadTopicError(f"{prefix!r} and {object_id!r} cannot be parts of a topic.")
    return f"{prefix}/device/{object_id}/config"


def spell_home_state(prefix: str, site: str, device: str) -> str:
    """The topic of a device's figures there: under the prefix, so that it may read nothing else.

    Raises:
        BadTopicError: a name that would not survive the way.
    """
    if not all(_NAME.match(name) for name in (prefix, site, device)):
        raise BadTopicError(f"{prefix!r}, {site!r} and {device!r} cannot be parts of a topic.")
    return f"{prefix}/otklik/{site}/{device}"


def parse(topic: str) -> Topic:
    """Take a topic apart.

    Raises:
        BadTopicError: not a topic of this version, or with an unknown stream.
    """
    parts = topic.split("/")
    if len(parts) != 5 or "/".join(parts[:2]) != ROOT:
        raise BadTopicError(f"{topic!r} is not {ROOT}/SITE/DEVICE/STREAM.")
    site, device, stream = parts[2:]
    spell(site, device, stream)
    return Topic(site, device, stream)


def device_subscriptions(site: str, device: str) -> list[Subscription]:
    """What a device listens to: the streams that come down to it.

    `ack` is asked for at QoS 0: the next one says the same and more, and each status calls for one.
    """
    return [
        Subscription(spell(site, device, stream), 0 if stream == "ack" else 1)
        for stream in DOWN_STREAMS
    ]


def hub_subscriptions(share_group: str | None = None) -> list[Subscription]:
    """What the hub listens to: all streams that come up, of all devices.

    With a `share_group`, events are divided among the ingest workers of that group. `status` and
    `settings` are not: a broker sends no retained message to a shared subscription, and every
    worker may store the newest word of a device without harm. They are asked for at QoS 0, so that
    a broker does not queue a day of heartbeats for a hub that is away; the newest is retained
    anyway.
    """
    prefix = f"$share/{share_group}/" if share_group else ""
    streams = (*EVENT_STREAMS, "answer")
    events = [Subscription(f"{prefix}{ROOT}/+/+/{stream}", 1) for stream in streams]
    retained = [Subscription(f"{ROOT}/+/+/{stream}", 0) for stream in ("status", "settings")]
    return [*events, *retained]
