"""Each device: its state with the reason, its backlog, whether its counters agree, its readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection

from hub.domain.device_health import Facts, Health, Reason, health
from hub.domain.device_problems import problem_text
from hub.domain.device_vitals import Vitals, complaints
from hub.figures.audits import CameraAudit, camera_audit, last_audits
from hub.figures.selection import Selection
from hub.store.device_queries import (
    Counters,
    DeviceState,
    SetAside,
    device_counters,
    device_states,
    set_aside,
    set_aside_counts,
)
from hub.store.quality_queries import AuditSums
from hub.store.sites import list_sites
from hub.store.visits import last_visits
from wire.codec import read_status
from wire.errors import UnreadableError
from wire.remote.messages import SettingsState
from wire.status import Readings, Status

_SET_ASIDE_SHOWN = 50
_MOST_STATUSES = 2048
"""A device says something new once a minute; pages are asked for more often."""


class Word(NamedTuple):
    """A device and its newest status. None: there is none that this version can read."""

    state: DeviceState
    status: Status | None


@dataclass(frozen=True, slots=True)
class DeviceFigure:
    """One device. None: it never said."""

    site: str
    site_name: str
    timezone: str
    name: str
    room: str | None
    health: Health
    software: str
    status_ms: int | None
    last_event_ms: int | None
    backlog: int | None
    """Events that wait on the device."""
    difference: Mapping[str, int] | None
    """Where its counters and the hub's differ, device less hub; {}: they agree. None: not compared
    yet."""
    compared_ms: int | None
    lost: int
    readings: Readings
    audit: CameraAudit | None
    """None: it counts no line, as far as anybody knows."""
    clock_error_ms: int | None
    """Its clock less the hub's, at its newest word. None: it does not say that it is right."""
    visited_ms: int | None
    """When the last visit of a technician was finished."""
    settings: SettingsState | None
    """How it stands with settings from the hub. None: it takes none."""


@dataclass(frozen=True, slots=True)
class Devices:
    """The whole page."""

    devices: list[DeviceFigure]
    set_aside: list[SetAside]
    """The newest messages that could not be read, of all shops."""
    set_aside_counts: dict[str, int]
    """All of them since the hub was set up, by reason."""


def devices(conn: Connection, chosen: Selection) -> Devices:
    """Devices of the chosen shops, and what was set aside."""
    return Devices(
        devices=device_figures(conn, chosen, device_words(conn, chosen)),
        # Messages that cannot be read are of no shop for sure: they may be of one that is not seen.
        set_aside=set_aside(conn, most=_SET_ASIDE_SHOWN) if chosen.sees_all else [],
        set_aside_counts=set_aside_counts(conn) if chosen.sees_all else {},
    )


def device_words(conn: Connection, chosen: Selection) -> list[Word]:
    """The devices of the chosen shops with what they last said."""
    return [
        Word(state, _status(state))
        for state in device_states(conn, chosen.site_ids)
        if state.id in chosen.devices
    ]


def device_figures(
    conn: Connection, chosen: Selection, known: Sequence[Word]
) -> list[DeviceFigure]:
    """The devices, by shop and name."""
    counters = device_counters(conn, chosen.site_ids)
    audits = last_audits(conn, chosen.site_ids)
    visited = last_visits(conn, chosen.site_ids)
    figures = [
        _figure(
            word,
            counters.get(word.state.id, []),
            audits.get(word.state.id, []),
            visited.get(word.state.id),
            chosen,
        )
        for word in known
    ]
    return sorted(figures, key=lambda one: (one.site_name, one.site, one.name))


def _status(state: DeviceState) -> Status | None:
    return None if state.status is None else _read(state.status)


@lru_cache(maxsize=_MOST_STATUSES)
def _read(status: str) -> Status | None:
    try:
        return read_status(status.encode())
    except UnreadableError:
        # Stored by a newer hub that was since replaced by this one: as good as not said.
        return None


def _figure(
    word: Word,
    outboxes: Sequence[Counters],
    audited: Sequence[AuditSums],
    visited_ms: int | None,
    chosen: Selection,
) -> DeviceFigure:
    state, status = word
    site = chosen.site_of(chosen.devices[state.id])
    newest = outboxes[0] if outboxes else None
    facts = _facts(word, newest, sum(one.lost for one in outboxes))
    return DeviceFigure(
        site=site.code,
        site_name=site.name,
        timezone=site.timezone,
        name=state.name,
        room=state.room,
        health=health(facts, chosen.now_ms),
        software=status.software if status else "",
        status_ms=state.status_ms,
        last_event_ms=state.last_event_ms,
        backlog=facts.backlog,
        difference=facts.difference,
        compared_ms=newest.compared_ms if newest else None,
        lost=facts.lost,
        readings=status.readings if status else Readings(),
        audit=camera_audit(
            audited,
            status.open_windows if status else [],
            valid_ms=chosen.audit_valid_ms,
            now_ms=chosen.now_ms,
        ),
        clock_error_ms=_clock_error_ms(word),
        visited_ms=visited_ms,
        settings=status.settings if status else None,
    )


def total_backlog(conn: Connection) -> int:
    """Events that wait on all devices, as these last said."""
    site_ids = [site.id for site in list_sites(conn)]
    told = (_status(state) for state in device_states(conn, site_ids))
    return sum(_backlog(status) or 0 for status in told)


def _facts(word: Word, newest: Counters | None, lost: int) -> Facts:
    state, status = word
    return Facts(
        sample=state.sample,
        online=state.online,
        online_changed_ms=state.online_changed_ms,
        status_ms=state.status_ms,
        problems=[*_problems(status), *_complaints(word)],
        backlog=_backlog(status),
        difference=newest.difference if newest else None,
        lost=lost,
    )


def _problems(status: Status | None) -> list[Reason]:
    if status is None:
        return []
    return [
        Reason(
            problem_text(one.code, one.text),
            round(one.since.timestamp() * 1000) if one.since else None,
        )
        for one in status.problems
    ]


def _complaints(word: Word) -> list[Reason]:
    if word.status is None:
        return []
    read = word.status.readings
    vitals = Vitals(
        read.temperature_c,
        read.throttle_bits,
        read.disk_free_mb,
        read.card_worn_percent,
        _clock_error_ms(word),
    )
    return [Reason(told) for told in complaints(vitals)]


def _clock_error_ms(word: Word) -> int | None:
    state, status = word
    if status is None or status.at is None or not status.at.synced or state.status_ms is None:
        return None
    return round(status.at.wall.timestamp() * 1000) - state.status_ms


def _backlog(status: Status | None) -> int | None:
    if status is None or status.epoch is None:
        return None
    return max(0, status.last_seq - status.acked_seq) + status.in_memory
