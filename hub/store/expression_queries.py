"""Expression shares as the pages need them: whole groups put together, never a part of one.

Cameras of one zone are put together, and nothing is told by camera or by hour: who was working
there and then must not be told.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from hub.domain.expression_shares import ClassError, Sums, Trio
from hub.domain.periods import Slice
from hub.store import finished
from hub.store.among import among
from hub.store.schema import devices, expression_day, expression_method
from wire.expression_events import ShareError


class Method(NamedTuple):
    """How shares were measured. Only groups of one method may be added up."""

    corrected: bool
    calibration: str | None
    network: str
    detector: str


class DayGroups(NamedTuple):
    """Groups of one method that began on one local day (ISO date) in zones of one name."""

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


Row = TypeVar("Row", DayGroups, ZoneGroups)
_ROW_BYTES: Final = 600
"""What one of them takes in memory, about."""
_WAY: Final = [expression_method.c[name] for name in Method._fields]
_DAY: Final = expression_day.c
_SUMS: Final = [func.sum(_DAY[name]) for name in ("visitors", "unseen", *Trio._fields)]


def by_day(conn: Connection, slices: Sequence[Slice]) -> list[DayGroups]:
    """What began in these days, by method, zone and day over all shops, in no order."""
    return [
        row
        for one in slices
        for row in _kept(conn, "expressions by day", one, partial(_by_day, conn, one))
    ]


def by_zone(conn: Connection, slices: Sequence[Slice]) -> list[ZoneGroups]:
    """The same by method, shop and zone over all days; several rows for some of them."""
    return [
        row
        for one in slices
        for row in _kept(conn, "expressions by zone", one, partial(_by_zone, conn, one))
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


def _kept(
    conn: Connection, what: str, one: Slice, read: Callable[[Sequence[finished.Run]], list[Row]]
) -> list[Row]:
    fresh, stale = finished.split(conn, one)
    kept = finished.together(conn, what, one, lambda: _sized(read(fresh)))
    return kept + read(stale)


def _sized(rows: list[Row]) -> tuple[list[Row], int]:
    return rows, _ROW_BYTES * len(rows)


def _by_day(conn: Connection, one: Slice, when: Sequence[finished.Run]) -> list[DayGroups]:
    key = [*_WAY, expression_method.c.law, _DAY.zone, _DAY.day, _DAY.last_day]
    found = _rows(conn, one, when, key, [func.min(_DAY.least)])
    return [
        DayGroups(_method(row), row[5] or None, row[6], row[7], row[4], row[8], _sums(row[9:]))
        for row in found
    ]


def _by_zone(conn: Connection, one: Slice, when: Sequence[finished.Run]) -> list[ZoneGroups]:
    found = _rows(conn, one, when, [*_WAY, devices.c.site_id, _DAY.zone], [])
    return [ZoneGroups(_method(row), row[4], row[5] or None, _sums(row[6:])) for row in found]


def _rows(
    conn: Connection,
    one: Slice,
    when: Sequence[finished.Run],
    key: Sequence[ColumnElement[Any]],
    more: Sequence[ColumnElement[Any]],
) -> Sequence[Sequence[Any]]:
    return conn.execute(_groups(conn, one, when, key, more)).all() if when else []


def _groups(
    conn: Connection,
    one: Slice,
    when: Sequence[finished.Run],
    key: Sequence[ColumnElement[Any]],
    more: Sequence[ColumnElement[Any]],
) -> Select[*tuple[Any, ...]]:
    # Texts that are mostly the same are joined after adding up, by number.
    numbers = [_DAY.method_id if column.table is expression_method else column for column in key]
    inner = (
        select(
            *dict.fromkeys(numbers), *(column.label(f"more{n}") for n, column in enumerate(more))
        )
        .add_columns(*(column.label(f"sum{n}") for n, column in enumerate(_SUMS)))
        .join_from(devices, expression_day, _DAY.device_id == devices.c.id)
        .where(among(conn, devices.c.site_id, one.site_ids))
        .where(or_(*(_DAY.day.between(*run) for run in when)))
        .group_by(*dict.fromkeys(numbers))
        .subquery()
    )
    columns = [
        column if column.table is expression_method else inner.c[column.name] for column in key
    ]
    rest = [inner.c[f"more{n}"] for n in range(len(more))]
    rest += [inner.c[f"sum{n}"] for n in range(len(_SUMS))]
    return select(*columns, *rest).join_from(
        inner, expression_method, expression_method.c.id == inner.c.method_id
    )


def _method(row: Sequence[Any]) -> Method:
    corrected, calibration, network, detector = row[:4]
    return Method(bool(corrected), calibration or None, network, detector)


def _sums(row: Sequence[Any]) -> Sums:
    # PostgreSQL sums up whole numbers as Decimal.
    return Sums(int(row[0]), int(row[1]), Trio(*map(float, row[2:])))
