"""Notes on the timeline: what happened in a shop, a region or everywhere on some days."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, insert, or_, select, update

from hub.domain.rights import Area
from hub.store.among import among
from hub.store.schema import note, regions, sites


class Note(NamedTuple):
    """What somebody wrote about some days (ISO dates, both included).

    `where` is the name of the shop or the region; None: all shops.
    """

    id: int
    area: Area
    first_day: str
    last_day: str
    text: str
    made_ms: int
    made_by: str
    where: str | None


class NewNote(NamedTuple):
    """A note that is made now."""

    area: Area
    first_day: str
    last_day: str
    text: str
    made_ms: int
    made_by: str


def add_note(conn: Connection, new: NewNote) -> int:
    """Keep a note; returns its number."""
    values: dict[str, Any] = new._asdict()
    values |= values.pop("area")._asdict()
    (number,) = conn.execute(insert(note).values(values)).inserted_primary_key or (0,)
    return int(number)


def find_note(conn: Connection, note_id: int) -> Note | None:
    """A note of this number that was not removed."""
    row = conn.execute(_notes().where(note.c.id == note_id)).first()
    return _note(row) if row else None


def notes_about(
    conn: Connection, site_ids: Collection[int], first_day: str, last_day: str
) -> list[Note]:
    """Notes about some shops that touch some days, the newest days first."""
    row = note.c
    of_regions = select(sites.c.region_id).where(
        among(conn, sites.c.id, site_ids), sites.c.region_id.is_not(None)
    )
    here = or_(
        and_(row.site_id.is_(None), row.region_id.is_(None)),
        among(conn, row.site_id, site_ids),
        row.region_id.in_(of_regions),
    )
    query = _notes().where(here, row.first_day <= last_day, row.last_day >= first_day)
    return [_note(one) for one in conn.execute(query.order_by(row.first_day.desc(), row.id.desc()))]


def remove_note(conn: Connection, note_id: int, now_ms: int) -> None:
    """Show a note no more."""
    conn.execute(update(note).where(note.c.id == note_id).values(removed_ms=now_ms))


def _notes() -> Any:
    columns = [note.c[name] for name in ("id", "site_id", "region_id", "first_day", "last_day")]
    columns += [note.c[name] for name in ("text", "made_ms", "made_by")]
    names = [sites.c.name.label("site_name"), regions.c.name.label("region_name")]
    return (
        select(*columns, *names)
        .outerjoin(sites, sites.c.id == note.c.site_id)
        .outerjoin(regions, regions.c.id == note.c.region_id)
        .where(note.c.removed_ms.is_(None))
    )


def _note(row: Any) -> Note:
    return Note(
        row.id,
        Area(row.region_id, row.site_id),
        row.first_day,
        row.last_day,
        row.text,
        row.made_ms,
        row.made_by,
        row.site_name or row.region_name,
    )
