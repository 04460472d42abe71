"""Expression windows, one row each: shares of a group of visitors, never of one of them."""

from typing import NamedTuple

from sqlalchemy import Connection

from hub.store import upsert
from hub.store.schema import expression_window


class ExpressionRow(NamedTuple):
    """As in the table; see `hub.store.schema`. How windows add up: `wire.expression_events`."""

    epoch_id: int
    seq: int
    device_id: int
    at_ms: int
    quality: int
    seconds: int
    visitors: int
    unseen: int
    least: int
    negative: float
    neutral: float
    positive: float
    corrected: bool
    zone: str | None
    calibration: str | None
    errors: str
    network: str
    detector: str
    law: str


def add_expression_windows(conn: Connection, rows: list[ExpressionRow]) -> None:
    """Store windows that were never stored before.

    Raises:
        sqlalchemy.exc.IntegrityError: one was.
    """
    upsert.append(conn, expression_window, rows)
