"""Sums of days that are not stale, kept until a mark or a block changes (`hub.store.editions`).

What a page shows is these and, read anew each time, the days that are stale: today, above all.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import Connection, select

from hub.domain.periods import Slice, days
from hub.store.editions import editions
from hub.store.kept import kept
from hub.store.once import once
from hub.store.schema import devices, stale_day

Days = frozenset[tuple[int, str]]
"""Shops and local days."""
Run = tuple[str, str]
"""Days that follow each other: the first and the last."""
_YEAR: Final = len("2026")
Value = TypeVar("Value")


class State(NamedTuple):
    """Of a shop's days of a span: as long as it is the same, the days that are not stale are."""

    edition: int
    """0: none of its days ever stopped being stale."""
    stale: tuple[str, ...]
    """Local days, in order."""


def states(conn: Connection, one: Slice) -> dict[int, State]:
    """Of each shop of a slice, in their order."""
    first, last = one.span.first_day, one.span.last_day

    def read() -> dict[int, State]:
        known, stale = editions(conn), _stale_since(conn, first[:_YEAR])
        return {
            site: State(
                known.get(site, 0),
                tuple(day for day in stale.get(site, ()) if first <= day <= last),
            )
            for site in one.site_ids
        }

    return once(conn, ("states", one.site_ids, first, last), read)


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
    memory, span = kept(conn), (one.span.first_day, one.span.last_day)
    found = states(conn, one)
    values = {site: memory.get((what, span, site), state) for site, state in found.items()}
    missing = tuple(site for site, value in values.items() if value is None)
    if missing:
        stale = frozenset((site, day) for site in missing for day in found[site].stale)
        fresh = read(one._replace(site_ids=missing), stale)
        for site in missing:
            values[site] = value = fresh.get(site, b"")
            memory.put((what, span, site), found[site], value, len(value))
    return [value for value in values.values() if value is not None]


def together(
    conn: Connection, what: str, one: Slice, make: Callable[[], tuple[Value, int]]
) -> Value:
    """One value of all shops of a slice, of days that are not stale.

    Args:
        conn: the store.
        what: names the value; one name, one way of making it.
        one: shops and days.
        make: the value, and its size in bytes, about. It must look at no stale day.
    """
    memory, key = kept(conn), (what, one.timezone, one.site_ids, one.span)
    mark = tuple(states(conn, one).values())
    known: Value | None = memory.get(key, mark)
    if known is None:
        known, size = make()
        memory.put(key, mark, known, size)
    return known


def whole(conn: Connection, what: str, one: Slice, make: Callable[[], tuple[Value, int]]) -> Value:
    """The same of all days of a slice, which is kept only where none of them is stale."""
    return make()[0] if stale_days(conn, one) else together(conn, what, one, make)


def split(conn: Connection, one: Slice) -> tuple[list[Run], list[Run]]:
    """Days of a slice that are stale in no shop, and those that are in some: first and last ones.

    For what is cheap to read over all shops: one state of all of them is enough then.
    """
    stale = {day for _, day in stale_days(conn, one)}
    every = days(one.span.first_day, one.span.last_day)
    fresh = runs([day for day in every if day not in stale])
    return [(run[0], run[-1]) for run in fresh], [(run[0], run[-1]) for run in runs(sorted(stale))]


def runs(ordered: Sequence[str]) -> list[list[str]]:
    """Days, in order, as those that follow each other."""
    found: list[list[str]] = []
    for day in ordered:
        if found and _ordinal(day) - _ordinal(found[-1][-1]) == 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _stale_since(conn: Connection, year: str) -> dict[int, list[str]]:
    """Stale days of all shops from a year on: pages that look at several spans read them once."""

    def read() -> dict[int, list[str]]:
        query = (
            select(devices.c.site_id, stale_day.c.day)
            .distinct()
            .join_from(stale_day, devices, stale_day.c.device_id == devices.c.id)
            .where(stale_day.c.day >= f"{year}-")
            .order_by(stale_day.c.day)
        )
        found: dict[int, list[str]] = {}
        for site_id, day in conn.execute(query):
            found.setdefault(site_id, []).append(day)
        return found

    return once(conn, ("stale", year), read)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
