"""Checklists and the visits of mystery shoppers. Nothing is ever changed: a new one is made."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, Select, desc, insert, select, update

from hub.domain.checklist import Answer, Point
from hub.domain.text import text
from hub.errors import UnknownNameError
from hub.store import upsert
from hub.store.among import among
from hub.store.schema import checklist, mystery_visit


class Checklist(NamedTuple):
    """Points that a visitor answers."""

    id: int
    name: str
    points: tuple[Point, ...]
    made_ms: int
    made_by: str
    retired_ms: int | None


class Visit(NamedTuple):
    """What a visitor found in a shop on a day of its calendar. `score` is 0 to 1."""

    id: int
    checklist_id: int
    site_id: int
    day: str
    answers: tuple[Answer, ...]
    score: float
    note: str
    made_ms: int
    made_by: str


class NewVisit(NamedTuple):
    """A visit as it is entered. `key` was made with the form, so that sent twice is stored once."""

    key: str
    checklist_id: int
    site_id: int
    day: str
    answers: Sequence[Answer]
    score: float
    note: str


def add_checklist(
    conn: Connection, name: str, points: Sequence[Point], *, who: str, at_ms: int
) -> int:
    """Make a checklist of points without faults; returns its number."""
    values = {"name": name, "points": _json(points), "made_ms": at_ms, "made_by": who}
    made = conn.execute(insert(checklist).values(values)).inserted_primary_key
    assert made is not None  # noqa: S101 - an insert of one row has a key
    return int(made[0])


def list_checklists(conn: Connection) -> list[Checklist]:
    """All, by name; those in use before those retired."""
    rows = conn.execute(select(checklist))
    found = [_checklist(row) for row in rows]
    return sorted(found, key=lambda one: (one.retired_ms is not None, one.name.casefold(), one.id))


def find_checklist(conn: Connection, number: int) -> Checklist:
    """One of them.

    Raises:
        UnknownNameError: there is none of this number.
    """
    row = conn.execute(select(checklist).where(checklist.c.id == number)).first()
    if row is None:
        raise UnknownNameError(text("There is no such checklist; choose one of the list."))
    return _checklist(row)


def retire_checklist(conn: Connection, number: int, at_ms: int) -> None:
    """Let nobody begin a visit with it any more; its visits stay."""
    change = update(checklist).where(checklist.c.id == number, checklist.c.retired_ms.is_(None))
    conn.execute(change.values(retired_ms=at_ms))


def add_visit(conn: Connection, visit: NewVisit, *, who: str, at_ms: int) -> bool:
    """Store a visit. Returns whether it is new: a form that was sent twice is not."""
    known = select(mystery_visit.c.id).where(mystery_visit.c.key == visit.key)
    if conn.execute(known).first():
        return False
    values = {
        **visit._asdict(),
        "answers": _json(list(visit.answers)),
        "made_ms": at_ms,
        "made_by": who,
    }
    upsert.ensure(conn, mystery_visit, [values])
    return True


def remove_visit(conn: Connection, number: int, site_ids: Collection[int], at_ms: int) -> Visit:
    """Count a visit no more; it stays in the store. Returns what it was.

    Raises:
        UnknownNameError: there is none of this number in these shops.
    """
    row = conn.execute(_visits(conn, site_ids).where(mystery_visit.c.id == number)).first()
    if row is None:
        raise UnknownNameError(text("There is no such visit; choose one of the list."))
    change = update(mystery_visit).where(mystery_visit.c.id == number)
    conn.execute(change.values(removed_ms=at_ms))
    return _visit(row)


def visits(
    conn: Connection, site_ids: Collection[int], first_day: str, last_day: str
) -> list[Visit]:
    """Visits of these shops in these days of their calendars, the newest first."""
    query = (
        _visits(conn, site_ids)
        .where(mystery_visit.c.day.between(first_day, last_day))
        .order_by(desc(mystery_visit.c.day), desc(mystery_visit.c.id))
    )
    return [_visit(row) for row in conn.execute(query)]


def _visits(conn: Connection, site_ids: Collection[int]) -> Select[Any]:
    return select(mystery_visit).where(
        among(conn, mystery_visit.c.site_id, site_ids), mystery_visit.c.removed_ms.is_(None)
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _checklist(row: Row[Any]) -> Checklist:
    points = msgspec.json.decode(row.points, type=tuple[Point, ...])
    return Checklist(row.id, row.name, points, row.made_ms, row.made_by, row.retired_ms)


def _visit(row: Row[Any]) -> Visit:
    answers = msgspec.json.decode(row.answers, type=tuple[Answer, ...])
    return Visit(
        row.id,
        row.checklist_id,
        row.site_id,
        row.day,
        answers,
        row.score,
        row.note,
        row.made_ms,
        row.made_by,
    )
