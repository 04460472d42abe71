"""What the collector of garbage walks over."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from hub import collector


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


class Knot:
    """Garbage that only a collection finds: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_it_walks_more_seldom_and_not_over_what_is_there() -> None:
    before = gc.get_threshold()
    collector.spare()
    assert gc.get_threshold()[0] > before[0]
    assert gc.get_freeze_count() > 10_000


def test_while_serving_what_was_there_is_left_out() -> None:
    with collector.settled():
        assert gc.get_freeze_count() > 10_000
    assert gc.get_freeze_count() == 0


def test_what_was_left_out_and_became_garbage_goes_the_next_time() -> None:
    knot = Knot()
    there = ref(knot)
    collector.leave_out()
    del knot
    gc.collect()
    assert there() is not None
    collector.leave_out()
    assert there() is None
