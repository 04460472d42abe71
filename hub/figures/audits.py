"""The last audit of each camera's lines, and when the next one is due."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.audits import Accuracy, AuditState, Tapped, accuracy, audit_state
from hub.store import quality_queries
from hub.store.quality_queries import AuditSums
from wire.status import OpenWindow


@dataclass(frozen=True, slots=True)
class LineAudit:
    """The last audit of one line, by direction."""

    line: str
    at_ms: int
    minutes: float
    entered: Accuracy
    left: Accuracy


@dataclass(frozen=True, slots=True)
class CameraAudit:
    """One camera. The line that was audited longest ago decides when it is due."""

    state: AuditState
    due_ms: int | None
    """When an audit is due. None: there never was one."""
    lines: list[LineAudit]
    never: list[str]
    """Door lines that nobody counted beside, although others were audited."""


def last_audits(conn: Connection, site_ids: Sequence[int]) -> dict[int, list[AuditSums]]:
    """The last audit of each line, by number of the camera."""
    found: defaultdict[int, list[AuditSums]] = defaultdict(list)
    for row in quality_queries.last_audits(conn, site_ids):
        found[row.device_id].append(row)
    return dict(found)


def camera_audit(
    audited: Sequence[AuditSums], drawn: Sequence[OpenWindow], *, valid_ms: int, now_ms: int
) -> CameraAudit | None:
    """How a camera stands.

    Args:
        audited: the last audit of each of its lines.
        drawn: the lines it counts now; empty: it did not say. Audits of lines that are gone say
            nothing about it any more.
        valid_ms: how long an audit is good for.
        now_ms: today.

    Returns:
        None for a camera without a line.
    """
    names = {window.line for window in drawn} or {row.line for row in audited}
    rows = [row for row in audited if row.line in names]
    if not names:
        return None
    oldest_ms = min((row.newest_ms for row in rows), default=None)
    state = audit_state(oldest_ms, valid_ms, now_ms)
    doors = {window.line for window in drawn if window.kind == "door"}
    never = sorted(doors - {row.line for row in rows}) if rows else []
    return CameraAudit(
        state="due" if never and state == "current" else state,
        due_ms=None if oldest_ms is None else oldest_ms + valid_ms,
        lines=[_line(row) for row in rows],
        never=never,
    )


def _line(row: AuditSums) -> LineAudit:
    return LineAudit(
        line=row.line,
        at_ms=row.newest_ms,
        minutes=row.seconds / 60,
        entered=accuracy(Tapped(row.tapped_in, row.counted_in, row.agreed_in)),
        left=accuracy(Tapped(row.tapped_out, row.counted_out, row.agreed_out)),
    )
