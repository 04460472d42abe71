"""Which day of each shop was told last to those who subscribed to days."""

from sqlalchemy import Connection, delete, insert, select

from hub.store.schema import day_told


def days_told(conn: Connection) -> dict[int, str]:
    """The newest day that was told, by shop."""
    found = conn.execute(select(day_told.c.site_id, day_told.c.day))
    return {row.site_id: row.day for row in found}


def note_day_told(conn: Connection, site_id: int, day: str) -> None:
    """A day was told."""
    conn.execute(delete(day_told).where(day_told.c.site_id == site_id))
    conn.execute(insert(day_told).values(site_id=site_id, day=day))
