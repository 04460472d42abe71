from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_vision.domain.privacy import LONGEST_WAIT_MS, Cells, Group

WINDOW_MS = 900_000
PLACES = ("door", "till", "elsewhere")
happenings = st.lists(
    st.tuples(st.integers(0, 2_000_000), st.sampled_from(PLACES), st.booleans()), max_size=80
)
"""Milliseconds since the one before, where, and whether the face was seen."""


def played(
    stream: list[tuple[int, str, bool]], least: int
) -> tuple[list[Group[str, int]], list[int]]:
    """The groups that a stream of visitors publishes, and the visitors' times; votes are ids."""
    cells: Cells[str, int] = Cells(least, WINDOW_MS, 0)
    now, groups, times = 0, [], []
    for number, (gap_ms, place, seen) in enumerate(stream):
        now += gap_ms
        groups += cells.close_due(now)
        times.append(now)
        if seen:
            cells.vote(place, number)
        else:
            cells.not_seen(place)
    return groups + cells.close_due(now + WINDOW_MS), times


@given(happenings, st.integers(2, 9))
def test_no_group_is_smaller_than_k(stream: list[tuple[int, str, bool]], least: int) -> None:
    groups, _ = played(stream, least)
    assert all(len(group.votes) >= least for group in groups)


@given(happenings, st.integers(2, 6))
@settings(max_examples=150)
def test_no_sum_or_difference_of_groups_leaves_fewer_than_k(
    stream: list[tuple[int, str, bool]], least: int
) -> None:
    """The attack: a total minus its parts, over zones or over time. Any two sums of groups differ
    by whole groups on either side, each of k or more."""
    groups, _ = played(stream, least)
    members = [set(group.votes) for group in groups]
    assert all(not one & other for one, other in combinations(members, 2))
    some = members[:7]
    unions = [
        set().union(*chosen) for size in range(len(some) + 1) for chosen in combinations(some, size)
    ]
    for one, other in combinations(unions, 2):
        for left in (one - other, other - one):
            assert not left or len(left) >= least


@given(happenings)
def test_every_visitor_is_told_of_at_most_once(stream: list[tuple[int, str, bool]]) -> None:
    groups, _ = played(stream, 3)
    told = [vote for group in groups for vote in group.votes]
    assert len(told) == len(set(told))
    assert sum(group.unseen for group in groups) <= sum(not seen for *_, seen in stream)


@given(happenings)
def test_times_are_ends_of_windows_whoever_came_when(stream: list[tuple[int, str, bool]]) -> None:
    groups, times = played(stream, 2)
    for group in groups:
        assert group.start_ms % WINDOW_MS == 0
        assert group.end_ms % WINDOW_MS == 0
        assert group.end_ms - group.start_ms >= WINDOW_MS
        assert all(group.start_ms <= times[vote] < group.end_ms for vote in group.votes)


def test_a_group_too_small_waits_for_the_next_window() -> None:
    cells: Cells[str, int] = Cells(5, WINDOW_MS, 0)
    for number in range(3):
        cells.vote("door", number)
    assert cells.close_due(WINDOW_MS) == []
    for number in range(3, 5):
        cells.vote("door", number)
    assert cells.close_due(2 * WINDOW_MS) == [
        Group("door", 0, 2 * WINDOW_MS, (0, 1, 2, 3, 4), 0),
    ]
    assert cells.close_due(3 * WINDOW_MS) == []


def test_visitors_who_waited_a_day_are_forgotten() -> None:
    cells: Cells[str, int] = Cells(2, WINDOW_MS, 0)
    cells.vote("door", 1)
    assert cells.close_due(LONGEST_WAIT_MS) == []
    cells.vote("door", 2)
    assert cells.close_due(LONGEST_WAIT_MS + WINDOW_MS) == []


def test_memory_is_bounded() -> None:
    cells: Cells[str, int] = Cells(2, WINDOW_MS, 0, most_votes=10)
    for number in range(100):
        cells.vote("door", number)
    assert len(cells.close_due(WINDOW_MS)[0].votes) == 10


def test_a_k_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="a group of one is a person"):
        Cells(1, WINDOW_MS, 0)
