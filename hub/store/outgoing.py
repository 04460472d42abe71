"""What is still to be sent. It is stored with what it is about, so that no crash loses it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, delete, func, select, update

from hub.domain.lengths import DAY_MS
from hub.domain.retrying import MOST_TRIES, pause_seconds
from hub.store import upsert
from hub.store.schema import outgoing


class Message(NamedTuple):
    """Something to be sent."""

    key: str
    """The same thing has the same key, and is sent once."""
    about: str
    """What it is about, such as `alert 12`."""
    way: str
    target: str
    """A mail address, a web address, a topic."""
    payload: str
    """JSON, as the way wants it."""
    due_ms: int
    """Not before this instant."""


class Outgoing(NamedTuple):
    """A message of which a try begins; `tries` counts this one."""

    id: int
    key: str
    about: str
    way: str
    target: str
    payload: str
    tries: int


class Waiting(NamedTuple):
    """What waits, and what was given up."""

    waiting: int
    given_up: int
    failure: str
    """Of the newest try that failed and is not over; empty: none."""


def put(conn: Connection, messages: Sequence[Message], now_ms: int) -> None:
    """Have messages sent; those whose key is there already are left out."""
    more = {"made_ms": now_ms, "tries": 0, "failure": ""}
    upsert.ensure(conn, outgoing, [message._asdict() | more for message in messages])


def begin_tries(conn: Connection, now_ms: int, *, most: int) -> list[Outgoing]:
    """Take what is due, oldest first, and count a try of each.

    What is not told to be over by `note_sent` or `note_failed` is due again after a pause: so a
    process that dies in between sends a message late or twice, but never loses it.
    """
    row = outgoing.c
    columns = [row[name] for name in Outgoing._fields]
    query = (
        select(*columns)
        .where(row.due_ms <= now_ms)
        .order_by(row.due_ms, row.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = [Outgoing(*found)._replace(tries=found.tries + 1) for found in conn.execute(query)]
    for one in taken:
        due_ms = now_ms + 1000 * pause_seconds(one.tries) if one.tries < MOST_TRIES else None
        values = {"tries": one.tries, "due_ms": due_ms}
        conn.execute(update(outgoing).where(row.id == one.id).values(values))
    return taken


def note_sent(conn: Connection, message_id: int, now_ms: int) -> None:
    """A message got through."""
    values = {"sent_ms": now_ms, "due_ms": None, "failure": ""}
    conn.execute(update(outgoing).where(outgoing.c.id == message_id).values(values))


def note_failed(conn: Connection, message_id: int, failure: str, *, lasting: bool) -> None:
    """A message did not get through. Where that is lasting, it is given up."""
    values: dict[str, object] = {"failure": failure}
    if lasting:
        values["due_ms"] = None
    conn.execute(update(outgoing).where(outgoing.c.id == message_id).values(values))


def drop_untried(conn: Connection, about: str) -> None:
    """Forget what nobody has tried to send yet: it is over."""
    row = outgoing.c
    untried = and_(row.about == about, row.tries == 0, row.sent_ms.is_(None))
    conn.execute(delete(outgoing).where(untried))


def told(conn: Connection, about: str) -> list[tuple[str, str]]:
    """Way and target of all that was sent about something, or may have been."""
    row = outgoing.c
    query = select(row.way, row.target).where(row.about == about, row.tries > 0).distinct()
    return [(found.way, found.target) for found in conn.execute(query.order_by(row.target))]


def waiting(conn: Connection, now_ms: int) -> Waiting:
    """How it stands: what failed and is tried again, what was given up within a week."""
    row = outgoing.c
    again = and_(row.due_ms.is_not(None), row.failure != "")
    given_up = and_(row.due_ms.is_(None), row.sent_ms.is_(None), row.made_ms > now_ms - _WEEK_MS)
    newest = select(row.failure).where(again).order_by(row.id.desc()).limit(1)
    counted = (
        select(func.count()).where(condition).scalar_subquery() for condition in (again, given_up)
    )
    number, lost = conn.execute(select(*counted)).one()
    return Waiting(number, lost, conn.execute(newest).scalar() or "")


def forget_old(conn: Connection, now_ms: int) -> None:
    """Remove what has been over for a month: the alert itself stays."""
    row = outgoing.c
    old = and_(row.due_ms.is_(None), row.made_ms < now_ms - 4 * _WEEK_MS)
    conn.execute(delete(outgoing).where(old))


_WEEK_MS = 7 * DAY_MS
