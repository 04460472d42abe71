"""Zone windows, one row each."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from hub.store import upsert
from hub.store.schema import DWELL_COLUMNS, devices, zone_window

_ROWS_AT_ONCE: Final = 5_000
_BINS_FROM: Final = 10
_BINS_TO: Final = _BINS_FROM + len(DWELL_COLUMNS)


class ZoneRow(NamedTuple):
    """As in the table, but the bins are one tuple. `at_ms` is the start of the window."""

    epoch_id: int
    seq: int
    device_id: int
    at_ms: int
    quality: int
    seconds: int
    zone: str
    kind: str
    visits: int
    dwell_ms: int
    dwell: tuple[int, ...]
    """In the order of `hub.domain.dwell.BINS`."""
    occupancy_ms: int
    staff_visits: int
    most: int

    def stays(self) -> tuple[int, ...]:
        """What a roll-up adds up, in the order of `hub.domain.tally.ZoneTally`."""
        times = (self.seconds, self.visits, self.dwell_ms)
        return (*times, *self.dwell, self.occupancy_ms, self.staff_visits)


def add_zone_windows(conn: Connection, rows: list[ZoneRow]) -> None:
    """Store windows that were never stored before.

    Raises:
        sqlalchemy.exc.IntegrityError: one was.
    """
    flat = [(*row[:_BINS_FROM], *row.dwell, *row[_BINS_FROM + 1 :]) for row in rows]
    upsert.append(conn, zone_window, flat)


def zone_windows_of_site(conn: Connection, site_id: int) -> Iterator[ZoneRow]:
    """All zone windows of a shop's devices, device by device, by time; read as they are used."""
    query = (
        select(zone_window)
        .join(devices)
        .where(devices.c.site_id == site_id)
        .order_by(zone_window.c.device_id, zone_window.c.at_ms)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in conn.execute(query):
        before, dwell, after = row[:_BINS_FROM], row[_BINS_FROM:_BINS_TO], row[_BINS_TO:]
        yield ZoneRow._make((*before, tuple(dwell), *after))
