"""Who gets which report, and what was sent last."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from hub.domain.report_due import Every
from hub.domain.text import text
from hub.errors import DuplicateNameError, UnknownNameError
from hub.store.people import User, find_user
from hub.store.schema import report


class Report(NamedTuple):
    """A report that somebody asked for. `scope` as in the address of a page; empty: all shops."""

    id: int
    user_id: int
    every: Every
    scope: str
    made_ms: int
    last_day: str
    """The end of the newest period that was sent, or that was over when it was asked for."""


def add_report(
    conn: Connection, user_id: int, every: Every, scope: str, *, last_day: str, now_ms: int
) -> int:
    """Have a report sent; returns its number.

    Raises:
        DuplicateNameError: this user gets it already.
    """
    values = {"user_id": user_id, "every": every, "scope": scope}
    same = select(report.c.id).filter_by(**values)
    if conn.execute(same).first():
        raise DuplicateNameError(text("You get this report already."))
    more = {"made_ms": now_ms, "last_day": last_day}
    made = conn.execute(insert(report).values(values | more)).inserted_primary_key
    assert made is not None  # noqa: S101 - an insert of one row has a key
    return int(made[0])


def reports_of(conn: Connection, user_id: int) -> list[Report]:
    """What a user gets."""
    query = select(report).where(report.c.user_id == user_id).order_by(report.c.id)
    return [Report(*row) for row in conn.execute(query)]


def all_reports(conn: Connection) -> list[tuple[Report, User]]:
    """All reports of users who may sign in, with whom they are for."""
    found = []
    for row in conn.execute(select(report).order_by(report.c.id)):
        user = find_user(conn, row.user_id)
        if user is not None and user.disabled_ms is None:
            found.append((Report(*row), user))
    return found


def remove_report(conn: Connection, user_id: int, number: int) -> Report:
    """Send one of a user's reports no more; returns what it was.

    Raises:
        UnknownNameError: this user has none of this number.
    """
    mine = (report.c.id == number, report.c.user_id == user_id)
    row = conn.execute(select(report).where(*mine)).first()
    if row is None:
        raise UnknownNameError(text("There is no such report; choose one of the list."))
    conn.execute(delete(report).where(*mine))
    return Report(*row)


def note_sent(conn: Connection, number: int, last_day: str) -> None:
    """Remember up to which day a report is dealt with."""
    conn.execute(update(report).where(report.c.id == number).values(last_day=last_day))
