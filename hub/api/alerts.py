"""Alerts as the API lists them: the newest first."""

from dataclasses import dataclass

from flask import Response
from sqlalchemy import Connection

from hub.api.answers import Asked, rows
from hub.caller import shops_with
from hub.domain.alert_words import sentence
from hub.domain.rights import Right
from hub.figures.selection import Selection
from hub.store.alerts import Alert, Wanted, list_alerts


@dataclass(frozen=True, slots=True)
class AlertTold:
    """An alert. Instants that are null have not come; `resolved_by` null with one: by itself."""

    id: int
    kind: str
    site: str | None
    """The shop's code; null: of the whole hub."""
    text: str
    opened_ms: int | None
    acknowledged_ms: int | None
    acknowledged_by: str | None
    resolved_ms: int | None
    resolved_by: str | None


def alerts(asked: Asked) -> Response:
    """A piece of the list."""
    open_ = {"open": True, "over": False}.get(asked["state"])

    def read(
        conn: Connection, chosen: Selection, after: tuple[int] | None, limit: int
    ) -> list[Alert]:
        # Only who may see all shops is told of the hub itself, and only when asking for all.
        everything = chosen.site is None and shops_with(Right.SEE) is None
        wanted = Wanted(None if everything else chosen.site_ids, open=open_)
        return list_alerts(conn, wanted, most=limit, before=None if after is None else -after[0])

    def show(_conn: Connection, chosen: Selection, found: list[Alert]) -> list[AlertTold]:
        return [_told(one, chosen) for one in found]

    return rows(asked, (0,), read, lambda one: (-one.id,), show)


def _told(one: Alert, chosen: Selection) -> AlertTold:
    return AlertTold(
        id=one.id,
        kind=one.kind,
        site=chosen.sites[one.site_id].code if one.site_id is not None else None,
        text=str(sentence(one.kind, one.facts)),
        opened_ms=one.opened_ms,
        acknowledged_ms=one.acknowledged_ms,
        acknowledged_by=one.acknowledged_by,
        resolved_ms=one.resolved_ms,
        resolved_by=one.resolved_by,
    )
