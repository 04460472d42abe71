"""What was announced to Home Assistant and is retained at the broker, to be taken back one day."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from hub.store import upsert
from hub.store.schema import announced


def announced_topics(conn: Connection) -> set[str]:
    """All topics that hold something of ours."""
    return set(conn.execute(select(announced.c.topic)).scalars())


def note_announced(conn: Connection, topics: Collection[str]) -> None:
    """Something is going to be published there: noted before, so that none is forgotten."""
    upsert.ensure(conn, announced, [{"topic": topic} for topic in sorted(topics)])


def forget_announced(conn: Connection, topics: Collection[str]) -> None:
    """What was there was taken back."""
    conn.execute(delete(announced).where(announced.c.topic.in_(sorted(topics))))
