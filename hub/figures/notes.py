"""Notes on the timeline, for the days that a page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.figures.selection import Selection
from hub.store.notes import notes_about


@dataclass(frozen=True, slots=True)
class NoteFigure:
    """What somebody wrote about some days (ISO dates, both included)."""

    id: int
    first_day: str
    last_day: str
    text: str
    where: str | None
    """The shop or region. None: all shops."""
    by: str


def notes(conn: Connection, chosen: Selection) -> list[NoteFigure]:
    """Notes about the chosen shops that touch the chosen days, oldest first."""
    return notes_between(conn, chosen.site_ids, chosen.first_day, chosen.last_day)


def notes_between(
    conn: Connection, site_ids: Sequence[int], first_day: str, last_day: str
) -> list[NoteFigure]:
    """Notes about some shops that touch some days, oldest first."""
    if not site_ids:
        return []
    found = notes_about(conn, site_ids, first_day, last_day)
    return [
        NoteFigure(one.id, one.first_day, one.last_day, one.text, one.where, one.made_by)
        for one in reversed(found)
    ]
