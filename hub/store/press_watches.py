"""What the test of presses knows of each shop, and the presses it has not heard yet."""

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, insert, select, update

from hub.domain.alert_test import Level, Usual
from hub.domain.press_course import Course
from hub.domain.silence import Habit
from hub.store import upsert
from hub.store.among import among
from hub.store.schema import devices, epochs, press, press_heard, press_watch


class Learned(NamedTuple):
    """What is usual at a shop. `threshold` is None while too little is known."""

    day: str
    """The last local day that it was learned from."""
    usual: Usual
    threshold: float | None
    alarms_a_month: float
    """The setting that the threshold was made for."""
    kiosks: Mapping[int, Habit]
    """Of kiosks in whose shop visitors are counted, by device."""


class Watch(NamedTuple):
    """The test at one shop."""

    site_id: int
    learned: Learned
    course: Course


class Heard(NamedTuple):
    """One press, for the test."""

    epoch_id: int
    seq: int
    site_id: int
    at_ms: int
    button: int
    scale: int
    play: bool


def watches(conn: Connection, site_ids: Collection[int]) -> dict[int, Watch]:
    """The test of those of some shops that have learned something, by shop."""
    query = select(press_watch).where(among(conn, press_watch.c.site_id, site_ids))
    return {row.site_id: _watch(row) for row in conn.execute(query)}


def raised(conn: Connection) -> list[int]:
    """The shops in which too many presses are unhappy."""
    query = select(press_watch.c.site_id).where(press_watch.c.raised_ms.is_not(None))
    return list(conn.execute(query.order_by(press_watch.c.site_id)).scalars())


def learned_for(conn: Connection) -> dict[int, tuple[str, float | None]]:
    """Up to which day each shop has learned, and for which setting.

    None: by an older version, which kept neither the setting nor how long kiosks are silent.
    """
    row = press_watch.c
    query = select(row.site_id, row.learned_day, row.alarms_a_month)
    return {
        found.site_id: (found.learned_day, found.alarms_a_month) for found in conn.execute(query)
    }


def note_learned(conn: Connection, site_id: int, learned: Learned) -> None:
    """Store what was learned. What was heard so far goes on."""
    values = {
        "learned_day": learned.day,
        "levels": _text(learned),
        "threshold": learned.threshold,
        "alarms_a_month": learned.alarms_a_month,
    }
    changed = conn.execute(
        update(press_watch).where(press_watch.c.site_id == site_id).values(values)
    )
    if not changed.rowcount:
        first = {"site_id": site_id, "score": 0.0, "calm": 0.0}
        conn.execute(insert(press_watch).values(values | first))


def note_courses(conn: Connection, courses: Mapping[int, Course]) -> None:
    """Store what was heard, by shop."""
    for site_id, course in courses.items():
        conn.execute(
            update(press_watch).where(press_watch.c.site_id == site_id).values(course._asdict())
        )


def next_presses(conn: Connection, most: int) -> list[Heard]:
    """Presses that were not heard yet, each outbox's in its order, and note that they are now.

    An outbox that is new begins with its newest press: what was before is history.
    """
    _begin_new(conn)
    row = press.c
    query = (
        select(row.epoch_id, row.seq, devices.c.site_id, row.at_ms, row.button, row.scale, row.play)
        .join_from(press_heard, epochs, epochs.c.id == press_heard.c.epoch_id)
        .join(press, and_(row.epoch_id == press_heard.c.epoch_id, row.seq > press_heard.c.seq))
        .join(devices, devices.c.id == row.device_id)
        # Beyond a gap the order is not known yet.
        .where(row.seq <= epochs.c.contiguous_seq, epochs.c.contiguous_seq > press_heard.c.seq)
        .order_by(row.epoch_id, row.seq)
        .limit(most)
    )
    found = [Heard(*one) for one in conn.execute(query)]
    newest = {one.epoch_id: one.seq for one in found}
    for epoch_id, seq in newest.items():
        of_it = press_heard.c.epoch_id == epoch_id
        conn.execute(update(press_heard).where(of_it).values(seq=seq))
    return found


def around(conn: Connection, site_id: int, from_ms: int, until_ms: int) -> list[Heard]:
    """The presses of a shop in a span that lies within some hours."""
    row = press.c
    query = (
        select(row.epoch_id, row.seq, devices.c.site_id, row.at_ms, row.button, row.scale, row.play)
        .join_from(devices, press, row.device_id == devices.c.id)
        .where(devices.c.site_id == site_id, row.at_ms > from_ms, row.at_ms <= until_ms)
    )
    return [Heard(*one) for one in conn.execute(query)]


def _begin_new(conn: Connection) -> None:
    heard = select(press_heard.c.epoch_id).scalar_subquery()
    new = select(epochs.c.id, epochs.c.contiguous_seq).where(epochs.c.id.not_in(heard))
    rows = [{"epoch_id": row.id, "seq": row.contiguous_seq} for row in conn.execute(new)]
    upsert.ensure(conn, press_heard, rows)


def _watch(row: Any) -> Watch:
    kept = json.loads(row.levels)
    levels = {int(hour): Level(*level) for hour, level in kept["levels"].items()}
    habits = {int(device): Habit(*habit) for device, habit in kept.get("silences", {}).items()}
    usual = Usual(levels, kept["doubt"])
    learned = Learned(row.learned_day, usual, row.threshold, row.alarms_a_month or 0.0, habits)
    return Watch(row.site_id, learned, Course(row.score, row.calm, row.raised_ms))


def _text(learned: Learned) -> str:
    usual = {"levels": learned.usual.levels, "doubt": learned.usual.doubt}
    return json.dumps(usual | {"silences": learned.kiosks})
