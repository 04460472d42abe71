"""How good the counters are, as the pages need it: leftovers of nights, sums of audits."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select

from hub.domain.periods import Slice
from hub.store.among import among
from hub.store.schema import AUDIT_COUNTS, audit, devices, occupancy_reset


class Leftover(NamedTuple):
    """Of one camera: entered and left before its resets to zero, and how far it was off then."""

    device_id: int
    at_ms: int
    """Of the newest reset."""
    resets: int
    entered: int
    left: int
    removed: int
    held: int


class AuditSums(NamedTuple):
    """All minutes of one audit on one line."""

    device_id: int
    line: str
    newest_ms: int
    seconds: int
    tapped_in: int
    tapped_out: int
    counted_in: int
    counted_out: int
    agreed_in: int
    agreed_out: int


def by_camera(conn: Connection, slices: Sequence[Slice]) -> list[Leftover]:
    """What was left over of each camera that was set to zero in these days."""
    reset = occupancy_reset.c
    sums = [func.sum(reset[name]) for name in ("entered", "left", "removed", "held")]
    rows = []
    for one in slices:
        query = (
            select(reset.device_id, func.max(reset.at_ms), func.count(), *sums)
            .join_from(devices, occupancy_reset, reset.device_id == devices.c.id)
            .where(_within(conn, one))
            .group_by(reset.device_id)
        )
        rows += [Leftover(*map(int, row)) for row in conn.execute(query)]
    return rows


def newest_nights(conn: Connection, slices: Sequence[Slice], *, most: int) -> list[Leftover]:
    """The newest resets of all cameras in these days, newest first."""
    reset = occupancy_reset.c
    rows: list[Leftover] = []
    for one in slices:
        query = (
            select(reset.device_id, reset.at_ms, reset.entered, reset.left, reset.removed)
            .add_columns(reset.held)
            .join_from(devices, occupancy_reset, reset.device_id == devices.c.id)
            .where(_within(conn, one))
            .order_by(reset.at_ms.desc())
            .limit(most)
        )
        rows += [Leftover(row[0], row[1], 1, *row[2:]) for row in conn.execute(query)]
    return sorted(rows, key=lambda row: row.at_ms, reverse=True)[:most]


def last_audits(conn: Connection, site_ids: Sequence[int]) -> list[AuditSums]:
    """The newest audit of each line of these shops' cameras."""
    columns = [audit.c[name] for name in ("device_id", "line", "newest_ms", "seconds")]
    query = (
        select(*columns, *(audit.c[name] for name in AUDIT_COUNTS))
        .join_from(devices, audit, audit.c.device_id == devices.c.id)
        .where(among(conn, devices.c.site_id, site_ids))
        .order_by(audit.c.newest_ms)
    )
    newest = {(row.device_id, row.line): AuditSums(*row) for row in conn.execute(query)}
    return [newest[key] for key in sorted(newest)]


def _within(conn: Connection, one: Slice) -> ColumnElement[bool]:
    at_ms = occupancy_reset.c.at_ms
    within = and_(at_ms >= one.span.start_ms, at_ms < one.span.end_ms)
    return and_(among(conn, devices.c.site_id, one.site_ids), within)
