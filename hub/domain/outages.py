"""Devices that are away, as one alert for what dropped together.

A shop whose router fails loses twelve devices within seconds; that is one thing to know. When the
hub itself hears nobody, that is one thing as well, however many shops there are.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from hub.domain.alerts import Finding, Known

AWAY_AFTER_MS: Final = 50_000
"""A device says something every 20 s: two missed, and half of the third. With the time that alerts
are held (`hub.domain.alerts.HOLD_MS`) an outage is told within 90 s."""
_MANY_SHOPS: Final = 3
_MOST_SHARE: Final = 0.8


class Heard(NamedTuple):
    """When a device was last heard. Only devices that ever said how they are."""

    site_id: int
    name: str
    online: bool
    status_ms: int


def is_away(device: Heard, now_ms: int) -> bool:
    """Whether a device is not connected, or says nothing."""
    return not device.online or now_ms - device.status_ms > AWAY_AFTER_MS


def outages(devices: Sequence[Heard], known: Sequence[Known], now_ms: int) -> list[Finding]:
    """What dropped, one finding for each time that something did.

    Args:
        devices: of all shops.
        known: alerts of the kinds `offline` and `deaf` that are not over.
        now_ms: this instant.
    """
    away: dict[int, set[str]] = {}
    of: dict[int, int] = {}
    for one in devices:
        of[one.site_id] = of.get(one.site_id, 0) + 1
        if is_away(one, now_ms):
            away.setdefault(one.site_id, set()).add(one.name)
    found = []
    for old in known:
        if old.kind == "offline" and old.opened_ms is not None and old.site_id is not None:
            missing = away.get(old.site_id, set())
            if missing & set(old.facts["devices"]):
                found.append(Finding("offline", old.site_id, old.subject, old.facts))
            away[old.site_id] = missing - set(old.facts["devices"])
    new = {site_id: names for site_id, names in away.items() if names}
    if _deaf(new, of, known):
        return [*found, Finding("deaf", None, "hub", {"shops": len(of)})]
    return found + [_wave(site_id, new[site_id], of[site_id], known, now_ms) for site_id in new]


def _deaf(away: Mapping[int, set[str]], of: Mapping[int, int], known: Sequence[Known]) -> bool:
    """Whether so much went at once that the fault is here, not in the shops."""
    whole = sum(1 for site_id, names in away.items() if len(names) == of[site_id])
    told = any(one.kind == "deaf" and one.opened_ms is not None for one in known)
    # Those that had dropped before say nothing about what happens now.
    before = sum(
        1 for one in known if one.kind == "offline" and one.opened_ms and one.site_id in of
    )
    up = max(len(of) - before, 1)
    # Once told, it is over only when half of them are heard again: not at the first one.
    if told:
        return 2 * whole >= up and whole > 0
    return whole >= _MANY_SHOPS and whole >= _MOST_SHARE * up


def _wave(site_id: int, names: set[str], of: int, known: Sequence[Known], now_ms: int) -> Finding:
    waiting = [
        one.subject
        for one in known
        if one.kind == "offline" and one.site_id == site_id and one.opened_ms is None
    ]
    subject = waiting[0] if waiting else str(now_ms)
    return Finding("offline", site_id, subject, {"devices": sorted(names), "of": of})
