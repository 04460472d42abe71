"""Days of devices of which something came since their blocks were made."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, literal, select, union

from hub.store import upsert
from hub.store.schema import devices, footfall_day, press_day, stale_day


def mark(conn: Connection, days: Sequence[tuple[int, str]]) -> None:
    """Pages shall read the hours of these (device id, local day) until blocks are made anew."""
    upsert.add(conn, stale_day, [(*one, 1) for one in days])


def mark_all(conn: Connection, site_id: int | None = None) -> None:
    """The same for every day with sums: whatever is in the blocks is not to be trusted.

    Args:
        conn: in a write transaction.
        site_id: of one shop. None: of all.
    """
    of_shop = select(devices.c.id)
    if site_id is not None:
        of_shop = of_shop.where(devices.c.site_id == site_id)
    days = (
        select(table.c.device_id, table.c.day).where(table.c.device_id.in_(of_shop))
        for table in (press_day, footfall_day)
    )
    marked = union(*days).subquery()
    conn.execute(delete(stale_day).where(stale_day.c.device_id.in_(of_shop)))
    conn.execute(
        stale_day.insert().from_select(
            ["device_id", "day", "changes"], select(marked.c.device_id, marked.c.day, literal(1))
        )
    )


def stale_days(
    conn: Connection, site_ids: Sequence[int], first_day: str, last_day: str
) -> set[tuple[int, str]]:
    """Shops and their local days for which blocks must not be used."""
    query = (
        select(devices.c.site_id, stale_day.c.day)
        .distinct()
        .join_from(devices, stale_day, stale_day.c.device_id == devices.c.id)
        .where(devices.c.site_id.in_(site_ids), stale_day.c.day.between(first_day, last_day))
    )
    return {(row[0], row[1]) for row in conn.execute(query)}
