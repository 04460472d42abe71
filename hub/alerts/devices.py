"""Looking at the devices: who is away, what they say of themselves, whose counters differ."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from hub.domain.alerts import Finding, Kind, Known
from hub.domain.outages import outages
from hub.store.alert_queries import heard_devices
from hub.store.device_queries import DeviceState, device_counters, device_states
from hub.store.sites import list_sites
from hub.work.job import Context
from wire.codec import read_status
from wire.errors import UnreadableError
from wire.status import Problem

AWAY: Final[tuple[Kind, ...]] = ("offline", "deaf")
TROUBLES: Final[tuple[Kind, ...]] = ("camera", "device", "counters")
_NO_TROUBLE: Final = ("expression_",)
"""Beginnings of codes that devices report and that nobody needs to run for."""


def look_for_outages(conn: Connection, context: Context, known: Sequence[Known]) -> list[Finding]:
    """Devices that are away."""
    return outages(heard_devices(conn), known, context.now_ms)


def look_for_troubles(
    conn: Connection, _context: Context, _known: Sequence[Known]
) -> list[Finding]:
    """What connected devices say is wrong with them, and counters that differ."""
    site_ids = [site.id for site in list_sites(conn)]
    found = []
    counters = device_counters(conn, site_ids)
    for state in device_states(conn, site_ids):
        if state.sample:
            continue
        if state.online:
            found += [_finding(state, problem) for problem in _problems(state)]
        outboxes = counters.get(state.id, [])
        if outboxes and outboxes[0].difference:
            facts = {"device": state.name, "off": outboxes[0].difference}
            found.append(Finding("counters", state.site_id, state.name, facts))
    return found


def _finding(state: DeviceState, problem: Problem) -> Finding:
    kind: Kind = "camera" if problem.code.startswith("camera_") else "device"
    facts = {"device": state.name, "code": problem.code, "text": problem.text}
    return Finding(kind, state.site_id, f"{state.name} {problem.code}", facts)


def _problems(state: DeviceState) -> list[Problem]:
    if state.status is None:
        return []
    try:
        problems = read_status(state.status.encode()).problems
    except UnreadableError:
        # Stored by a newer hub that was since replaced by this one: as good as not said.
        return []
    # A device that repeats a code says the same thing twice.
    return [
        problem
        for problem in {one.code: one for one in problems}.values()
        if not problem.code.startswith(_NO_TROUBLE)
    ]
