"""Expression shares as the pages need them: whole groups put together, never a part of one.

Cameras of one zone are put together, and nothing is told by camera or by hour: who was working
there and then must not be told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection, func, or_, select

from hub.domain.expression_shares import ClassError, Sums, Trio
from hub.domain.periods import Slice
from hub.store import finished, row_folds
from hub.store.among import among
from hub.store.finished import Days
from hub.store.folded import Source, folded
from hub.store.once import once
from hub.store.row_folds import Row
from hub.store.schema import devices, expression_day, expression_method
from wire.expression_events import ShareError


class Method(NamedTuple):
    """How shares were measured. Only groups of one method may be added up."""

    corrected: bool
    calibration: str | None
    network: str
    detector: str


class DayGroups(NamedTuple):
    """Groups of one method and k that began on one local day (ISO date) in zones of one name."""

    method: Method
    zone: str | None
    day: str
    last_day: str
    """The local day on which they ended: groups wait for visitors, also over a night."""
    law: str
    least: int
    """The least k that was asked for."""
    sums: Sums


class ZoneGroups(NamedTuple):
    """All groups of one method in one zone of one shop."""

    method: Method
    site_id: int
    zone: str | None
    sums: Sums


_DAY: Final = expression_day.c
_NUMBERS: Final = ("visitors", "unseen", *Trio._fields)
_OF_DAYS: Final = ("method_id", "zone", "day", "last_day", "least")
_OF_ZONES: Final = ("method_id", "site_id", "zone")
_PART: Final = 2.0**-30
"""Of a visitor: shares are kept as so many of it, which add up to the same in any order."""


def by_day(conn: Connection, slices: Sequence[Slice]) -> list[DayGroups]:
    """What began in these days, by method, zone, day and k over all shops, in no order."""
    methods = _methods(conn)
    return [
        _day_groups(methods[row[0]], row) for one in slices for row in _rows(conn, one, _OF_DAYS)
    ]


def by_zone(conn: Connection, slices: Sequence[Slice]) -> list[ZoneGroups]:
    """The same by method, shop and zone over all days."""
    methods = _methods(conn)
    return [
        ZoneGroups(methods[row[0]].method, row[1], row[2] or None, _sums(row[3:]))
        for one in slices
        for row in _rows(conn, one, _OF_ZONES)
    ]


def errors_of(conn: Connection, method: Method) -> tuple[ClassError, ...]:
    """The errors that came with a method; a calibration has the same everywhere."""
    calibration = method.calibration or ""
    known = method._replace(calibration=calibration)._asdict()
    query = (
        select(expression_method.c.errors)
        .where(*(expression_method.c[name] == value for name, value in known.items()))
        .order_by(expression_method.c.id)
        .limit(1)
    )
    found = msgspec.json.decode(conn.execute(query).scalar_one(), type=list[ShareError])
    return tuple(
        ClassError(one.labelled, one.negative, one.positive, one.together) for one in found
    )


def _rows(conn: Connection, one: Slice, key: Sequence[str]) -> list[Row]:
    read = partial(_read, conn, key)
    source = Source(
        f"expressions by {key}", partial(read, are_stale=False), partial(read, are_stale=True)
    )
    return folded(conn, source, one, row_folds.summed(len(key))).rows


def _read(
    conn: Connection, key: Sequence[str], one: Slice, _: Days, *, are_stale: bool
) -> Mapping[int, bytes]:
    columns = [devices.c.site_id if name == "site_id" else _DAY[name] for name in key]
    sums = [func.sum(_DAY[name]) for name in _NUMBERS]
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for shops, when in finished.by_staleness(conn, one, are_stale=are_stale):
        runs = [_DAY.day.between(run[0], run[-1]) for run in finished.runs(when)]
        if not runs:
            continue
        query = (
            select(devices.c.site_id, *columns, *sums)
            .join_from(devices, expression_day, _DAY.device_id == devices.c.id)
            .where(among(conn, devices.c.site_id, shops.site_ids), or_(*runs))
            .group_by(devices.c.site_id, *columns)
        )
        for site_id, *row in conn.execute(query):
            keys, (visitors, unseen, *shares) = row[: len(key)], row[len(key) :]
            parts = (round(float(share) / _PART) for share in shares)
            found[site_id].append((*keys, int(visitors), int(unseen), *parts))
    return {site_id: row_folds.packed(rows) for site_id, rows in found.items()}


class _Known(NamedTuple):
    method: Method
    law: str


def _day_groups(known: _Known, row: Row) -> DayGroups:
    _, zone, day, last_day, least, *numbers = row
    return DayGroups(known.method, zone or None, day, last_day, known.law, least, _sums(numbers))


def _methods(conn: Connection) -> dict[int, _Known]:
    names = (*Method._fields, "law")

    def read() -> dict[int, _Known]:
        query = select(expression_method.c.id, *(expression_method.c[name] for name in names))
        return {
            number: _Known(Method(bool(corrected), calibration or None, network, detector), law)
            for number, corrected, calibration, network, detector, law in conn.execute(query)
        }

    return once(conn, "expression methods", read)


def _sums(row: Sequence[int]) -> Sums:
    return Sums(row[0], row[1], Trio(*(number * _PART for number in row[2:])))
