"""All shops over all days."""

from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.periods import Slice, parse_period, span
from hub.store.sites import list_sites


def every_day(conn: Connection) -> list[Slice]:
    """A slice for each shop, of the days around the tests' now."""
    period = parse_period("range", "2026-02-01", "2026-03-31")
    return [
        Slice(one.timezone, (one.id,), span(period, ZoneInfo(one.timezone), 0))
        for one in list_sites(conn)
    ]
