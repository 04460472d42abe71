"""Notes on the timeline, for the days that a page shows."""

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
    if not chosen.site_ids:
        return []
    found = notes_about(conn, chosen.site_ids, chosen.first_day, chosen.last_day)
    return [
        NoteFigure(one.id, one.first_day, one.last_day, one.text, one.where, one.made_by)
        for one in reversed(found)
    ]
