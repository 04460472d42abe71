"""Alerts: those that are not over for who looks for them, all of them for the page."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from hub.domain.alerts import Change, Kind, Known
from hub.domain.text import text
from hub.errors import UnknownNameError
from hub.store.among import among
from hub.store.schema import alert, alert_comment


class Alert(NamedTuple):
    """An alert as the page shows it. Times are None for what has not happened."""

    id: int
    kind: str
    site_id: int | None
    subject: str
    facts: Mapping[str, Any]
    seen_ms: int
    opened_ms: int
    acknowledged_ms: int | None
    acknowledged_by: str | None
    resolved_ms: int | None
    resolved_by: str | None
    """None with a time: by itself."""
    absent_ms: int | None
    escalated_ms: int | None


class Comment(NamedTuple):
    """What somebody wrote about an alert."""

    alert_id: int
    at_ms: int
    who: str
    text: str


class Wanted(NamedTuple):
    """Which alerts. None: all."""

    site_ids: Collection[int] | None = None
    """Alerts of the whole hub are among them only where this is None."""
    kinds: Collection[str] | None = None
    open: bool | None = None


ALL = Wanted()


def not_over(conn: Connection, kinds: Collection[Kind]) -> list[Known]:
    """Alerts of some kinds that are not over."""
    columns = [alert.c[name] for name in Known._fields]
    query = select(*columns).where(alert.c.closed_ms.is_(None), alert.c.kind.in_(kinds))
    return [
        Known(*row)._replace(facts=json.loads(row.facts))
        for row in conn.execute(query.order_by(alert.c.id))
    ]


def apply(conn: Connection, change: Change, now_ms: int) -> int:
    """Store what changed; returns the alert's number."""
    if change.known is None:
        if change.finding is None:
            raise AssertionError("a change of nothing")
        kind, site_id, subject, facts = change.finding
        first = {"kind": kind, "site_id": site_id, "subject": subject, "seen_ms": now_ms}
        first |= {"facts": _text(facts), "opened_ms": now_ms if change.what == "opened" else None}
        (number,) = conn.execute(insert(alert).values(first)).inserted_primary_key or (0,)
        return int(number)
    of_it = alert.c.id == change.known.id
    if change.what == "dropped":
        conn.execute(alert.delete().where(of_it))
        return change.known.id
    # Somebody may have resolved it by hand a moment ago.
    over_ms = func.coalesce(alert.c.resolved_ms, now_ms)
    kinds: dict[str, dict[str, Any]] = {
        "opened": {"opened_ms": now_ms},
        "absent": {"absent_ms": now_ms},
        "back": {"absent_ms": None},
        # Somebody may have resolved it by hand a moment ago.
        "resolved": {"resolved_ms": over_ms, "closed_ms": now_ms},
        "closed": {"closed_ms": now_ms},
    }
    values = kinds.get(change.what, {})
    if change.finding is not None:
        values["facts"] = _text(change.finding.facts)
    conn.execute(update(alert).where(of_it).values(values))
    return change.known.id


def find(conn: Connection, alert_id: int) -> Alert:
    """An alert that was told.

    Raises:
        UnknownNameError: there is none of this number.
    """
    query = select(*_columns()).where(alert.c.id == alert_id, alert.c.opened_ms.is_not(None))
    row = conn.execute(query).first()
    if row is None:
        raise UnknownNameError(text("There is no alert %(number)s.", number=str(alert_id)))
    return _alert(row)


def list_alerts(
    conn: Connection, wanted: Wanted = ALL, *, most: int = 100, before: int | None = None
) -> list[Alert]:
    """Alerts, newest first.

    Args:
        conn: the store.
        wanted: which.
        most: how many.
        before: only those with a smaller number: the last one of the page before.
    """
    query = select(*_columns()).where(_which(conn, wanted)).order_by(alert.c.id.desc()).limit(most)
    if before is not None:
        query = query.where(alert.c.id < before)
    return [_alert(row) for row in conn.execute(query)]


def count_open(conn: Connection, site_ids: Collection[int] | None) -> int:
    """How many are open: for the badge."""
    wanted = Wanted(site_ids, open=True)
    return int(conn.execute(select(func.count()).where(_which(conn, wanted))).scalar_one())


def acknowledge(conn: Connection, alert_id: int, who: str, now_ms: int) -> bool:
    """Somebody looks after it. False: somebody does already, or it is over."""
    row = alert.c
    done = conn.execute(
        update(alert)
        .where(row.id == alert_id, row.acknowledged_ms.is_(None), row.resolved_ms.is_(None))
        .values(acknowledged_ms=now_ms, acknowledged_by=who)
    )
    return done.rowcount == 1


def resolve(conn: Connection, alert_id: int, who: str, now_ms: int) -> bool:
    """Somebody says that it is over. It stays quiet until it is. False: it was resolved already."""
    row = alert.c
    done = conn.execute(
        update(alert)
        .where(row.id == alert_id, row.resolved_ms.is_(None))
        .values(resolved_ms=now_ms, resolved_by=who)
    )
    return done.rowcount == 1


def add_comment(conn: Connection, comment: Comment) -> None:
    """Write something about an alert."""
    conn.execute(insert(alert_comment).values(comment._asdict()))


def comments(conn: Connection, alert_ids: Sequence[int]) -> list[Comment]:
    """What was written about some alerts, oldest first."""
    columns = [alert_comment.c[name] for name in Comment._fields]
    query = select(*columns).where(alert_comment.c.alert_id.in_(alert_ids))
    return [Comment(*row) for row in conn.execute(query.order_by(alert_comment.c.id))]


def to_escalate(conn: Connection, opened_before_ms: int) -> list[Alert]:
    """Alerts that nobody has acknowledged since, and that were not escalated yet."""
    row = alert.c
    query = select(*_columns()).where(
        row.closed_ms.is_(None),
        row.opened_ms <= opened_before_ms,
        row.acknowledged_ms.is_(None),
        row.resolved_ms.is_(None),
        row.escalated_ms.is_(None),
    )
    return [_alert(found) for found in conn.execute(query.order_by(row.id))]


def note_escalated(conn: Connection, alert_id: int, now_ms: int) -> None:
    """An alert was told to those above."""
    conn.execute(update(alert).where(alert.c.id == alert_id).values(escalated_ms=now_ms))


def _which(conn: Connection, wanted: Wanted) -> ColumnElement[bool]:
    row = alert.c
    asked: list[ColumnElement[bool]] = [row.opened_ms.is_not(None)]
    if wanted.site_ids is not None:
        asked.append(among(conn, row.site_id, wanted.site_ids))
    if wanted.kinds is not None:
        asked.append(row.kind.in_(wanted.kinds))
    if wanted.open is True:
        asked += [row.closed_ms.is_(None), row.resolved_ms.is_(None)]
    if wanted.open is False:
        asked.append(row.resolved_ms.is_not(None))
    return and_(*asked)


def _columns() -> list[Any]:
    return [alert.c[name] for name in Alert._fields]


def _alert(row: Any) -> Alert:
    return Alert(*row)._replace(facts=json.loads(row.facts))


def _text(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)
