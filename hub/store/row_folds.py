"""Rows of some keys and numbers, put together: of single shops, and of all (`hub.store.folded`)."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from hub.store.folded import Change, Fold, Own

Row = tuple[Any, ...]
_ROW_BYTES = 300
"""What a row of a few numbers takes in memory, about."""


class _ByShop(NamedTuple):
    shops: dict[int, list[Row]]
    rows: list[Row]
    """All of them, in the order of the keys."""


class _Sums(NamedTuple):
    sums: dict[Row, list[int]]
    """By key: how many rows these are, then their numbers."""
    rows: list[Row]


def packed(rows: Iterable[Row]) -> bytes:
    """Rows of one shop, to be kept; equal rows give equal bytes."""
    return msgspec.msgpack.encode(sorted(rows))


def added(rows: Iterable[Row], keys: int, greatest: int | None) -> list[Row]:
    """Rows of the same keys put together, in their order.

    Args:
        rows: so many keys, then numbers.
        keys: how many.
        greatest: the place of a number, from 0, that is no sum. None: all are.
    """
    found: dict[Row, list[int]] = {}
    for row in rows:
        before, numbers = found.get(row[:keys]), list(row[keys:])
        found[row[:keys]] = _together(before, numbers, greatest) if before else numbers
    return [(*key, *numbers) for key, numbers in sorted(found.items())]


def side_by_side(keys: int, greatest: int | None) -> Fold["_ByShop"]:
    """All rows of all shops, of which no two have a key in common."""

    def change(before: _ByShop | None, changes: list[Change]) -> _ByShop:
        shops = dict(before.shops) if before else {}
        for one in changes:
            shops[one.site_id] = added(_rows(one.after), keys, greatest)
        return _ByShop(shops, sorted(chain.from_iterable(shops.values())))

    return Fold("side by side", change, lambda known: _ROW_BYTES * len(known.rows))


def summed(keys: int) -> Fold["_Sums"]:
    """Rows of the same keys added up over all shops; all numbers are sums."""

    def change(before: _Sums | None, changes: list[Change]) -> _Sums:
        sums = dict(before.sums) if before else {}
        for one in changes:
            for sign, own in ((-1, one.before), (1, one.after)):
                for row in _rows(own):
                    old = sums.get(row[:keys]) or [0] * (1 + len(row) - keys)
                    pairs = zip(old, (1, *row[keys:]), strict=True)
                    sums[row[:keys]] = [number + sign * more for number, more in pairs]
        sums = {key: found for key, found in sums.items() if found[0]}
        return _Sums(sums, [(*key, *numbers) for key, (_, *numbers) in sorted(sums.items())])

    return Fold("summed", change, lambda known: 2 * _ROW_BYTES * len(known.rows))


def _rows(own: Own) -> list[Row]:
    return [tuple(row) for value in own if value for row in msgspec.msgpack.decode(value)]


def _together(one: Sequence[int], other: Sequence[int], greatest: int | None) -> list[int]:
    sums = [a + b for a, b in zip(one, other, strict=True)]
    if greatest is not None:
        sums[greatest] = max(one[greatest], other[greatest])
    return sums
