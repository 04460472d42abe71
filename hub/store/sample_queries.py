"""Which shops show generated data: a page that shows it says so."""

from collections.abc import Sequence

from sqlalchemy import Connection, exists, or_, select

from hub.domain.periods import Slice
from hub.store.among import among
from hub.store.schema import devices, footfall_day, press_day, zone_day


def sample_sites(conn: Connection, slices: Sequence[Slice]) -> set[int]:
    """Shops whose figures in these days come, wholly or in part, from generated data."""
    found: set[int] = set()
    for one in slices:
        within = (one.span.first_day, one.span.last_day)
        had = [
            exists().where(table.c.device_id == devices.c.id, table.c.day.between(*within))
            for table in (press_day, footfall_day, zone_day)
        ]
        query = (
            select(devices.c.site_id)
            .distinct()
            .where(devices.c.sample, among(conn, devices.c.site_id, one.site_ids), or_(*had))
        )
        found.update(conn.execute(query).scalars())
    return found
