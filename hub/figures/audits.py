"""The last audit of each camera's lines, and when the next one is due."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from hub.domain.audits import Accuracy, AuditState, Tapped, accuracy, audit_state
from hub.store.quality_queries import AuditSums, last_audits


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
    lines: list[LineAudit] = field(default_factory=list)


def camera_audits(
    conn: Connection, site_ids: Iterable[int], *, valid_ms: int, now_ms: int
) -> dict[int, CameraAudit]:
    """Each camera that was ever audited, by its number; for the others see `never_audited`."""
    by_camera: defaultdict[int, list[AuditSums]] = defaultdict(list)
    for row in last_audits(conn, list(site_ids)):
        by_camera[row.device_id].append(row)
    return {camera: _audit(rows, valid_ms, now_ms) for camera, rows in by_camera.items()}


def never_audited() -> CameraAudit:
    """A camera that nobody ever counted beside."""
    return CameraAudit("never", None)


def _audit(rows: list[AuditSums], valid_ms: int, now_ms: int) -> CameraAudit:
    oldest_ms = min(row.newest_ms for row in rows)
    return CameraAudit(
        state=audit_state(oldest_ms, valid_ms, now_ms),
        due_ms=oldest_ms + valid_ms,
        lines=[_line(row) for row in rows],
    )


def _line(row: AuditSums) -> LineAudit:
    return LineAudit(
        line=row.line,
        at_ms=row.newest_ms,
        minutes=row.seconds / 60,
        entered=accuracy(Tapped(row.tapped_in, row.counted_in, row.agreed_in)),
        left=accuracy(Tapped(row.tapped_out, row.counted_out, row.agreed_out)),
    )
