"""Expression windows as the pages need them: whole groups put together, never a part of one."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, func, select

from hub.domain.expression_days import DAY_MS, Run, runs
from hub.domain.expression_shares import ClassError, Sums, Trio
from hub.domain.periods import Slice
from hub.store.schema import devices, expression_window
from wire.expression_events import ShareError


class Method(NamedTuple):
    """How shares were measured. Only groups of one method may be added up."""

    corrected: bool
    calibration: str | None
    network: str
    detector: str


class DayGroups(NamedTuple):
    """Groups of one method that began on one local day (ISO date) in one zone of one shop."""

    method: Method
    site_id: int
    zone: str | None
    day: str
    last_day: str
    """The local day on which they ended: groups wait for visitors, also over a night."""
    first_ms: int
    """When the first of them began."""
    law: str
    least: int
    """The least k that was asked for."""
    sums: Sums


def by_day(conn: Connection, slices: Sequence[Slice]) -> list[DayGroups]:
    """What began in these days, by method, shop, zone and day, in no order.

    Cameras of one zone are put together, and nothing is told by camera or by hour: who was working
    there and then must not be told.
    """
    found = []
    for one in slices:
        span = one.span
        for run in runs(ZoneInfo(one.timezone), span.first_day, span.last_day):
            found += _of_run(conn, run, one.site_ids)
    return found


def errors_of(conn: Connection, groups: DayGroups) -> tuple[ClassError, ...]:
    """The errors that came with these groups; a calibration has the same everywhere.

    They are read apart: carried through the sums, they would make up most of what is sorted.
    """
    window = expression_window.c
    query = (
        select(window.errors)
        .join_from(devices, expression_window, window.device_id == devices.c.id)
        .where(devices.c.site_id == groups.site_id, window.at_ms == groups.first_ms)
        .where(*(window[name] == value for name, value in groups.method._asdict().items()))
        .limit(1)
    )
    found = msgspec.json.decode(conn.execute(query).scalar_one(), type=list[ShareError])
    return tuple(
        ClassError(one.labelled, one.negative, one.positive, one.together) for one in found
    )


def _of_run(conn: Connection, run: Run, site_ids: Sequence[int]) -> list[DayGroups]:
    window = expression_window.c
    since_ms = window.at_ms - run.start_ms
    inner = (
        select(
            expression_window,
            devices.c.site_id,
            (since_ms // DAY_MS).label("day"),
            ((since_ms + window.seconds * 1000 - 1) // DAY_MS).label("last_day"),
        )
        .join_from(devices, expression_window, window.device_id == devices.c.id)
        .where(devices.c.site_id.in_(site_ids))
        .where(window.at_ms >= run.start_ms, window.at_ms < run.end_ms)
        .subquery()
    )
    # Numbers first: to sort by names that are mostly the same takes longer.
    names = ("site_id", "day", "last_day", "zone", "law", *Method._fields)
    key = [inner.c[name] for name in names]
    weighted = [func.sum(inner.c[name] * inner.c.visitors) for name in Trio._fields]
    query = (
        select(*key, func.min(inner.c.least), func.min(inner.c.at_ms))
        .add_columns(func.sum(inner.c.visitors), func.sum(inner.c.unseen), *weighted)
        .group_by(*key)
    )
    return [_groups(run, *row) for row in conn.execute(query)]


def _groups(run: Run, *row: Any) -> DayGroups:
    site_id, day, last_day, zone, law, corrected, *way = row[:9]
    least, first_ms, visitors, unseen = row[9:13]
    return DayGroups(
        method=Method(bool(corrected), *way),
        site_id=site_id,
        zone=zone,
        day=run.day(day),
        last_day=run.day(last_day),
        first_ms=first_ms,
        law=law,
        least=least,
        # PostgreSQL sums up whole numbers as Decimal.
        sums=Sums(int(visitors), int(unseen), Trio(*map(float, row[13:]))),
    )
