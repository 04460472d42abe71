"""Sums of many shops over long spans: from blocks, and from the hours where blocks are stale.

What both tell is kept by shop, and read again of shops that changed (`hub.store.folded`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, select

from hub.domain.blocks import (
    KEYS,
    WIDTHS,
    Level,
    Numbers,
    Part,
    Reach,
    added,
    cover_less,
)
from hub.domain.periods import Slice
from hub.store import finished
from hub.store.among import among
from hub.store.blocks import longest
from hub.store.finished import Days
from hub.store.folded import Source, folded
from hub.store.hours import sums_of
from hub.store.schema import block
from hub.store.table_folds import none, owned, packed, side_by_side, summed, taken

Found: TypeAlias = Sequence[Row[*tuple[Any, ...]]]
"""Shop, span and block."""
_MONTH: Final = len("2026-03")
_SITE: Final = 32


def together(conn: Connection, part: Part, slices: Sequence[Slice]) -> Numbers:
    """All shops added up, in the order of the part's keys. Not to be written into."""
    tables = [
        folded(conn, _source(conn, part), one, summed(WIDTHS[part], KEYS[part])) for one in slices
    ]
    if len(tables) == 1:
        return tables[0]
    return added(np.concatenate([none(WIDTHS[part]), *tables]), KEYS[part])


def by_shop(conn: Connection, part: Part, slices: Sequence[Slice]) -> Numbers:
    """Each shop by itself: its number, then the part's columns. Not to be written into."""
    tables = [
        folded(conn, _source(conn, part), one, side_by_side(WIDTHS[part], KEYS[part]))
        for one in slices
    ]
    if len(tables) == 1:
        return tables[0]
    return added(np.concatenate([none(1 + WIDTHS[part]), *tables]), 1 + KEYS[part])


def _source(conn: Connection, part: Part) -> Source:
    return Source(f"block {part}", partial(_read, conn, part), partial(_read_hours, conn, part))


def _read_hours(conn: Connection, part: Part, one: Slice, stale: Days) -> Mapping[int, bytes]:
    tables = [none(1 + WIDTHS[part]), *_hours(conn, part, one, stale)]
    return packed(added(np.concatenate(tables), 1 + KEYS[part]))


def _read(conn: Connection, part: Part, one: Slice, stale: Days) -> Mapping[int, bytes]:
    read = _dated if longest(part) == Level.MONTH else _summed
    tables = [none(1 + WIDTHS[part]), *read(conn, part, one, stale)]
    return packed(added(np.concatenate(tables), 1 + KEYS[part]))


def _dated(conn: Connection, part: Part, one: Slice, stale: Days) -> Iterable[Numbers]:
    """Of parts whose first column is the day: days out of the blocks of their months."""
    first, last = one.span.first_day, one.span.last_day
    months = Reach(Level.MONTH, first[:_MONTH], last[:_MONTH])
    numbers = _table(part, _found(conn, part, one, months))
    meant = (numbers[:, 1] >= _ordinal(first)) & (numbers[:, 1] <= _ordinal(last))
    if stale:
        meant &= ~_are_of(stale, numbers)
    yield numbers[meant]


def _summed(conn: Connection, part: Part, one: Slice, stale: Days) -> Iterable[Numbers]:
    """Of the other parts: spans of any length, less what of them is not meant or stale."""
    more, less = cover_less(one.span.first_day, one.span.last_day)
    for reach in more:
        yield from _unstale(conn, part, one, reach, stale)
    for reach in less:
        yield taken(_table(part, _found(conn, part, one, reach)), 1 + KEYS[part])


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
        yield taken(_table(part, own), 1 + KEYS[part])


def _found(conn: Connection, part: Part, one: Slice, reach: Reach) -> Found:
    query = (
        select(block.c.site_id, block.c.span, block.c.numbers)
        .where(block.c.part == int(part), block.c.level == int(reach.level))
        .where(among(conn, block.c.site_id, one.site_ids))
        .where(block.c.span.between(reach.first, reach.last))
    )
    return conn.execute(query).all()


def _hours(conn: Connection, part: Part, one: Slice, stale: Days) -> Iterable[Numbers]:
    for days in finished.runs(sorted({day for _, day in stale})):
        site_ids = sorted({site for site, day in stale if days[0] <= day <= days[-1]})
        numbers = sums_of(conn, one.timezone, site_ids, days[0], days[-1], [part])[part]
        yield np.delete(numbers[_are_of(stale, numbers)], 1, axis=1)


def _are_of(days: Days, numbers: Numbers) -> NDArray[np.bool_]:
    """Which rows, that begin with the shop and the ordinal of the day, are of these."""
    wanted = [(site << _SITE) + _ordinal(day) for site, day in days]
    return np.isin((numbers[:, 0] << _SITE) + numbers[:, 1], wanted)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _table(part: Part, found: Found) -> Numbers:
    return owned([(row[0], row[2]) for row in found], WIDTHS[part])
