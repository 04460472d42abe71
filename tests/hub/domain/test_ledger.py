from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.ledger import Ledger

seqs = st.integers(1, 40)


@pytest.mark.parametrize(
    ("offered", "new", "contiguous", "ahead"),
    [
        ([1, 2, 3], [1, 2, 3], 3, set()),
        ([1, 1, 2, 2], [1, 2], 2, set()),
        ([3, 2], [3, 2], 0, {2, 3}),
        ([3, 2, 1], [3, 2, 1], 3, set()),
        ([1, 5, 2, 5], [1, 5, 2], 2, {5}),
    ],
)
def test_each_number_is_new_once(
    offered: list[int], new: list[int], contiguous: int, ahead: set[int]
) -> None:
    ledger = Ledger()
    assert ledger.offer(offered) == new
    assert (ledger.contiguous, ledger.ahead) == (contiguous, ahead)


@given(st.lists(st.lists(seqs)))
def test_any_order_and_any_repeats_give_each_number_once(batches: list[list[int]]) -> None:
    ledger = Ledger()
    new = Counter(seq for batch in batches for seq in ledger.offer(batch))
    seen = {seq for batch in batches for seq in batch}
    assert new == Counter(seen)
    highest = 0
    while highest + 1 in seen:
        highest += 1
    assert ledger.contiguous == highest
    assert ledger.ahead == {seq for seq in seen if seq > highest}
    assert ledger.lost == 0


@given(st.lists(st.tuples(st.booleans(), seqs)))
def test_every_number_up_to_the_mark_either_came_or_is_lost(
    steps: list[tuple[bool, int]],
) -> None:
    ledger = Ledger()
    came = 0
    for is_loss, seq in steps:
        if is_loss:
            before = ledger.lost
            assert ledger.declare_lost(seq) == ledger.lost - before
            assert ledger.contiguous >= seq - 1
        else:
            came += len(ledger.offer([seq]))
    assert ledger.contiguous + len(ledger.ahead) == came + ledger.lost
    assert ledger.contiguous + 1 not in ledger.ahead
    assert all(seq > ledger.contiguous for seq in ledger.ahead)


def test_what_the_device_no_longer_holds_is_lost_once() -> None:
    ledger = Ledger(contiguous=10, ahead={12, 15})
    assert ledger.declare_lost(15) == 3  # 11, 13, 14
    assert (ledger.contiguous, ledger.ahead, ledger.lost) == (15, set(), 3)
    assert ledger.declare_lost(15) == 0
    assert ledger.offer([13]) == []


def test_a_jump_of_many_numbers_takes_no_room() -> None:
    ledger = Ledger()
    assert ledger.declare_lost(2**53) == 2**53 - 1
    assert ledger.ahead == set()
