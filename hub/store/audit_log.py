"""Who changed what. It only grows: triggers refuse anything else, and a chain of hashes shows it.

Each entry's hash is taken over the one before it. Somebody who owns the database can remove the
triggers, but not change, drop or insert an entry without every later hash being wrong; and the
number and hash of the newest stand in `audit_head`, so that a cut at the end is seen as well.
Against somebody who works all hashes out anew only a copy elsewhere helps: `export` in
docs/operator.md.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, desc, insert, select, update

from hub.store.schema import audit_head, audit_log

_COLUMNS: Final = ("id", "at_ms", "who", "what", "about", "details")
_BLOCK: Final = 1000


class Entry(NamedTuple):
    """One change."""

    id: int
    at_ms: int
    who: str
    what: str
    """The kind of change, such as `alert.acknowledged`."""
    about: str
    """What was changed, such as `alert 12`."""
    details: Mapping[str, Any]


class Wanted(NamedTuple):
    """Which entries to read. None or empty: any."""

    who: str = ""
    what: str = ""
    """A kind, or with a dot at its end all kinds that begin so: `user.`"""
    from_ms: int | None = None
    until_ms: int | None = None


ANYTHING: Final = Wanted()


def record(
    conn: Connection,
    *,
    who: str,
    what: str,
    about: str,
    at_ms: int,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write down a change, in the transaction that makes it.

    Args:
        conn: in a write transaction.
        who: a user's name, `token NAME`, or `command (NAME)`; see `hub.web.rights.who`.
        what: the kind of change: a noun and a verb, such as `user.added`.
        about: what was changed, for people: `user anna`, `shop north-3`.
        at_ms: the instant.
        details: what else there is to know, as JSON can hold it; never a secret.
    """
    # Whoever comes second waits here until the first is done: entries never fork.
    conn.execute(update(audit_head).values(last_id=audit_head.c.last_id + 1))
    number, before = conn.execute(select(audit_head.c.last_id, audit_head.c.hash)).one()
    text = json.dumps(details or {}, ensure_ascii=False, sort_keys=True)
    values = (number, at_ms, who, what, about, text)
    digest = _digest(before, values)
    conn.execute(insert(audit_log).values(**dict(zip(_COLUMNS, values, strict=True)), hash=digest))
    conn.execute(update(audit_head).values(hash=digest))


def entries(
    conn: Connection, wanted: Wanted = ANYTHING, *, before: int | None = None, most: int = 100
) -> list[Entry]:
    """The newest entries first.

    Args:
        conn: the store.
        wanted: which.
        before: only those with a smaller number: the last one of the page before.
        most: how many.
    """
    asked = _filtered(wanted).order_by(desc(audit_log.c.id)).limit(most)
    if before is not None:
        asked = asked.where(audit_log.c.id < before)
    return [_entry(row) for row in conn.execute(asked)]


def everybody(conn: Connection) -> list[str]:
    """All who ever changed something, by name."""
    rows = conn.execute(select(audit_log.c.who).distinct().order_by(audit_log.c.who))
    return list(rows.scalars())


def kinds(conn: Connection) -> list[str]:
    """All kinds of changes that there were."""
    rows = conn.execute(select(audit_log.c.what).distinct().order_by(audit_log.c.what))
    return list(rows.scalars())


def size(conn: Connection) -> int:
    """How many entries there should be."""
    return int(conn.execute(select(audit_head.c.last_id)).scalar_one())


def first_fault(conn: Connection) -> str | None:
    """Where the log was tampered with, in a sentence. None: nowhere. Reads all of it."""
    expected, before = 1, ""
    for *values, digest in _rows(conn):
        if values[0] != expected:
            return f"entry {expected} is missing"
        if _digest(before, tuple(values)) != digest:
            return f"entry {expected}, or the one before it, was changed"
        expected, before = expected + 1, digest
    head = conn.execute(select(audit_head.c.last_id, audit_head.c.hash)).one()
    if head != (expected - 1, before):
        return f"entries are missing after {expected - 1}, of {head.last_id}"
    return None


def _rows(conn: Connection) -> Iterator[tuple[Any, ...]]:
    last = 0
    columns = [audit_log.c[name] for name in (*_COLUMNS, "hash")]
    asked = select(*columns).order_by(audit_log.c.id).limit(_BLOCK)
    while found := conn.execute(asked.where(audit_log.c.id > last)).all():
        yield from (tuple(row) for row in found)
        last = found[-1].id


def _filtered(wanted: Wanted) -> Select[Any]:
    asked = select(*(audit_log.c[name] for name in _COLUMNS))
    if wanted.who:
        asked = asked.where(audit_log.c.who == wanted.who)
    if wanted.what.endswith("."):
        asked = asked.where(audit_log.c.what.startswith(wanted.what, autoescape=True))
    elif wanted.what:
        asked = asked.where(audit_log.c.what == wanted.what)
    if wanted.from_ms is not None:
        asked = asked.where(audit_log.c.at_ms >= wanted.from_ms)
    if wanted.until_ms is not None:
        asked = asked.where(audit_log.c.at_ms < wanted.until_ms)
    return asked


def _entry(row: Any) -> Entry:
    number, at_ms, who, what, about, details = row
    return Entry(number, at_ms, who, what, about, json.loads(details))


def _digest(before: str, values: tuple[Any, ...]) -> str:
    # As JSON: fields that are only joined could be shifted from one into the next.
    return sha256(json.dumps([before, *values], ensure_ascii=False).encode()).hexdigest()
