"""Footfall windows, one row each."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from hub.store import upsert
from hub.store.schema import devices, footfall

_ROWS_AT_ONCE: Final = 5_000


class FootfallRow(NamedTuple):
    """As in the table; see `hub.store.schema`. `at_ms` is the start of the window."""

    epoch_id: int
    seq: int
    device_id: int
    at_ms: int
    quality: int
    seconds: int
    line: str
    entered: int
    left: int
    frames: int
    dropped: int
    method: str
    kind: str = "door"
    staff_entered: int = 0
    staff_left: int = 0

    def flows(self) -> tuple[int, ...]:
        """What a roll-up adds up, in the order of `hub.domain.flow.Flow`."""
        seen = (self.entered, self.left, self.seconds, self.frames, self.dropped)
        return (*seen, self.staff_entered, self.staff_left)


def add_windows(conn: Connection, rows: list[FootfallRow]) -> None:
    """Store windows that were never stored before.

    Raises:
        sqlalchemy.exc.IntegrityError: one was.
    """
    upsert.append(conn, footfall, rows)


def windows_of_site(conn: Connection, site_id: int) -> Iterator[FootfallRow]:
    """All windows of a shop's real devices, device by device, by time; read as they are used."""
    query = (
        select(footfall)
        .join(devices)
        .where(devices.c.site_id == site_id)
        .order_by(footfall.c.device_id, footfall.c.at_ms)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in conn.execute(query):
        yield FootfallRow(*row)
