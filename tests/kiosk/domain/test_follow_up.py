"""Who is asked for a reason, and when an answer counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.follow_up import FollowUp, is_asked


@pytest.mark.parametrize(
    ("of", "asked"), [(2, {2}), (3, {3}), (4, {3, 4}), (5, {4, 5}), (6, {4, 5, 6})]
)
def test_the_lower_half_is_asked_and_the_middle_is_not(of: int, asked: set[int]) -> None:
    assert {button for button in range(1, of + 1) if is_asked(button, of)} == asked


def test_an_answer_belongs_to_the_newest_press() -> None:
    follow_up = FollowUp(of=4, reasons=2, wait_ms=1000)
    assert follow_up.pressed(3, 0, play=False)
    assert follow_up.pressed(4, 500, play=True)
    asked = follow_up.answered(1, 1400)
    assert asked is not None
    assert (asked.button, asked.play) == (4, True)
    assert follow_up.answered(1, 1400) is None


def test_a_happy_press_ends_the_question() -> None:
    follow_up = FollowUp(of=4, reasons=2, wait_ms=1000)
    follow_up.pressed(4, 0, play=False)
    assert not follow_up.pressed(1, 10, play=False)
    assert follow_up.answered(1, 20) is None


steps = st.lists(
    st.one_of(
        st.tuples(st.just("press"), st.integers(1, 5)),
        st.tuples(st.just("answer"), st.integers(-1, 4)),
        st.tuples(st.just("wait"), st.integers(0, 2000)),
    )
)


@given(steps)
def test_there_are_never_more_reasons_than_unhappy_presses(steps: list[tuple[str, int]]) -> None:
    follow_up = FollowUp(of=5, reasons=3, wait_ms=1000)
    now_ms = unhappy = reasons = 0
    for what, number in steps:
        if what == "press":
            unhappy += follow_up.pressed(number, now_ms, play=False)
        elif what == "answer":
            reasons += follow_up.answered(number, now_ms) is not None
        else:
            now_ms += number
        assert reasons <= unhappy
