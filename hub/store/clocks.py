"""The offsets of the shops' clocks, kept for SQL views: SQLite knows no time zones."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select

from hub.domain.clocks import Offset, offsets
from hub.store.schema import clock_offset, sites


def stale_clocks(conn: Connection, now_ms: int) -> list[str]:
    """The zones in use whose offsets are missing or no longer what this machine knows."""
    used = {str(row.timezone) for row in conn.execute(select(sites.c.timezone).distinct())}
    stored: dict[str, list[Offset]] = {}
    table = clock_offset.c
    query = select(table.timezone, table.from_ms, table.until_ms, table.seconds)
    for zone, *rest in conn.execute(query.order_by(table.from_ms)):
        stored.setdefault(zone, []).append(Offset(*rest))
    year = _last_year(now_ms)
    return sorted(zone for zone in used if stored.get(zone) != list(_known(zone, year)))


def write_clocks(conn: Connection, zones: list[str], now_ms: int) -> None:
    """Write these zones' offsets anew, to the end of next year."""
    year = _last_year(now_ms)
    conn.execute(delete(clock_offset).where(clock_offset.c.timezone.in_(zones)))
    rows = [{"timezone": zone, **one._asdict()} for zone in zones for one in _known(zone, year)]
    conn.execute(insert(clock_offset), rows)


@lru_cache(maxsize=1000)
def _known(zone: str, year: int) -> tuple[Offset, ...]:
    return tuple(offsets(ZoneInfo(zone), year))


def _last_year(now_ms: int) -> int:
    return datetime.fromtimestamp(now_ms / 1000, UTC).year + 1
