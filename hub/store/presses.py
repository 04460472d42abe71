"""Presses, one row each."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection, func, select

from hub.store import upsert
from hub.store.schema import devices, press, retention

_ROWS_AT_ONCE: Final = 5_000


class PressRow(NamedTuple):
    """As in the table; see `hub.store.schema`."""

    epoch_id: int
    seq: int
    device_id: int
    at_ms: int
    quality: int
    button: int
    scale: int
    play: bool


def add_presses(conn: Connection, rows: list[PressRow]) -> None:
    """Store presses that were never stored before.

    Raises:
        sqlalchemy.exc.IntegrityError: one was.
    """
    upsert.append(conn, press, rows)


def presses_of_site(conn: Connection, site_id: int) -> Iterator[PressRow]:
    """All presses of a shop that are kept, device by device, by time; read as they are used."""
    kept = select(retention.c.first_ms).where(retention.c.site_id == site_id).scalar_subquery()
    query = (
        select(press)
        .join(devices)
        .where(devices.c.site_id == site_id, press.c.at_ms >= func.coalesce(kept, 0))
        .order_by(press.c.device_id, press.c.at_ms)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in conn.execute(query):
        yield PressRow(*row)
