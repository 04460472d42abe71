"""What tells how good a counter is: what was left over at night, and minutes of audits."""

from typing import NamedTuple

from sqlalchemy import Connection

from hub.store import upsert
from hub.store.schema import audit_minute, occupancy_reset


class ResetRow(NamedTuple):
    """As in the table; see `hub.store.schema`."""

    epoch_id: int
    seq: int
    device_id: int
    at_ms: int
    quality: int
    seconds: int
    entered: int
    left: int
    removed: int
    held: int


class AuditRow(NamedTuple):
    """As in the table; see `hub.store.schema`. `at_ms` is the start of the minute."""

    epoch_id: int
    seq: int
    device_id: int
    at_ms: int
    quality: int
    seconds: int
    audit: str
    line: str
    tapped_in: int
    tapped_out: int
    counted_in: int
    counted_out: int
    agreed_in: int
    agreed_out: int

    def counted(self) -> tuple[int, ...]:
        """What the sum of an audit adds up, in the order of `hub.domain.tally.AuditTally`."""
        return (self.seconds, *self[8:])


def add_resets(conn: Connection, rows: list[ResetRow]) -> None:
    """Store resets that were never stored before.

    Raises:
        sqlalchemy.exc.IntegrityError: one was.
    """
    upsert.append(conn, occupancy_reset, rows)


def add_audit_minutes(conn: Connection, rows: list[AuditRow]) -> None:
    """Store minutes that were never stored before.

    Raises:
        sqlalchemy.exc.IntegrityError: one was.
    """
    upsert.append(conn, audit_minute, rows)
