"""What somebody is to do: from an alert, or by itself."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from hub.store.among import among
from hub.store.schema import task


class Task(NamedTuple):
    """Something to do in a shop."""

    id: int
    site_id: int
    alert_id: int | None
    """What it came from."""
    text: str
    assignee: str
    """Empty: nobody yet."""
    due_day: str | None
    made_ms: int
    made_by: str
    done_ms: int | None
    done_by: str | None


class NewTask(NamedTuple):
    """A task that is made now."""

    site_id: int
    alert_id: int | None
    text: str
    assignee: str
    due_day: str | None
    made_ms: int
    made_by: str


def add_task(conn: Connection, new: NewTask) -> int:
    """Make a task; returns its number."""
    (number,) = conn.execute(insert(task).values(new._asdict())).inserted_primary_key or (0,)
    return int(number)


def find_task(conn: Connection, task_id: int) -> Task | None:
    """A task of this number."""
    row = conn.execute(select(*_columns()).where(task.c.id == task_id)).first()
    return Task(*row) if row else None


def tasks_of_alerts(conn: Connection, alert_ids: Sequence[int]) -> dict[int, tuple[Task, ...]]:
    """The tasks that came from some alerts."""
    query = select(*_columns()).where(task.c.alert_id.in_(alert_ids)).order_by(task.c.id)
    found: dict[int, tuple[Task, ...]] = {}
    for row in conn.execute(query):
        found[row.alert_id] = (*found.get(row.alert_id, ()), Task(*row))
    return found


def open_tasks(conn: Connection, site_ids: Collection[int]) -> list[Task]:
    """What is still to be done, the most urgent first; without a day at the end."""
    row = task.c
    query = select(*_columns()).where(among(conn, row.site_id, site_ids), row.done_ms.is_(None))
    return [Task(*one) for one in conn.execute(query.order_by(row.due_day.is_(None), row.due_day))]


def done_tasks(conn: Connection, site_ids: Collection[int], *, most: int) -> list[Task]:
    """What was done last."""
    row = task.c
    query = select(*_columns()).where(among(conn, row.site_id, site_ids), row.done_ms.is_not(None))
    return [Task(*one) for one in conn.execute(query.order_by(row.done_ms.desc()).limit(most))]


def finish(conn: Connection, task_id: int, who: str, now_ms: int) -> bool:
    """Somebody has done it. False: it was done already."""
    done = conn.execute(
        update(task)
        .where(task.c.id == task_id, task.c.done_ms.is_(None))
        .values(done_ms=now_ms, done_by=who)
    )
    return done.rowcount == 1


def _columns() -> list[Any]:
    return [task.c[name] for name in Task._fields]
