"""Which process does which job, and when each is due again."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from hub.store import upsert
from hub.store.schema import work_lease


class Lease(NamedTuple):
    """A process that asks to do a job now, or does it."""

    job: str
    holder: str
    now_ms: int
    length_ms: int


class JobState(NamedTuple):
    """How a job has fared. `done_ms` is None before it first ended well."""

    job: str
    due_ms: int
    done_ms: int | None
    failures: int
    failure: str


def take(conn: Connection, lease: Lease, *, every_ms: int) -> bool:
    """Take a job that is due and that nobody does; False: it is not, or somebody does.

    Times that lie further ahead than they ever can (a clock was set back) count as past.

    Args:
        conn: in a write transaction.
        lease: who asks, and for how long.
        every_ms: how often the job comes round.
    """
    row = work_lease.c
    first = {"job": lease.job, "until_ms": 0, "due_ms": 0, "failures": 0, "failure": ""}
    upsert.ensure(conn, work_lease, [first])
    due = or_(row.due_ms <= lease.now_ms, row.due_ms > lease.now_ms + every_ms)
    free = or_(row.until_ms <= lease.now_ms, row.until_ms > lease.now_ms + lease.length_ms)
    taken = conn.execute(
        update(work_lease)
        .where(and_(row.job == lease.job, due, free))
        .values(holder=lease.holder, until_ms=lease.now_ms + lease.length_ms)
    )
    return taken.rowcount == 1


def renew(conn: Connection, lease: Lease) -> None:
    """Keep a job that takes its time."""
    conn.execute(
        update(work_lease).where(_held(lease)).values(until_ms=lease.now_ms + lease.length_ms)
    )


def give_back(conn: Connection, lease: Lease, *, due_ms: int, failure: str) -> None:
    """A run has ended.

    Args:
        conn: in a write transaction.
        lease: who ran it; nothing happens where another has taken it over.
        due_ms: when it is due again.
        failure: what went wrong; empty: it ended well.
    """
    values: dict[str, object] = {"holder": None, "until_ms": 0, "due_ms": due_ms}
    if failure:
        values |= {"failure": failure, "failures": work_lease.c.failures + 1}
    else:
        values |= {"failure": "", "failures": 0, "done_ms": lease.now_ms}
    conn.execute(update(work_lease).where(_held(lease)).values(values))


def job_states(conn: Connection) -> list[JobState]:
    """All jobs that were ever run, by name."""
    columns = [work_lease.c[name] for name in JobState._fields]
    return [JobState(*row) for row in conn.execute(select(*columns).order_by(work_lease.c.job))]


def _held(lease: Lease) -> ColumnElement[bool]:
    return and_(work_lease.c.job == lease.job, work_lease.c.holder == lease.holder)
