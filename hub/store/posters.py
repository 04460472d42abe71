"""Posters: what customers said, what was done about it, and since when."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from hub.store.among import among
from hub.store.schema import poster


class Poster(NamedTuple):
    """A poster of a shop."""

    id: int
    site_id: int
    said: str
    did: str
    changed_day: str | None
    """Since this day (ISO date) it is done; shares before and since are compared. None: no figure
    is shown."""
    made_ms: int
    made_by: str


class NewPoster(NamedTuple):
    """A poster that is made now."""

    site_id: int
    said: str
    did: str
    changed_day: str | None
    made_ms: int
    made_by: str


def add_poster(conn: Connection, new: NewPoster) -> int:
    """Keep a poster; returns its number."""
    (number,) = conn.execute(insert(poster).values(new._asdict())).inserted_primary_key or (0,)
    return int(number)


def find_poster(conn: Connection, poster_id: int) -> Poster | None:
    """A poster of this number that was not removed."""
    row = conn.execute(_posters().where(poster.c.id == poster_id)).first()
    return Poster(*row) if row else None


def posters_of(conn: Connection, site_ids: Collection[int]) -> list[Poster]:
    """The posters of some shops, newest first."""
    query = _posters().where(among(conn, poster.c.site_id, site_ids)).order_by(poster.c.id.desc())
    return [Poster(*row) for row in conn.execute(query)]


def remove_poster(conn: Connection, poster_id: int, now_ms: int) -> None:
    """Show a poster no more."""
    conn.execute(update(poster).where(poster.c.id == poster_id).values(removed_ms=now_ms))


def _posters() -> Any:
    columns = [poster.c[name] for name in Poster._fields]
    return select(*columns).where(poster.c.removed_ms.is_(None))
