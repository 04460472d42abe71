"""One round: look for what is wrong, compare with what is known, store and tell what changed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from hub.alerts.telling import is_above_due, tell_above, tell_opened, tell_over
from hub.alerts.told import Stage, Told, as_data
from hub.domain.alerts import Change, Finding, Kind, Known, compare
from hub.domain.lengths import MINUTE_MS
from hub.domain.occurrence import Kind as Occurred
from hub.domain.occurrence import Occurrence
from hub.machines import events
from hub.store import alerts
from hub.store.engine import reading, writing
from hub.store.sites import Site, list_sites
from hub.work.job import Context

Look = Callable[[Connection, Context, Sequence[Known]], list[Finding]]
"""Gives all that is wrong now, of the kinds it looks for; is told which alerts are known."""
OCCURRED: Final[Mapping[Stage, Occurred]] = {
    "opened": Occurred.ALERT_OPENED,
    "resolved": Occurred.ALERT_RESOLVED,
}
"""What subscribers are told of; that somebody above was told is nothing to them."""


def look_round(context: Context, kinds: Collection[Kind], look: Look) -> None:
    """Look for some kinds of trouble. Writes nothing where nothing has changed."""
    with reading(context.engine) as conn:
        known = alerts.not_over(conn, kinds)
        changes = compare(known, look(conn, context, known), context.now_ms)
    if not changes:
        return
    with writing(context.engine) as conn:
        sites = {site.id: site for site in list_sites(conn)}
        for change in changes:
            number = alerts.apply(conn, change, context.now_ms)
            _tell(conn, change, number, context, sites)


def escalate(context: Context) -> None:
    """Tell those above what nobody has acknowledged for too long."""
    minutes = context.settings.alerts.escalate_minutes
    if not minutes:
        return
    before_ms = context.now_ms - minutes * MINUTE_MS
    with reading(context.engine) as conn:
        if not alerts.to_escalate(conn, before_ms):
            return
    with writing(context.engine) as conn:
        sites = {site.id: site for site in list_sites(conn)}
        for one in alerts.to_escalate(conn, before_ms):
            told = told_of(one, sites, "escalated", context.now_ms)
            if told is not None and is_above_due(told, one.opened_ms, context.settings):
                alerts.note_escalated(conn, one.id, context.now_ms)
                tell_above(conn, told, context.settings, sites)


def told_of(one: alerts.Alert, sites: dict[int, Site], stage: Stage, now_ms: int) -> Told | None:
    """What is told about a stored alert. None: its shop is gone."""
    site = sites.get(one.site_id) if one.site_id is not None else None
    if one.site_id is not None and site is None:
        return None
    return Told(one.id, one.kind, site, one.facts, stage, one.seen_ms, now_ms)


def _tell(
    conn: Connection, change: Change, number: int, context: Context, sites: dict[int, Site]
) -> None:
    stage: Stage
    if change.what == "opened":
        stage = "opened"
    elif change.what == "resolved":
        stage = "resolved"
    else:
        return
    told = told_of(alerts.find(conn, number), sites, stage, context.now_ms)
    if told is None:
        return
    if stage == "opened":
        tell_opened(conn, told, context.settings, sites)
    else:
        tell_over(conn, told, context.settings)
    happened = OCCURRED[stage]
    code = told.site.code if told.site else None
    site_id = told.site.id if told.site else None
    key = f"{told.about} {stage}"
    events.tell(conn, Occurrence(happened, key, site_id, code, as_data(told)), context.now_ms)
