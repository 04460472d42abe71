"""Bounce, glitches and what counts, by the edges' own instants."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.press import Contact, Edge
from kiosk.domain.press_filter import PressFilter

SETTLE_MS = 5
RELEASE_MS = 30


def make_filter(buttons: int = 1) -> PressFilter:
    return PressFilter(range(1, buttons + 1), settle_ms=SETTLE_MS, release_ms=RELEASE_MS)


def edges(*changes_ms: int, button: int = 1) -> list[Edge]:
    """Contact closes at the first instant, opens at the second, and so on."""
    return [Edge(button, number % 2 == 0, at_ms) for number, at_ms in enumerate(changes_ms)]


def contacts(press_filter: PressFilter, story: list[Edge], end_ms: int = 10**9) -> list[Contact]:
    found = [contact for edge in story for contact in press_filter.edge(edge)]
    return found + press_filter.tick(end_ms)


def presses_ms(story: list[Edge]) -> list[int]:
    return [contact.at_ms for contact in contacts(make_filter(), story) if contact.down]


@pytest.mark.parametrize(
    ("changes_ms", "counted_ms"),
    [
        pytest.param([100, 120], [100], id="a press of 20 ms"),
        pytest.param([100, 101, 102, 104, 105, 120, 121, 123], [105], id="20 ms with bounce"),
        pytest.param([100, 200, 203, 204, 206, 208], [100], id="bounce at release only"),
        pytest.param([100, 104], [], id="a glitch"),
        pytest.param([100, 102, 110, 112, 120, 122], [], id="a row of glitches"),
        pytest.param([100, 105], [100], id="just long enough"),
        pytest.param([100, 120, 250, 270], [100, 250], id="two presses 150 ms apart"),
        pytest.param([100, 120, 149, 170], [100], id="a gap shorter than a release is bounce"),
        pytest.param([100, 120, 150, 170], [100, 150], id="a gap as long as a release is one"),
        pytest.param([100, 9_000], [100], id="held for long"),
    ],
)
def test_what_counts_as_a_press(changes_ms: list[int], counted_ms: list[int]) -> None:
    assert presses_ms(edges(*changes_ms)) == counted_ms


def test_a_press_is_due_a_few_milliseconds_after_its_contact_closed() -> None:
    press_filter = make_filter()
    press_filter.edge(Edge(1, True, 1_000))
    assert press_filter.due_ms == 1_000 + SETTLE_MS
    assert press_filter.tick(1_000 + SETTLE_MS - 1) == []
    assert press_filter.tick(1_000 + SETTLE_MS) == [Contact(1, True, 1_000)]
    assert press_filter.due_ms is None


def test_a_release_is_reported_when_nothing_more_came() -> None:
    press_filter = make_filter()
    contacts(press_filter, edges(0), end_ms=10)
    press_filter.edge(Edge(1, False, 500))
    assert press_filter.due_ms == 500 + RELEASE_MS
    assert press_filter.tick(530) == [Contact(1, False, 500)]


def test_a_queue_read_late_gives_the_same_presses() -> None:
    """A loop that hung for a second must not merge two presses into one."""
    assert presses_ms(edges(0, 20, 200, 220, 400, 420)) == [0, 200, 400]


def test_two_buttons_do_not_know_of_each_other() -> None:
    story = sorted(edges(0, 20, button=1) + edges(3, 25, button=2), key=lambda edge: edge.at_ms)
    found = contacts(make_filter(2), story)
    assert sorted(found) == [
        Contact(1, False, 20),
        Contact(1, True, 0),
        Contact(2, False, 25),
        Contact(2, True, 3),
    ]


def test_a_level_read_again_changes_nothing() -> None:
    press_filter = make_filter()
    story = [Edge(1, True, 0), Edge(1, True, 50), Edge(1, True, 90), Edge(1, False, 100)]
    assert contacts(press_filter, story) == [Contact(1, True, 0), Contact(1, False, 100)]


def test_a_lost_release_heals_when_the_level_is_read() -> None:
    """gpiozero 550: a swallowed release must not swallow the next press too."""
    press_filter = make_filter()
    contacts(press_filter, edges(0), end_ms=10)
    contacts(press_filter, [Edge(1, False, 1_000)], end_ms=1_100)
    assert contacts(press_filter, edges(2_000), end_ms=2_100) == [Contact(1, True, 2_000)]


def test_an_edge_dated_before_its_forerunner_is_taken_as_simultaneous() -> None:
    press_filter = make_filter()
    assert contacts(press_filter, [Edge(1, True, 100), Edge(1, False, 90)]) == []


def test_a_button_down_from_the_start_is_no_press() -> None:
    press_filter = make_filter()
    press_filter.assume_down(1, 0)
    assert contacts(press_filter, [Edge(1, False, 500)]) == [Contact(1, False, 500)]


runs_ms = st.lists(st.integers(0, 9), max_size=8)
"""Lengths of open and closed spells within a bounce."""


def bounce(lengths_ms: list[int]) -> list[int]:
    """An even number of spells, shorter than a release in all: ends as it began."""
    kept: list[int] = []
    for length in lengths_ms[: len(lengths_ms) // 2 * 2]:
        kept.append(length if sum(kept) + length < RELEASE_MS else 0)
    return kept


@st.composite
def true_presses(draw: st.DrawFn) -> tuple[list[int], int]:
    """Instants at which the contact changes, and how many presses a person made."""
    spells = [draw(st.integers(0, 50))]
    count = draw(st.integers(0, 12))
    for _ in range(count):
        make, hold = bounce(draw(runs_ms)), draw(st.integers(SETTLE_MS, 400))
        part, gap = bounce(draw(runs_ms)), draw(st.integers(RELEASE_MS, 900))
        # closed, open, ... then closed for `hold`; open, closed, ... then open for `gap`
        spells += [*make, hold, *part, gap]
    return list(accumulate(spells[:-1])) if count else [], count


@given(true_presses())
def test_any_bounce_counts_each_true_press_once(story: tuple[list[int], int]) -> None:
    changes_ms, count = story
    assert len(presses_ms(edges(*changes_ms))) == count


@given(true_presses(), st.data())
def test_ticks_in_between_change_nothing(story: tuple[list[int], int], data: st.DataObject) -> None:
    """What counts depends on the edges' instants alone, not on how often the loop runs."""
    changes_ms, _ = story
    plain = contacts(make_filter(), edges(*changes_ms))
    ticked = make_filter()
    found: list[Contact] = []
    before_ms = 0
    for edge in edges(*changes_ms):
        found += ticked.tick(data.draw(st.integers(before_ms, edge.at_ms)))
        found += ticked.edge(edge)
        before_ms = edge.at_ms
    assert found + ticked.tick(10**9) == plain


@given(st.lists(st.tuples(st.integers(0, SETTLE_MS - 1), st.integers(0, 300)), max_size=20))
def test_no_train_of_glitches_ever_counts(glitches: list[tuple[int, int]]) -> None:
    spells = [10, *(length for glitch in glitches for length in glitch)]
    assert presses_ms(edges(*accumulate(spells[:-1] if glitches else []))) == []


@given(st.lists(st.tuples(st.booleans(), st.integers(-50, 200)), max_size=60))
def test_contacts_alternate_whatever_comes(noise: list[tuple[bool, int]]) -> None:
    at_ms = 1_000
    story = []
    for down, step_ms in noise:
        at_ms += step_ms
        story.append(Edge(1, down, at_ms))
    found = contacts(make_filter(), story)
    assert [contact.down for contact in found] == [n % 2 == 0 for n in range(len(found))]
    assert [c.at_ms for c in found] == sorted(c.at_ms for c in found)
