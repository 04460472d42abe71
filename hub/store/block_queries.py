"""Sums of many shops over long spans, from blocks; and from the hours where blocks are stale."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np
from sqlalchemy import Connection, bindparam, select

from hub.domain.blocks import KEYS, WIDTHS, Level, Numbers, Part, added, cover, unpack
from hub.domain.periods import Slice
from hub.store.blocks import longest
from hub.store.hours import sums_of
from hub.store.schema import block
from hub.store.stale import stale_days

Days: TypeAlias = set[tuple[int, str]]
"""Shops and local days."""

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
    tables = [np.empty((0, 1 + WIDTHS[part]), np.int64)]
    for one in slices:
        stale = stale_days(conn, one.site_ids, one.span.first_day, one.span.last_day)
        tables += _blocks(conn, part, one, stale)
        tables += _hours(conn, part, one, stale)
    return np.concatenate(tables)


def _blocks(conn: Connection, part: Part, one: Slice, stale: Days) -> Iterable[Numbers]:
    for reach in cover(one.span.first_day, one.span.last_day, longest(part)):
        asked = {"part": int(part), "site_ids": one.site_ids}
        within = {"first": reach.first, "last": reach.last}
        found = conn.execute(_query, {**asked, **within, "level": int(reach.level)}).all()
        if reach.level == Level.DAY:
            rows = [row for row in found if (row[0], row[1]) not in stale] if stale else found
            yield _table(part, [row[0] for row in rows], [row[2] for row in rows])
            continue
        yield _table(part, [row[0] for row in found], [row[2] for row in found])
        # What the longer block holds of a stale day is what the day's own block holds.
        old = sorted({day for _, day in stale if reach.first <= day <= f"{reach.last}-~"})
        if old:
            within = {"first": old[0], "last": old[-1]}
            found = conn.execute(_query, {**asked, **within, "level": int(Level.DAY)}).all()
            rows = [row for row in found if (row[0], row[1]) in stale]
            yield _less(part, _table(part, [row[0] for row in rows], [row[2] for row in rows]))


def _hours(conn: Connection, part: Part, one: Slice, stale: Days) -> Iterable[Numbers]:
    for days in _runs(sorted({day for _, day in stale})):
        site_ids = sorted({site for site, day in stale if days[0] <= day <= days[-1]})
        numbers = sums_of(conn, one.timezone, site_ids, days[0], days[-1], [part])[part]
        wanted = [(site << 32) + date.fromisoformat(day).toordinal() for site, day in stale]
        codes = (numbers[:, 0] << 32) + numbers[:, 1]
        yield np.delete(numbers[np.isin(codes, wanted)], 1, axis=1)


def _runs(days: Sequence[str]) -> list[list[str]]:
    """Days that follow each other."""
    runs: list[list[str]] = []
    for day in days:
        ordinal = date.fromisoformat(day).toordinal()
        if runs and ordinal - date.fromisoformat(runs[-1][-1]).toordinal() == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _table(part: Part, site_ids: Sequence[int], blocks: Sequence[bytes]) -> Numbers:
    owners, numbers = unpack(blocks, WIDTHS[part])
    return np.column_stack([np.array(site_ids, np.int64)[owners], numbers])


def _less(part: Part, numbers: Numbers) -> Numbers:
    counts = 1 + KEYS[part]
    return np.column_stack([numbers[:, :counts], -numbers[:, counts:]])
