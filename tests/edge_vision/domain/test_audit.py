"""A person taps, a camera counts: what agrees, and how sure that is."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain.audit import (
    FEWEST,
    LATEST_TAP_MS,
    MINUTE_MS,
    SETTLE_MS,
    TOLERANCE_MS,
    Audit,
    Side,
    Tally,
    pair_up,
    verdict,
    wilson,
)
from edge_vision.domain.line_counter import Direction

KNOWN_MS = SETTLE_MS + LATEST_TAP_MS
times = st.lists(st.integers(0, 200_000), max_size=40)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (194, 200, 93.6, 98.6),
        (81, 263, 25.5, 36.6),  # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (15, 148, 6.2, 16.0),
        (0, 20, 0.0, 16.1),
        (1, 29, 0.6, 17.2),
        (29, 29, 88.3, 100.0),
        (0, 0, 0.0, 100.0),
    ],
)
def test_intervals_are_those_of_the_literature(hits: int, of: int, low: float, high: float) -> None:
    assert [round(100 * end, 1) for end in wilson(hits, of)] == [low, high]


def test_an_accuracy_is_an_interval_and_what_it_rests_on() -> None:
    assert verdict(Tally(198, 196, 194)) == "93.6 to 98.6 %, 194 of 200"


@pytest.mark.parametrize("agreed", [0, 12, FEWEST - 1])
def test_few_crossings_say_nothing(agreed: int) -> None:
    text = verdict(Tally(agreed, agreed, agreed))
    assert text == f"too few to tell ({agreed} of {agreed}; 30 are needed)"


@pytest.mark.parametrize(
    ("taps", "counts", "agreed"),
    [
        ([1000], [1500], 1),
        ([1000], [1000 + TOLERANCE_MS], 1),
        ([1000], [1001 + TOLERANCE_MS], 0),
        ([1000, 1000, 1000], [900, 2000, 3500], 3),  # a group, tapped at once
        ([1000], [900, 1100], 1),  # one person counted twice
        ([1000, 3000], [4500, 6900], 2),  # the nearest pair first would leave one over
        ([0, 5000], [4500], 1),
        ([], [1000], 0),
    ],
)
def test_pairs(taps: list[int], counts: list[int], agreed: int) -> None:
    assert len(pair_up(taps, counts)) == agreed


@given(times, times)
def test_pairing_is_the_same_from_both_sides(taps: list[int], counts: list[int]) -> None:
    turned = [(tap, count) for count, tap in pair_up(counts, taps)]
    assert pair_up(taps, counts) == turned


@given(times, times, st.randoms())
def test_pairing_does_not_depend_on_order(
    taps: list[int], counts: list[int], chance: random.Random
) -> None:
    before = pair_up(taps, counts)
    chance.shuffle(taps)
    chance.shuffle(counts)
    assert pair_up(taps, counts) == before


@given(times, times)
def test_nothing_is_paired_twice_or_from_afar(taps: list[int], counts: list[int]) -> None:
    pairs = pair_up(taps, counts)
    left, right = list(taps), list(counts)
    for tap, count in pairs:
        assert abs(tap - count) <= TOLERANCE_MS
        left.remove(tap)
        right.remove(count)


def most_pairs(taps: list[int], counts: list[int]) -> int:
    """By trying everything."""
    if not taps:
        return 0
    best = most_pairs(taps[1:], counts)
    for index, count in enumerate(counts):
        if abs(taps[0] - count) <= TOLERANCE_MS:
            rest = counts[:index] + counts[index + 1 :]
            best = max(best, 1 + most_pairs(taps[1:], rest))
    return best


few = st.lists(st.integers(0, 15_000), max_size=5)


@given(few, few)
def test_no_other_pairing_has_more_pairs(taps: list[int], counts: list[int]) -> None:
    assert len(pair_up(taps, counts)) == most_pairs(taps, counts)


@given(times, times, st.integers(0, 200_000))
def test_minute_by_minute_gives_what_the_whole_gives(
    taps: list[int], counts: list[int], cut_ms: int
) -> None:
    whole = Side(list(taps), list(counts)).compare()
    parts = Side(list(taps), list(counts))
    first = parts.settle(cut_ms)
    assert first.agreed <= min(first.tapped, first.counted)
    assert first.plus(parts.compare()) == whole


def test_a_minute_is_given_once_and_only_when_it_cannot_change_any_more() -> None:
    audit = Audit(1_000)
    audit.tap("in", 5_000)
    audit.count("in", 6_000)
    audit.tap("in", 60_500)  # its partner comes in the next minute
    audit.count("in", 61_500)
    audit.count("out", 70_000)
    assert audit.minutes(60_999 + KNOWN_MS) == []
    (minute,) = audit.minutes(61_000 + KNOWN_MS)
    assert (minute.start_ms, minute.seconds) == (1_000, 60)
    assert minute.tallies == {"in": Tally(2, 2, 2), "out": Tally()}
    assert audit.minutes(61_000 + KNOWN_MS) == []
    assert audit.tallies() == {"in": Tally(2, 2, 2), "out": Tally(0, 1, 0)}


def test_the_last_minute_is_as_long_as_it_was() -> None:
    audit = Audit(0)
    audit.tap("out", 70_000)
    audit.end(75_000)
    audit.count("out", 70_500)  # known late: somebody slow
    audit.count("out", 76_000)  # after the end
    assert not audit.over(75_000)
    assert audit.over(75_000 + SETTLE_MS)
    minutes = audit.minutes(75_000 + SETTLE_MS)
    assert [minute.seconds for minute in minutes] == [60, 15]
    assert minutes[1].tallies["out"] == Tally(1, 1, 1)
    assert audit.minutes(10 * MINUTE_MS) == []


def test_a_camera_that_stops_gives_what_there_is() -> None:
    audit = Audit(0)
    audit.tap("in", 20_000)
    assert [minute.tallies["in"] for minute in audit.rest(30_000)] == [Tally(1, 0, 0)]
    assert audit.rest(31_000) == []


def test_undo_takes_back_the_last_press_with_everybody_in_it() -> None:
    audit = Audit(0)
    audit.tap("in", 1_000)
    audit.tap("in", 1_000, people=3)
    audit.tap("out", 2_000)
    assert audit.undo()
    assert audit.undo()
    assert audit.tallies() == {"in": Tally(1), "out": Tally()}
    assert audit.undo()
    assert not audit.undo()


def test_what_is_compared_for_good_cannot_be_undone() -> None:
    audit = Audit(0)
    audit.tap("in", 1_000)
    audit.minutes(MINUTE_MS + KNOWN_MS)
    assert not audit.undo()
    assert audit.tallies()["in"] == Tally(1)


WAYS: tuple[Direction, ...] = ("in", "out")
event = st.tuples(st.sampled_from(["tap", "count"]), st.sampled_from(WAYS), st.integers(0, 300_000))


@given(st.lists(event, max_size=60), st.lists(st.integers(0, 300_000), max_size=10))
def test_minutes_add_up_whenever_somebody_asks(
    events: list[tuple[str, Direction, int]], asked: list[int]
) -> None:
    """Told in order of time, asked at any time: the sum of the minutes is the whole."""
    audit = Audit(0)
    story: list[tuple[int, tuple[str, Direction] | None]] = [
        *((at, (what, way)) for what, way, at in events),
        *((at, None) for at in asked),
    ]
    minutes = []
    for at, told in sorted(story, key=lambda part: part[0]):
        if told is None:
            minutes += audit.minutes(at)
        else:
            what, way = told
            (audit.tap if what == "tap" else audit.count)(way, at)
    audit.end(300_000)
    minutes += audit.minutes(300_000 + SETTLE_MS)
    assert sum(minute.seconds for minute in minutes) in (300, 301)
    for way in WAYS:
        taps = [at for what, side, at in events if (what, side) == ("tap", way)]
        counts = [at for what, side, at in events if (what, side) == ("count", way)]
        total = Tally()
        for minute in minutes:
            total = total.plus(minute.tallies[way])
        assert total == Side(taps, counts).compare() == audit.tallies()[way]


def test_staff_who_were_counted_are_taken_out_again() -> None:
    audit = Audit(0)
    audit.count("in", 5_000)
    audit.count("in", 9_000)
    audit.uncount("in", 9_120)
    audit.uncount("in", 7_000)  # nobody was counted then
    audit.tap("in", 5_500)
    assert audit.tallies()["in"] == Tally(1, 1, 1)
