"""Technicians' visits to devices, and what came from a device since one began."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from hub.store.among import among
from hub.store.schema import audit_minute, devices, epochs, footfall, press, visit


class Mark(NamedTuple):
    """A place in a device's outbox: events after it are new. `epoch_id` 0: there was none."""

    epoch_id: int
    seq: int


class Visit(NamedTuple):
    """One visit. Instants are None for what has not happened."""

    id: int
    device_id: int
    begun_ms: int
    begun_by: str
    mark: Mark
    baseline: dict[str, tuple[int, int]]
    """What the windows that were open at the beginning held, (entered, left) by line."""
    finished_ms: int | None
    finished_by: str | None
    found: dict[str, Any]
    """What was seen and ticked; {} while it goes on."""
    note: str


def begin_visit(
    conn: Connection,
    device_id: int,
    baseline: Mapping[str, tuple[int, int]],
    *,
    who: str,
    at_ms: int,
) -> None:
    """Begin a visit; one that was not finished is over without a result."""
    unfinished = visit.c.device_id == device_id, visit.c.finished_ms.is_(None)
    conn.execute(update(visit).where(*unfinished).values(finished_ms=at_ms))
    mark = _newest(conn, device_id)
    conn.execute(
        insert(visit).values(
            device_id=device_id,
            begun_ms=at_ms,
            begun_by=who,
            epoch_id=mark.epoch_id,
            seq=mark.seq,
            baseline=json.dumps(baseline),
        )
    )


def finish_visit(
    conn: Connection, visit_id: int, found: Mapping[str, Any], note: str, *, who: str, at_ms: int
) -> None:
    """Keep what a visit found."""
    values = {"finished_ms": at_ms, "finished_by": who, "found": json.dumps(found), "note": note}
    conn.execute(update(visit).where(visit.c.id == visit_id).values(values))


def visits_of(conn: Connection, device_id: int, *, most: int) -> list[Visit]:
    """The newest visits to a device, newest first; given up ones are left out."""
    given_up = visit.c.finished_ms.is_not(None) & visit.c.found.is_(None)
    query = select(visit).where(visit.c.device_id == device_id, ~given_up)
    rows = conn.execute(query.order_by(visit.c.id.desc()).limit(most))
    return [_visit(row) for row in rows]


def last_visits(conn: Connection, site_ids: tuple[int, ...]) -> dict[int, int]:
    """When the last finished visit to each device of some shops was, by its number."""
    query = (
        select(visit.c.device_id, func.max(visit.c.finished_ms).label("at_ms"))
        .join(devices)
        .where(among(conn, devices.c.site_id, site_ids), visit.c.found.is_not(None))
        .group_by(visit.c.device_id)
    )
    return {row.device_id: row.at_ms for row in conn.execute(query)}


def pressed_since(conn: Connection, device_id: int, mark: Mark) -> dict[int, int]:
    """Presses after a mark, by button."""
    since = _since(press, device_id, mark)
    query = select(press.c.button, func.count().label("n")).where(since).group_by(press.c.button)
    return {row.button: row.n for row in conn.execute(query)}


def buttons_of(conn: Connection, device_id: int) -> int | None:
    """How many buttons a kiosk had when it was last pressed. None: it never was."""
    query = select(press.c.scale).where(press.c.device_id == device_id)
    return conn.execute(query.order_by(press.c.at_ms.desc()).limit(1)).scalar()


def passed_since(conn: Connection, device_id: int, mark: Mark) -> dict[str, tuple[int, int]]:
    """Passages in the windows that came after a mark, (entered, left) by line."""
    sums = (func.sum(footfall.c.entered).label("i"), func.sum(footfall.c.left).label("o"))
    since = _since(footfall, device_id, mark)
    query = select(footfall.c.line, *sums).where(since).group_by(footfall.c.line)
    return {row.line: (int(row.i), int(row.o)) for row in conn.execute(query)}


def audited_since(conn: Connection, device_id: int, mark: Mark) -> bool:
    """Whether minutes of an audit came after a mark."""
    query = select(audit_minute.c.seq).where(_since(audit_minute, device_id, mark)).limit(1)
    return conn.execute(query).first() is not None


def _since(table: Any, device_id: int, mark: Mark) -> Any:
    # A device that was set up anew meanwhile counts in a new outbox, all of which is new.
    own = select(epochs.c.id).where(epochs.c.device_id == device_id, epochs.c.id >= mark.epoch_id)
    old = (table.c.epoch_id == mark.epoch_id) & (table.c.seq <= mark.seq)
    return table.c.epoch_id.in_(own) & ~old


def _newest(conn: Connection, device_id: int) -> Mark:
    query = select(epochs.c.id, epochs.c.contiguous_seq).where(epochs.c.device_id == device_id)
    row = conn.execute(query.order_by(epochs.c.id.desc()).limit(1)).first()
    return Mark(row.id, row.contiguous_seq) if row else Mark(0, 0)


def _visit(row: Any) -> Visit:
    baseline = {line: (both[0], both[1]) for line, both in json.loads(row.baseline).items()}
    return Visit(
        row.id,
        row.device_id,
        row.begun_ms,
        row.begun_by,
        Mark(row.epoch_id, row.seq),
        baseline,
        row.finished_ms,
        row.finished_by,
        json.loads(row.found) if row.found else {},
        row.note or "",
    )
