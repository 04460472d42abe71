"""Sums of many shops over long spans, from blocks; and from the hours where blocks are stale."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, bindparam, select

from hub.domain.blocks import (
    KEYS,
    WIDTHS,
    Level,
    Numbers,
    Part,
    Reach,
    added,
    cover_less,
    unpack,
)
from hub.domain.periods import Slice
from hub.store.blocks import longest
from hub.store.hours import sums_of
from hub.store.schema import block
from hub.store.stale import stale_days

Days: TypeAlias = set[tuple[int, str]]
"""Shops and local days."""
Found: TypeAlias = Sequence[Row[*tuple[Any, ...]]]
"""Shop, span and block."""
_MONTH: Final = len("2026-03")
_YEAR: Final = len("2026")
_SITE: Final = 32

_query = (
    select(block.c.site_id, block.c.span, block.c.numbers)
    .where(block.c.part == bindparam("part"), block.c.level == bindparam("level"))
    .where(block.c.site_id.in_(bindparam("site_ids", expanding=True)))
    .where(block.c.span.between(bindparam("first"), bindparam("last")))
)


def together(conn: Connection, part: Part, slices: Sequence[Slice]) -> Numbers:
    """All shops added up, in the order of the part's keys."""
    numbers = _read(conn, part, slices)
    return added(numbers[:, 1:], KEYS[part])


def by_shop(conn: Connection, part: Part, slices: Sequence[Slice]) -> Numbers:
    """Each shop by itself: its number, then the part's columns."""
    return added(_read(conn, part, slices), 1 + KEYS[part])


def _read(conn: Connection, part: Part, slices: Sequence[Slice]) -> Numbers:
    read = _dated if longest(part) == Level.MONTH else _summed
    tables = [np.empty((0, 1 + WIDTHS[part]), np.int64)]
    for one in slices:
        tables += read(conn, part, one)
    return np.concatenate(tables)


def _dated(conn: Connection, part: Part, one: Slice) -> Iterable[Numbers]:
    """Of parts whose first column is the day: days out of the blocks of their months."""
    first, last = one.span.first_day, one.span.last_day
    stale = stale_days(conn, one.site_ids, first, last)
    months = Reach(Level.MONTH, first[:_MONTH], last[:_MONTH])
    numbers = _table(part, _found(conn, part, one, months))
    meant = (numbers[:, 1] >= _ordinal(first)) & (numbers[:, 1] <= _ordinal(last))
    if stale:
        meant &= ~_are_of(stale, numbers)
    yield numbers[meant]
    yield from _hours(conn, part, one, stale)


def _summed(conn: Connection, part: Part, one: Slice) -> Iterable[Numbers]:
    """Of the other parts: spans of any length, less what of them is not meant or stale."""
    first, last = one.span.first_day, one.span.last_day
    stale = stale_days(conn, one.site_ids, f"{first[:_YEAR]}-", f"{last[:_YEAR]}-~")
    more, less = cover_less(first, last)
    for reach in more:
        yield from _unstale(conn, part, one, reach, stale)
    for reach in less:
        for numbers in _unstale(conn, part, one, reach, stale):
            yield _taken(part, numbers)
    yield from _hours(conn, part, one, {(site, day) for site, day in stale if first <= day <= last})


def _unstale(
    conn: Connection, part: Part, one: Slice, reach: Reach, stale: Days
) -> Iterable[Numbers]:
    found = _found(conn, part, one, reach)
    if reach.level == Level.DAY:
        yield _table(
            part, [row for row in found if (row[0], row[1]) not in stale] if stale else found
        )
        return
    yield _table(part, found)
    # What the longer block holds of a stale day is what the day's own block holds.
    old = sorted({day for _, day in stale if reach.first <= day <= f"{reach.last}-~"})
    if old:
        found = _found(conn, part, one, Reach(Level.DAY, old[0], old[-1]))
        own = [row for row in found if (row[0], row[1]) in stale]
        yield _taken(part, _table(part, own))


def _found(conn: Connection, part: Part, one: Slice, reach: Reach) -> Found:
    asked = {"part": int(part), "level": int(reach.level), "site_ids": one.site_ids}
    return conn.execute(_query, {**asked, "first": reach.first, "last": reach.last}).all()


def _hours(conn: Connection, part: Part, one: Slice, stale: Days) -> Iterable[Numbers]:
    for days in _runs(sorted({day for _, day in stale})):
        site_ids = sorted({site for site, day in stale if days[0] <= day <= days[-1]})
        numbers = sums_of(conn, one.timezone, site_ids, days[0], days[-1], [part])[part]
        yield np.delete(numbers[_are_of(stale, numbers)], 1, axis=1)


def _are_of(days: Days, numbers: Numbers) -> NDArray[np.bool_]:
    """Which rows, that begin with the shop and the ordinal of the day, are of these."""
    wanted = [(site << _SITE) + _ordinal(day) for site, day in days]
    return np.isin((numbers[:, 0] << _SITE) + numbers[:, 1], wanted)


def _runs(days: Sequence[str]) -> list[list[str]]:
    """Days that follow each other."""
    runs: list[list[str]] = []
    for day in days:
        if runs and _ordinal(day) - _ordinal(runs[-1][-1]) == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _table(part: Part, found: Found) -> Numbers:
    owners, numbers = unpack([row[2] for row in found], WIDTHS[part])
    return np.column_stack([np.array([row[0] for row in found], np.int64)[owners], numbers])


def _taken(part: Part, numbers: Numbers) -> Numbers:
    """The same, to be taken away."""
    counts = 1 + KEYS[part]
    return np.column_stack([numbers[:, :counts], -numbers[:, counts:]])
