"""Days of devices of which something came since their blocks were made."""

import secrets
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, delete, literal, select, union

from hub.store import editions, upsert
from hub.store.schema import devices, footfall_day, press_day, sites, stale_day

_BITS: Final = 31
"""What a change adds is chance: a store that was restored and went another way is another one."""


def mark(conn: Connection, days: Sequence[tuple[int, str]]) -> None:
    """Pages shall read the hours of these (device id, local day) until blocks are made anew.

    Called with every change of what a day tells, in its transaction: what was read of a stale day
    is good for as long as this adds nothing to it (`hub.store.finished.Mark`).
    """
    upsert.add(conn, stale_day, [(*one, 1 + secrets.randbits(_BITS)) for one in days])


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
    shops = [site_id] if site_id is not None else conn.execute(select(sites.c.id)).scalars().all()
    editions.renew(conn, shops)
    conn.execute(
        stale_day.insert().from_select(
            ["device_id", "day", "changes"], select(marked.c.device_id, marked.c.day, literal(1))
        )
    )
