"""Making blocks: the hours of days that are over, added up by shop for pages of many of them.

A day is made anew when something came for it (`hub.store.stale`); its month and year follow. All
in one transaction, so that blocks and marks together always tell exactly what the hours tell.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, bindparam, delete, select

from hub.domain.blocks import KEYS, WIDTHS, Level, Numbers, Part, added, pack, unpack
from hub.domain.calendar import local_time
from hub.domain.hour_sums import day_of
from hub.store import editions, upsert
from hub.store.hours import sums_of
from hub.store.schema import block, devices, sites, stale_day

_LONGEST: Final = dict.fromkeys((Part.PRESS_DAY, Part.FLOW_DAY, Part.SOLD_DAY), Level.MONTH)
"""Blocks of days are as long as the days themselves: years of them would save nothing."""
_PREFIX: Final = {Level.MONTH: len("2026-03"), Level.YEAR: len("2026")}


class _Shop(NamedTuple):
    site_id: int
    timezone: str
    days: list[str]


def make_blocks(conn: Connection, *, now_ms: int, most: int) -> int:
    """Make the blocks of days that are over in their shop and were changed since.

    Args:
        conn: in a write transaction.
        now_ms: decides which days are over.
        most: of a shop's days, for the length of one transaction.

    Returns:
        How many days of shops were made; fewer than `most`: no more are waiting.
    """
    shops = _waiting(conn, now_ms, most)
    for shop in shops:
        _unmark(conn, shop)
        _make(conn, shop)
    return sum(len(shop.days) for shop in shops)


def forget(conn: Connection, site_id: int) -> None:
    """Remove all blocks and marks of a shop: its days begin elsewhere now."""
    own = select(devices.c.id).where(devices.c.site_id == site_id)
    conn.execute(delete(block).where(block.c.site_id == site_id))
    conn.execute(delete(stale_day).where(stale_day.c.device_id.in_(own)))
    editions.renew(conn, [site_id])


def longest(part: Part) -> Level:
    """The longest span that a part has blocks of."""
    return _LONGEST.get(part, Level.YEAR)


def groups(numbers: Numbers, column: int) -> list[Numbers]:
    """Rows by one column in whose order they are."""
    if not len(numbers):
        return []
    return np.split(numbers, np.flatnonzero(np.diff(numbers[:, column])) + 1)


def _waiting(conn: Connection, now_ms: int, most: int) -> list[_Shop]:
    timezones = conn.execute(select(sites.c.timezone).distinct()).scalars()
    found: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    left = most
    for timezone in sorted(timezones):
        query = (
            select(sites.c.id, stale_day.c.day)
            .distinct()
            .join_from(sites, devices, devices.c.site_id == sites.c.id)
            .join(stale_day, stale_day.c.device_id == devices.c.id)
            .where(sites.c.timezone == timezone)
            .where(stale_day.c.day < local_time(ZoneInfo(timezone), now_ms).day)
            .order_by(sites.c.id, stale_day.c.day)
            .limit(left)
        )
        rows = conn.execute(query).all()
        left -= len(rows)
        for site_id, day in rows:
            found[site_id, timezone].append(day)
    return [_Shop(*key, days) for key, days in found.items()]


def _unmark(conn: Connection, shop: _Shop) -> None:
    # Before anything is read: on PostgreSQL this waits for whoever is changing these days.
    own = select(devices.c.id).where(devices.c.site_id == shop.site_id)
    conn.execute(
        delete(stale_day).where(stale_day.c.device_id.in_(own), stale_day.c.day.in_(shop.days))
    )
    editions.renew(conn, [shop.site_id])


def _make(conn: Connection, shop: _Shop) -> None:
    sums = sums_of(conn, shop.timezone, [shop.site_id], shop.days[0], shop.days[-1], list(Part))
    rows: list[tuple[Any, ...]] = []
    for part, numbers in sums.items():
        by_day = {day_of(int(group[0, 1])): group[:, 2:] for group in groups(numbers, 1)}
        rows += [
            (int(part), int(Level.DAY), shop.site_id, day, pack(by_day[day]))
            for day in shop.days
            if day in by_day
        ]
    _replace(conn, shop.site_id, list(Part), Level.DAY, shop.days, rows)
    for level in (Level.MONTH, Level.YEAR):
        parts = [part for part in Part if longest(part) >= level]
        spans = sorted({day[: _PREFIX[level]] for day in shop.days})
        longer = [row for span in spans for row in _longer(conn, shop.site_id, parts, level, span)]
        _replace(conn, shop.site_id, parts, level, spans, longer)


def _longer(
    conn: Connection, site_id: int, parts: Sequence[Part], level: Level, span: str
) -> Iterable[tuple[Any, ...]]:
    """A month from its days, a year from its months."""
    query = (
        select(block.c.part, block.c.numbers)
        .where(block.c.part.in_(map(int, parts)), block.c.level == int(level) - 1)
        .where(block.c.site_id == site_id, block.c.span.between(f"{span}-", f"{span}-~"))
    )
    found: defaultdict[int, list[bytes]] = defaultdict(list)
    for part, numbers in conn.execute(query):
        found[part].append(numbers)
    for part, blocks in found.items():
        _, numbers = unpack(blocks, WIDTHS[Part(part)])
        yield part, int(level), site_id, span, pack(added(numbers, KEYS[Part(part)]))


def _replace(
    conn: Connection,
    site_id: int,
    parts: Sequence[Part],
    level: Level,
    spans: Sequence[str],
    rows: list[tuple[Any, ...]],
) -> None:
    old = delete(block).where(
        block.c.part.in_(map(int, parts)),
        block.c.level == int(level),
        block.c.site_id == site_id,
        block.c.span.in_(bindparam("spans", expanding=True)),
    )
    conn.execute(old, {"spans": spans})
    upsert.append(conn, block, rows)
