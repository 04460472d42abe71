"""Each device: its state with the reason, its backlog, whether its counters agree, its readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.device_health import Facts, Health, health
from hub.figures.audits import CameraAudit, camera_audit, last_audits
from hub.figures.device_words import Word, backlog_of, clock_error_ms, device_words, reasons
from hub.figures.selection import Selection
from hub.store.device_queries import (
    Counters,
    SetAside,
    device_counters,
    set_aside,
    set_aside_counts,
)
from hub.store.quality_queries import AuditSums
from hub.store.visits import last_visits
from wire.remote.messages import SettingsState
from wire.status import Readings

_SET_ASIDE_SHOWN = 50


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
        clock_error_ms=clock_error_ms(word),
        visited_ms=visited_ms,
        settings=status.settings if status else None,
    )


def _facts(word: Word, newest: Counters | None, lost: int) -> Facts:
    state, status = word
    return Facts(
        sample=state.sample,
        online=state.online,
        online_changed_ms=state.online_changed_ms,
        status_ms=state.status_ms,
        problems=reasons(word),
        backlog=backlog_of(status),
        difference=newest.difference if newest else None,
        lost=lost,
    )
