"""Whether a device does its work, and if not, why: in sentences a shop's staff can act on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hub.domain.text import text, texts

State = Literal["working", "attention", "offline", "unknown", "sample"]

SILENT_AFTER_MS: Final = 90_000
"""A device says something every 20 s (`wire.reporter`): four missed in a row are no accident."""
BACKLOG_LIMIT: Final = 1000
"""Two full batches. A connected device that is further behind than this has trouble sending."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a device is not simply working. `since_ms` is None where nobody knows."""

    text: str
    since_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a device. None: it never said."""

    sample: bool
    online: bool
    online_changed_ms: int | None
    status_ms: int | None
    problems: Sequence[Reason] = ()
    backlog: int | None = None
    """Events in the device's outbox that the hub has not acknowledged."""
    difference: Mapping[str, int] | None = None
    """Device's counters less the hub's, where not equal. None: not compared yet."""
    lost: int = 0
    """Events that were gone from the device before they came."""


@dataclass(frozen=True, slots=True)
class Health:
    """The state, and every reason for it."""

    state: State
    reasons: tuple[Reason, ...]


def health(facts: Facts, now_ms: int) -> Health:
    """Judge a device. Counters that differ are shown even while it is away."""
    if facts.sample:
        return Health("sample", ())
    counters = _counter_reasons(facts)
    if facts.status_ms is None:
        told = Reason(text("It has never said how it is; only its events came."))
        return Health("attention" if counters else "unknown", (told, *counters))
    if not facts.online:
        away = Reason(
            text("It is not connected; what it counts meanwhile waits on the device."),
            facts.online_changed_ms,
        )
        return Health("offline", (away, *counters))
    if now_ms - facts.status_ms > SILENT_AFTER_MS:
        silent = Reason(
            text("It is connected but says nothing: switch it off and on again."), facts.status_ms
        )
        return Health("offline", (silent, *counters))
    reasons = (*facts.problems, *_backlog_reasons(facts), *counters)
    return Health("attention" if reasons else "working", reasons)


def _backlog_reasons(facts: Facts) -> list[Reason]:
    if facts.backlog is None or facts.backlog <= BACKLOG_LIMIT:
        return []
    told = texts(
        "It is still sending: %(num)s event is not yet on the hub.",
        "It is still sending: %(num)s events are not yet on the hub.",
        facts.backlog,
    )
    return [Reason(told)]


def _counter_reasons(facts: Facts) -> list[Reason]:
    reasons = []
    if facts.difference:
        parts = [f"{name} {off:+d}" for name, off in sorted(facts.difference.items())]
        told = text(
            "Its own counters and the hub's differ (device less hub): %(parts)s",
            parts=", ".join(parts),
        )
        reasons.append(Reason(told))
    if facts.lost:
        told = texts(
            "%(num)s event was gone from the device before it could be sent.",
            "%(num)s events were gone from the device before they could be sent.",
            facts.lost,
        )
        reasons.append(Reason(told))
    return reasons
