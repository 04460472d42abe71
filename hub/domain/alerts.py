"""The life of an alert: seen, open for long enough, over by itself or closed by a person.

What looks at the shops gives findings, all that is wrong now. This module compares them with the
alerts that are known, and says what changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, get_args

Kind = Literal[
    "presses",
    "footfall",
    "queue",
    "silent",
    "offline",
    "deaf",
    "camera",
    "device",
    "counters",
    "certificate",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
OF_DEVICES: Final[frozenset[str]] = frozenset(
    {"offline", "deaf", "camera", "device", "counters", "certificate"}
)
"""For technicians; the others are for managers."""

HOLD_MS: Final[Mapping[Kind, int]] = {
    # Devices of one shop that drop together are noticed within 20 s of each other, since each
    # says something every 20 s: so they become one alert.
    "offline": 22_000,
    "deaf": 22_000,
    "camera": 60_000,
    "device": 60_000,
    "counters": 15 * 60_000,
    "certificate": 0,
    "presses": 0,
    "footfall": 0,
    "queue": 0,
    "silent": 0,
}
"""How long something must be found before it is an alert."""
LINGER_MS: Final[Mapping[Kind, int]] = {
    "offline": 120_000,
    "deaf": 60_000,
    "camera": 120_000,
    "device": 120_000,
    "counters": 0,
    "certificate": 0,
    "presses": 0,
    "footfall": 0,
    "queue": 5 * 60_000,
    "silent": 0,
}
"""How long it must be gone to be over: what comes and goes is one alert, not many."""


class Finding(NamedTuple):
    """Something that is wrong now."""

    kind: Kind
    site_id: int | None
    """None: of the whole hub."""
    subject: str
    """What of the shop. There is one alert at a time of a kind, shop and subject."""
    facts: Mapping[str, Any]
    """What its sentence is made of, as JSON can hold it."""


class Known(NamedTuple):
    """An alert that is not over. Times are None for what has not happened."""

    id: int
    kind: Kind
    site_id: int | None
    subject: str
    facts: Mapping[str, Any]
    seen_ms: int
    opened_ms: int | None
    resolved_ms: int | None
    """With this a person has closed it while it went on: it stays quiet until it is gone."""
    absent_ms: int | None


What = Literal["seen", "opened", "changed", "absent", "back", "resolved", "closed", "dropped"]


class Change(NamedTuple):
    """What happens to an alert.

    `seen`: a new one, not told yet. `opened`: it is told now. `changed`: its facts are others.
    `absent`, `back`: it is gone for now, or found again. `resolved`: it is over by itself.
    `closed`: one that a person had resolved is gone. `dropped`: it never lasted long enough.
    """

    what: What
    known: Known | None
    """None: it is new."""
    finding: Finding | None
    """None: it is no longer found."""


def compare(known: Sequence[Known], found: Sequence[Finding], now_ms: int) -> list[Change]:
    """What changes.

    Args:
        known: all alerts of the kinds that were looked for, that are not over.
        found: all that is wrong now, each once.
        now_ms: this instant.
    """
    wrong = {(one.kind, one.site_id, one.subject): one for one in found}
    changes: list[Change] = []
    for old in known:
        finding = wrong.pop((old.kind, old.site_id, old.subject), None)
        if finding is None:
            changes += _gone(old, now_ms)
        else:
            changes += _still(old, finding, now_ms)
    for new in wrong.values():
        opens = HOLD_MS[new.kind] == 0
        changes.append(Change("opened" if opens else "seen", None, new))
    return changes


def _still(old: Known, finding: Finding, now_ms: int) -> list[Change]:
    changes = []
    if old.absent_ms is not None:
        changes.append(Change("back", old, finding))
    if old.opened_ms is None and now_ms - old.seen_ms >= HOLD_MS[old.kind]:
        changes.append(Change("opened", old, finding))
    elif old.facts != finding.facts:
        changes.append(Change("changed", old, finding))
    return changes


def _gone(old: Known, now_ms: int) -> list[Change]:
    if old.opened_ms is None:
        return [Change("dropped", old, None)]
    linger_ms = LINGER_MS[old.kind]
    if now_ms - (now_ms if old.absent_ms is None else old.absent_ms) < linger_ms:
        return [] if old.absent_ms is not None else [Change("absent", old, None)]
    return [Change("resolved" if old.resolved_ms is None else "closed", old, None)]
