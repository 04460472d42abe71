"""What is put together of the values of single shops, kept, and brought up to date shop by shop.

A press changes what one shop tells of today. So only that is read again, and what all shops tell
together is changed by the difference.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection

from hub.domain.periods import Slice
from hub.store import finished
from hub.store.finished import Days, Mark
from hub.store.kept import kept

Read = Callable[[Slice, Days], Mapping[int, bytes]]
"""The values of some shops, of which some days are stale; a shop left out tells nothing."""
Value = TypeVar("Value")


class Source(NamedTuple):
    """Values of single shops."""

    name: str
    """One name, one way of reading."""
    finished: Read
    """Of days that are not stale."""
    stale: Read
    """Of days that are."""


class Own(NamedTuple):
    """What one shop tells of a span; empty: nothing."""

    finished: bytes
    stale: bytes


class Change(NamedTuple):
    """What a shop told before, and what it tells now."""

    site_id: int
    before: Own
    after: Own


@dataclass(frozen=True, slots=True)
class Fold(Generic[Value]):
    """A way of putting values of shops together."""

    name: str
    change: Callable[[Value | None, list[Change]], Value]
    """What another value becomes by changes; None: the first one, of all shops that tell something.
    It must be what it would be from nothing, and leave the other as it is, which may be in use."""
    size: Callable[[Value], int]
    """In bytes, about."""


class _Known(NamedTuple):
    marks: list[Mark]
    owns: list[Own]
    value: Any


_NOTHING: Final = Own(b"", b"")


def folded(conn: Connection, source: Source, one: Slice, fold: Fold[Value]) -> Value:
    """What all shops of a slice tell together of all its days. Nobody may change it."""
    memory, key = kept(conn), (source.name, fold.name, one.timezone, one.site_ids, one.span)
    marks = list(finished.marks(conn, one).values())
    known: _Known | None = memory.get(key, None)
    value: Value | None = None
    if known is not None:
        value = known.value
        if value is not None and known.marks == marks:
            return value
    owns = known.owns if known else [_NOTHING] * len(marks)
    places = [n for n, mark in enumerate(marks) if known is None or known.marks[n] != mark]
    now = _owns(conn, source, one._replace(site_ids=tuple(one.site_ids[n] for n in places)))
    found = {n: own for n, own in zip(places, now, strict=True) if own != owns[n]}
    changes = [Change(one.site_ids[n], owns[n], own) for n, own in found.items()]
    if changes or value is None:
        value = fold.change(value, changes)
    owns = [found.get(n, own) for n, own in enumerate(owns)]
    size = sum(len(own.finished) + len(own.stale) for own in owns)
    memory.put(key, None, _Known(marks, owns, value), fold.size(value) + size)
    return value


def _owns(conn: Connection, source: Source, one: Slice) -> list[Own]:
    kept_long = finished.by_shop(conn, source.name, one, source.finished)
    kept_short = finished.stale_by_shop(conn, f"stale {source.name}", one, source.stale)
    return [Own(*pair) for pair in zip(kept_long, kept_short, strict=True)]
