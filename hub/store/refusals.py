"""The newest refusal of a certificate for each device that ever had a token."""

from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, select, update

from hub.domain.identity import Why
from hub.domain.lengths import HOUR_MS
from hub.store import upsert
from hub.store.schema import enrolment_refusal

_TOLD_EVERY_MS: Final = HOUR_MS


class Refusal(NamedTuple):
    """One device's newest."""

    device: str
    at_ms: int
    why: Why


def note_refusal(conn: Connection, device: str, why: Why, now_ms: int) -> bool:
    """Remember a refusal.

    Returns:
        Whether it is news for the audit log: another reason than before, or an hour later. A
        device that asks again and again must not fill a log that only grows.
    """
    table = enrolment_refusal
    # Of two at once, one makes the row; that it was never told makes the first refusal news.
    upsert.ensure(conn, table, [{"device": device, "at_ms": now_ms, "why": why, "told_ms": 0}])
    before = conn.execute(select(table).where(table.c.device == device)).one()
    news = bool(before.why != why or now_ms - before.told_ms >= _TOLD_EVERY_MS)
    values = {"at_ms": now_ms, "why": why} | ({"told_ms": now_ms} if news else {})
    conn.execute(update(table).where(table.c.device == device).values(**values))
    return news


def forget_refusal(conn: Connection, device: str) -> None:
    """A new token was made: what was wrong before is settled."""
    conn.execute(delete(enrolment_refusal).where(enrolment_refusal.c.device == device))


def refusals(conn: Connection) -> list[Refusal]:
    """All of them, by device."""
    asked = select(enrolment_refusal).order_by(enrolment_refusal.c.device)
    return [Refusal(row.device, row.at_ms, row.why) for row in conn.execute(asked)]
