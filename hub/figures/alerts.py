"""Alerts as pages and API show them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.alert_words import cure_of, sentence, title_of
from hub.domain.alerts import OF_DEVICES
from hub.domain.calendar import local_time
from hub.domain.text import Text
from hub.store import alerts
from hub.store.alerts import Alert, Comment, Wanted
from hub.store.sites import Site
from hub.store.tasks import Task, tasks_of_alerts

_HUB_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class AlertFigure:
    """One alert. `site` is None where it is of the whole hub."""

    id: int
    kind: str
    title: str
    """Its kind in a word, to be translated."""
    text: Text
    cure: str
    """What to do, to be translated."""
    site: Site | None
    timezone: str
    seen_ms: int
    opened_ms: int
    acknowledged_ms: int | None
    acknowledged_by: str | None
    resolved_ms: int | None
    resolved_by: str | None
    """None with a time: by itself."""
    escalated_ms: int | None
    of_devices: bool
    """For technicians; the others are for managers."""
    day: str
    """The local day on which it was seen, to look at its charts."""
    comments: tuple[Comment, ...] = ()
    tasks: tuple[Task, ...] = ()


def alert_figures(
    conn: Connection,
    sites: Mapping[int, Site],
    wanted: Wanted,
    *,
    most: int = 100,
    before: int | None = None,
) -> list[AlertFigure]:
    """Alerts of some shops, newest first.

    Args:
        conn: the store.
        sites: the shops that may be shown, by number.
        wanted: which.
        most: how many.
        before: only those with a smaller number.
    """
    found = alerts.list_alerts(conn, wanted, most=most, before=before)
    return _figures(conn, sites, [one for one in found if _may_show(one, sites, wanted)])


def alert_figure(conn: Connection, sites: Mapping[int, Site], alert_id: int) -> AlertFigure:
    """One alert.

    Raises:
        UnknownNameError: there is none of this number.
    """
    return _figures(conn, sites, [alerts.find(conn, alert_id)])[0]


def _may_show(one: Alert, sites: Mapping[int, Site], wanted: Wanted) -> bool:
    if one.site_id is None:
        return wanted.site_ids is None
    return one.site_id in sites


def _figures(
    conn: Connection, sites: Mapping[int, Site], found: Sequence[Alert]
) -> list[AlertFigure]:
    numbers = [one.id for one in found]
    said: defaultdict[int, list[Comment]] = defaultdict(list)
    for comment in alerts.comments(conn, numbers):
        said[comment.alert_id].append(comment)
    tasks = tasks_of_alerts(conn, numbers)
    return [
        _figure(one, sites.get(one.site_id or 0), said[one.id], tasks.get(one.id, ()))
        for one in found
    ]


def _figure(
    one: Alert, site: Site | None, said: Collection[Comment], tasks: Collection[Task]
) -> AlertFigure:
    timezone = site.timezone if site else _HUB_ZONE
    return AlertFigure(
        id=one.id,
        kind=one.kind,
        title=title_of(one.kind),
        text=sentence(one.kind, one.facts),
        cure=cure_of(one.kind),
        site=site,
        timezone=timezone,
        seen_ms=one.seen_ms,
        opened_ms=one.opened_ms,
        acknowledged_ms=one.acknowledged_ms,
        acknowledged_by=one.acknowledged_by,
        resolved_ms=one.resolved_ms,
        resolved_by=one.resolved_by,
        escalated_ms=one.escalated_ms,
        of_devices=one.kind in OF_DEVICES,
        day=local_time(ZoneInfo(timezone), one.seen_ms).day,
        comments=tuple(said),
        tasks=tuple(tasks),
    )
