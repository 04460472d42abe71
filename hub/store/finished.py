"""What shops tell of some days, kept until something comes for them.

Days that are not stale are kept until a mark or a block changes (`hub.store.editions`); those that
are stale, today above all, until something more of them is marked (`hub.store.stale`).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import Connection, func, select

from hub.domain.periods import Slice, days
from hub.store.editions import editions
from hub.store.kept import kept
from hub.store.once import once
from hub.store.schema import devices, stale_day

Days = frozenset[tuple[int, str]]
"""Shops and local days."""
_YEAR: Final = len("2026")
Value = TypeVar("Value")


class State(NamedTuple):
    """Of a shop's days of a span: as long as it is the same, the days that are not stale are."""

    edition: int
    """0: none of its days ever stopped being stale."""
    stale: tuple[str, ...]
    """Local days, in order."""


class Mark(NamedTuple):
    """The same of all of its days: nothing came as long as it is the same."""

    state: State
    changes: tuple[int, ...]
    """Of each stale day."""


def states(conn: Connection, one: Slice) -> dict[int, State]:
    """Of each shop of a slice, in their order."""
    return {site: mark.state for site, mark in marks(conn, one).items()}


def marks(conn: Connection, one: Slice) -> dict[int, Mark]:
    """Of each shop of a slice, in their order."""
    first, last = one.span.first_day, one.span.last_day

    def read() -> dict[int, Mark]:
        known, stale = editions(conn), _stale_since(conn, first[:_YEAR])
        found = {}
        for site in one.site_ids:
            own = [(day, n) for day, n in stale.get(site, ()) if first <= day <= last]
            state = State(known.get(site, 0), tuple(day for day, _ in own))
            found[site] = Mark(state, tuple(n for _, n in own))
        return found

    return once(conn, ("marks", one.site_ids, first, last), read)


def stale_days(conn: Connection, one: Slice) -> Days:
    """Shops and their local days of which only the newest sums may be read."""
    found = states(conn, one).items()
    return frozenset((site, day) for site, state in found for day in state.stale)


def by_shop(
    conn: Connection, what: str, one: Slice, read: Callable[[Slice, Days], Mapping[int, bytes]]
) -> list[bytes]:
    """A value for each shop of a slice, in their order, of its days that are not stale.

    Args:
        conn: the store.
        what: names the value; one name, one way of reading.
        one: shops and days.
        read: the values of some of these shops, given their stale days; a shop left out has none.
    """
    span = (one.span.first_day, one.span.last_day)
    marked = {site: ((what, span, site), state) for site, state in states(conn, one).items()}
    return _blocks(conn, one, marked, read)


def stale_by_shop(
    conn: Connection, what: str, one: Slice, read: Callable[[Slice, Days], Mapping[int, bytes]]
) -> list[bytes]:
    """The same of its stale days: `read` is given those of shops of which something came."""
    marked = {
        site: ((what, one.timezone, mark.state.stale, site), mark)
        for site, mark in marks(conn, one).items()
    }
    return _blocks(conn, one, marked, read)


def each(
    conn: Connection,
    what: str,
    one: Slice,
    make: Callable[[Slice], Mapping[int, Value]],
    size: Callable[[Value], int],
) -> dict[int, Value]:
    """A value of each shop of a slice and of all its days, made again when something comes for it.

    Args:
        conn: the store.
        what: names the value; one name, one way of making it.
        one: shops and days.
        make: the values of some of these shops, each of which has one that nobody may change.
        size: of a value in bytes, about.
    """
    marked = {site: ((what, one.span, site), mark) for site, mark in marks(conn, one).items()}
    return _each(conn, one, marked, make, size)


def _blocks(
    conn: Connection,
    one: Slice,
    marked: Mapping[int, tuple[Hashable, Hashable]],
    read: Callable[[Slice, Days], Mapping[int, bytes]],
) -> list[bytes]:
    def make(only: Slice) -> Mapping[int, bytes]:
        return {**dict.fromkeys(only.site_ids, b""), **read(only, stale_days(conn, only))}

    return list(_each(conn, one, marked, make, len).values())


def _each(
    conn: Connection,
    one: Slice,
    marked: Mapping[int, tuple[Hashable, Hashable]],
    make: Callable[[Slice], Mapping[int, Value]],
    size: Callable[[Value], int],
) -> dict[int, Value]:
    """What is kept under the key and mark of each shop; what is missing is made, and kept."""
    memory = kept(conn)
    found: dict[int, Value | None] = {site: memory.get(*own) for site, own in marked.items()}
    missing = tuple(site for site, value in found.items() if value is None)
    if missing:
        fresh = make(one._replace(site_ids=missing))
        for site in missing:
            found[site] = value = fresh[site]
            memory.put(*marked[site], value, size(value))
    return {site: value for site, value in found.items() if value is not None}


def by_staleness(
    conn: Connection, one: Slice, *, are_stale: bool
) -> Iterator[tuple[Slice, list[str]]]:
    """Shops with the same stale days, nearly always all of them, and these days or the others."""
    found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for site_id, state in states(conn, one).items():
        found[state.stale].append(site_id)
    every = [] if are_stale else days(one.span.first_day, one.span.last_day)
    for stale, site_ids in found.items():
        meant = list(stale) if are_stale else sorted({*every}.difference(stale))
        yield one._replace(site_ids=tuple(site_ids)), meant


def runs(ordered: Sequence[str]) -> list[list[str]]:
    """Days, in order, as those that follow each other."""
    found: list[list[str]] = []
    for day in ordered:
        if found and _ordinal(day) - _ordinal(found[-1][-1]) == 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _stale_since(conn: Connection, year: str) -> dict[int, list[tuple[str, int]]]:
    """Stale days of all shops from a year on: pages that look at several spans read them once.

    Each with a number that only grows, by chance, while something comes for the day.
    """

    def read() -> dict[int, list[tuple[str, int]]]:
        query = (
            select(devices.c.site_id, stale_day.c.day, func.sum(stale_day.c.changes))
            .join_from(stale_day, devices, stale_day.c.device_id == devices.c.id)
            .where(stale_day.c.day >= f"{year}-")
            .group_by(devices.c.site_id, stale_day.c.day)
            .order_by(stale_day.c.day)
        )
        found: dict[int, list[tuple[str, int]]] = {}
        for site_id, day, changes in conn.execute(query):
            found.setdefault(site_id, []).append((day, int(changes)))
        return found

    return once(conn, ("stale", year), read)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
