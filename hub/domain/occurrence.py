"""What other programs can be told of, as it happens."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple


class Kind(StrEnum):
    """What happened. Subscriptions name kinds; these words are part of the API."""

    ALERT_OPENED = "alert.opened"
    ALERT_RESOLVED = "alert.resolved"
    DEVICE_OFFLINE = "device.offline"
    DAY_CLOSED = "day.closed"
    TEST = "test"


CHOICES: Final = (Kind.ALERT_OPENED, Kind.ALERT_RESOLVED, Kind.DEVICE_OFFLINE, Kind.DAY_CLOSED)
"""Those that can be subscribed to: a test is sent to whom it is for."""
_OFFLINE: Final = "offline"
"""The kind of alert that devices raise by falling silent; a whole shop's raise one."""


class Occurrence(NamedTuple):
    """Something that happened."""

    kind: Kind
    key: str
    """Names it for good, such as `alert 12 opened`: it is told once."""
    site_id: int | None
    """None: of the whole hub."""
    site: str | None
    """The shop's code."""
    data: Mapping[str, Any]
    """What JSON can hold."""


def is_wanted(one: Occurrence, kinds: frozenset[str], site_id: int | None) -> bool:
    """Whether a subscription is for this.

    Args:
        one: what happened.
        kinds: words of `Kind`.
        site_id: the shop that the subscription is limited to; None: all.
    """
    if site_id is not None and one.site_id != site_id:
        return False
    offline = one.kind == Kind.ALERT_OPENED and one.data.get("kind") == _OFFLINE
    return one.kind in kinds or (offline and Kind.DEVICE_OFFLINE in kinds)
