"""Reasons that were given after a press, and what each kiosk asked when."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, select

from hub.domain.calendar import local_time
from hub.domain.periods import Slice
from hub.store import upsert
from hub.store.among import among
from hub.store.schema import devices, press_day, question, reason, reason_day


class ReasonRow(NamedTuple):
    """As in the table; see `hub.store.schema`."""

    epoch_id: int
    seq: int
    device_id: int
    at_ms: int
    quality: int
    button: int
    scale: int
    reason: str
    play: bool


class Given(NamedTuple):
    """How often a reason was given, and how many of these look like play."""

    reason: str
    n: int
    play: int


class Asked(NamedTuple):
    """What a kiosk asks since an instant."""

    device_id: int
    since_ms: int
    question: str


class DayRow(NamedTuple):
    """A kiosk's presses of one day: all by button, then those that look like play."""

    device_id: int
    day: str
    scale: int
    numbers: tuple[int, ...]


def add_reasons(conn: Connection, rows: Sequence[tuple[ReasonRow, tzinfo]]) -> None:
    """Store reasons that were never stored before, each with its shop's time zone, and their sums.

    Raises:
        sqlalchemy.exc.IntegrityError: one was.
    """
    upsert.append(conn, reason, [row for row, _ in rows])
    upsert.add(conn, reason_day, _sums(rows))


def rebuild_reasons(conn: Connection, site_id: int, zone: tzinfo) -> None:
    """Count a shop's sums anew from its reasons, in a time zone that may be a new one."""
    ours = select(devices.c.id).where(devices.c.site_id == site_id)
    conn.execute(delete(reason_day).where(reason_day.c.device_id.in_(ours)))
    found = conn.execute(select(reason).where(reason.c.device_id.in_(ours)))
    upsert.add(conn, reason_day, _sums([(ReasonRow(*row), zone) for row in found]))


def given(conn: Connection, slices: Sequence[Slice], device_id: int | None = None) -> list[Given]:
    """Reasons of the chosen shops and days, the most frequent first."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    row = reason_day.c
    for one in slices:
        query = (
            select(row.reason, func.sum(row.n), func.sum(row.play))
            .join_from(devices, reason_day, row.device_id == devices.c.id)
            .where(among(conn, devices.c.site_id, one.site_ids))
            .where(row.day.between(one.span.first_day, one.span.last_day))
            .group_by(row.reason)
        )
        if device_id is not None:
            query = query.where(devices.c.id == device_id)
        for words, n, play in conn.execute(query):
            sums[words][0] += int(n)
            sums[words][1] += int(play)
    found = [Given(words, n, play) for words, (n, play) in sums.items()]
    return sorted(found, key=lambda one: (-one.n, one.reason))


def note_question(conn: Connection, device_id: int, words: str, now_ms: int) -> None:
    """Remember what a kiosk asks, if that is news."""
    newest = (
        select(question.c.question)
        .where(question.c.device_id == device_id)
        .order_by(question.c.since_ms.desc())
        .limit(1)
    )
    if conn.execute(newest).scalar() == words:
        return
    row = {"device_id": device_id, "since_ms": now_ms, "question": words}
    upsert.ensure(conn, question, [row])


def questions(conn: Connection, device_ids: Collection[int]) -> list[Asked]:
    """What these kiosks asked, kiosk by kiosk, the oldest first."""
    query = (
        select(question)
        .where(question.c.device_id.in_(device_ids))
        .order_by(question.c.device_id, question.c.since_ms)
    )
    return [Asked(*row) for row in conn.execute(query)]


def days_of(
    conn: Connection, device_ids: Collection[int], first_day: str, last_day: str
) -> list[DayRow]:
    """Presses of these kiosks, day by day."""
    buttons = [column for column in press_day.columns if column.name not in _KEYS]
    query = select(press_day.c.device_id, press_day.c.day, press_day.c.scale, *buttons).where(
        press_day.c.device_id.in_(device_ids), press_day.c.day.between(first_day, last_day)
    )
    return [DayRow(row[0], row[1], row[2], tuple(row[3:])) for row in conn.execute(query)]


_KEYS = ("device_id", "day", "scale")


def _sums(rows: Sequence[tuple[ReasonRow, tzinfo]]) -> list[tuple[Any, ...]]:
    sums: defaultdict[tuple[int, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row, zone in rows:
        key = (row.device_id, local_time(zone, row.at_ms).day, row.reason)
        sums[key][0] += 1
        sums[key][1] += row.play
    return [(*key, *numbers) for key, numbers in sums.items()]
