"""Tables of numbers, put together: each shop's own, and of all together (`hub.store.folded`)."""

from collections.abc import Mapping, Sequence

import numpy as np

from hub.domain.blocks import Numbers, added, pack, unpack
from hub.store.blocks import groups
from hub.store.folded import Change, Fold


def none(width: int) -> Numbers:
    """A table without rows."""
    return np.empty((0, width), np.int64)


def owned(blocks: Sequence[tuple[int, bytes]], width: int) -> Numbers:
    """Blocks of shops as one table whose first column is the shop."""
    owners, numbers = unpack([block for _, block in blocks], width)
    return np.column_stack([np.array([site for site, _ in blocks], np.int64)[owners], numbers])


def packed(numbers: Numbers) -> Mapping[int, bytes]:
    """The opposite: blocks of a table in the order of the shops."""
    return {int(own[0, 0]): pack(own[:, 1:]) for own in groups(numbers, 0)}


def taken(numbers: Numbers, keys: int) -> Numbers:
    """The same, to be taken away by adding it; the first `keys` columns stay."""
    return np.column_stack([numbers[:, :keys], -numbers[:, keys:]])


def summed(width: int, keys: int) -> Fold[Numbers]:
    """Blocks of all shops added up, in the order of their keys."""

    def change(sums: Numbers | None, changes: list[Change]) -> Numbers:
        _, before = unpack([value for one in changes for value in one.before if value], width)
        _, after = unpack([value for one in changes for value in one.after if value], width)
        tables = [none(width) if sums is None else sums, taken(before, keys), after]
        return _fixed(added(np.concatenate(tables), keys))

    return Fold("summed", change, _bytes)


def side_by_side(width: int, keys: int) -> Fold[Numbers]:
    """Each shop's own, added up; a shop's number comes first, and orders them."""

    def change(table: Numbers | None, changes: list[Change]) -> Numbers:
        told = [(one.site_id, value) for one in changes for value in one.after if value]
        fresh = added(owned(told, width), 1 + keys)
        if table is None:
            return _fixed(fresh)
        others = table[~np.isin(table[:, 0], [one.site_id for one in changes])]
        both = np.concatenate([others, fresh])
        return _fixed(both[np.argsort(both[:, 0], kind="stable")])

    return Fold("side by side", change, _bytes)


def _fixed(numbers: Numbers) -> Numbers:
    """It is kept: whoever wrote into it would change what others are told."""
    numbers.flags.writeable = False
    return numbers


def _bytes(numbers: Numbers) -> int:
    return numbers.nbytes
