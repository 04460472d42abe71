"""What is put together of shops: the same by differences as from nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from hub.domain.blocks import Numbers, pack
from hub.store import row_folds, table_folds
from hub.store.folded import Change, Fold, Own, Value

SHAPE = (8, 1)
"""Width and keys."""
NOTHING = Own(b"", b"")
SITES = (3, 5, 8, 9)


def table(rows: list[tuple[int, int]]) -> bytes:
    """Days and how many came in; nothing else is told of them."""
    numbers = np.zeros((len(rows), SHAPE[0]), np.int64)
    numbers[:, : SHAPE[1] + 1] = np.array(rows, np.int64).reshape(-1, 2)
    return pack(numbers) if rows else b""


numbers = some.integers(0, 2**33)
tables = some.lists(some.tuples(some.integers(1, 4), numbers), max_size=4).map(table)
rows = some.lists(
    some.tuples(some.sampled_from(("a", "b")), numbers, numbers),
    max_size=2,
    unique_by=lambda row: row[0],
).map(lambda found: row_folds.packed(found) if found else b"")


def steps(values: some.SearchStrategy[bytes]) -> some.SearchStrategy[list[dict[int, Own]]]:
    """What shops tell, time after time."""
    own = some.builds(Own, values, values)
    return some.lists(some.dictionaries(some.sampled_from(SITES), own), min_size=1, max_size=5)


def by_differences(fold: Fold[Value], told: list[dict[int, Own]]) -> tuple[Value, dict[int, Own]]:
    """What becomes of the first value, and what the shops tell at last."""
    value, owns = fold.change(None, []), dict.fromkeys(SITES, NOTHING)
    for step in told:
        changes = [Change(site, owns[site], own) for site, own in sorted(step.items())]
        changes = [one for one in changes if one.before != one.after]
        owns |= step
        value = fold.change(value, changes)
    return value, owns


def from_nothing(fold: Fold[Value], owns: dict[int, Own]) -> Value:
    return fold.change(None, [Change(site, NOTHING, own) for site, own in owns.items()])


@pytest.mark.parametrize("fold", [table_folds.summed(*SHAPE), table_folds.side_by_side(*SHAPE)])
@given(told=steps(tables))
def test_tables_are_the_same(fold: Fold[Numbers], told: list[dict[int, Own]]) -> None:
    value, owns = by_differences(fold, told)
    assert np.array_equal(value, from_nothing(fold, owns))
    assert not value.flags.writeable


@given(told=steps(rows))
def test_rows_are_the_same(told: list[dict[int, Own]]) -> None:
    added_up, side_by_side = row_folds.summed(1), row_folds.side_by_side(1, 1)
    value, owns = by_differences(added_up, told)
    assert value.rows == from_nothing(added_up, owns).rows
    value_of, owns = by_differences(side_by_side, told)
    assert value_of.rows == from_nothing(side_by_side, owns).rows


def test_rows_of_the_same_keys_are_put_together() -> None:
    found = [("b", 1, 5), ("a", 2, 3), ("b", 4, 2)]
    assert row_folds.added(found, 1, None) == [("a", 2, 3), ("b", 5, 7)]
    assert row_folds.added(found, 1, 1) == [("a", 2, 3), ("b", 5, 5)]
