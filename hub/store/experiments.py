"""What was changed on purpose in some shops, and when."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from hub.errors import UnknownNameError
from hub.store.schema import experiment, experiment_site


@dataclass(frozen=True, slots=True)
class Experiment:
    """A change in some shops. `last_day` None: it goes on."""

    id: int
    name: str
    outcome: str
    """What it should change, said before it began."""
    first_day: str
    last_day: str | None
    made_ms: int
    made_by: str
    treated: frozenset[int]
    """Numbers of the shops with the change."""
    left_out: frozenset[int]
    """Shops that are neither: too near, or changed otherwise."""

    def overlaps(self, first_day: str, last_day: str | None) -> bool:
        """Whether it went on in these days. None: without end."""
        return (last_day is None or self.first_day <= last_day) and (
            self.last_day is None or self.last_day >= first_day
        )


def list_experiments(conn: Connection) -> list[Experiment]:
    """All that were not removed, the newest start first."""
    sites: defaultdict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for number, site_id, treated in conn.execute(select(experiment_site)):
        sites[number][0 if treated else 1].add(site_id)
    row = experiment.c
    query = (
        select(row.id, row.name, row.outcome, row.first_day, row.last_day, row.made_ms, row.made_by)
        .where(row.removed_ms.is_(None))
        .order_by(row.first_day.desc(), row.id.desc())
    )
    return [
        Experiment(*found, *(frozenset(one) for one in sites[found[0]]))
        for found in conn.execute(query)
    ]


def find_experiment(conn: Connection, number: int) -> Experiment:
    """One of them.

    Raises:
        UnknownNameError: there is none, or it was removed.
    """
    for one in list_experiments(conn):
        if one.id == number:
            return one
    raise UnknownNameError("There is no such experiment.")


def add_experiment(
    conn: Connection,
    *,
    name: str,
    outcome: str,
    first_day: str,
    last_day: str | None,
    treated: Collection[int],
    left_out: Collection[int],
    made_by: str,
    now_ms: int,
) -> int:
    """Keep an experiment; returns its number."""
    made = conn.execute(
        insert(experiment).values(
            name=name,
            outcome=outcome,
            first_day=first_day,
            last_day=last_day,
            made_ms=now_ms,
            made_by=made_by,
        )
    )
    number = int((made.inserted_primary_key or (0,))[0])
    rows = [(site_id, True) for site_id in treated] + [(site_id, False) for site_id in left_out]
    conn.execute(
        insert(experiment_site),
        [
            {"experiment_id": number, "site_id": site_id, "treated": is_it}
            for site_id, is_it in rows
        ],
    )
    return number


def end_experiment(conn: Connection, number: int, last_day: str) -> None:
    """Set its last day."""
    conn.execute(update(experiment).where(experiment.c.id == number).values(last_day=last_day))


def remove_experiment(conn: Connection, number: int, now_ms: int) -> None:
    """Take it out of all lists; the row is kept."""
    conn.execute(update(experiment).where(experiment.c.id == number).values(removed_ms=now_ms))
