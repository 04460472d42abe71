"""What a visit has seen, and what is left to do."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.visit import TICKS, Passed, Seen, all_done, missing_buttons, passages

KIOSK = Seen(True, {1: 1, 2: 3}, 2, [], audited=False)
CAMERA = Seen(True, {}, None, [Passed("door", 2, 1)], audited=True)


@pytest.mark.parametrize(
    ("room", "seen", "done"),
    [
        ("kiosk", KIOSK, True),
        ("kiosk", replace(KIOSK, pressed={1: 4}), False),
        ("kiosk", replace(KIOSK, buttons=None, pressed={}), False),
        ("kiosk", replace(KIOSK, connected=False), False),
        ("camera", CAMERA, True),
        ("camera", replace(CAMERA, audited=False), False),
        ("camera", replace(CAMERA, passed=[]), False),
        ("camera", replace(CAMERA, passed=[Passed("door", 2, 0)]), False),
    ],
)
def test_nothing_is_left_only_when_all_was_seen_and_ticked(
    room: str, seen: Seen, done: bool
) -> None:
    assert all_done(room, seen, [*TICKS[room]]) is done
    assert not all_done(room, seen, [*TICKS[room]][1:])


def test_buttons_that_nobody_pressed_are_named() -> None:
    assert missing_buttons(replace(KIOSK, buttons=4, pressed={2: 1, 4: 0})) == [1, 3, 4]


@given(
    before=st.lists(st.tuples(st.booleans(), st.integers(1, 3)), max_size=5),
    after=st.lists(st.tuples(st.booleans(), st.integers(1, 3)), max_size=20),
    cut=st.integers(0, 25),
)
def test_every_passage_after_the_beginning_counts_once_wherever_a_window_ends(
    before: list[tuple[bool, int]], after: list[tuple[bool, int]], cut: int
) -> None:
    def sums(events: list[tuple[bool, int]]) -> tuple[int, int]:
        return (
            sum(n for inward, n in events if inward),
            sum(n for inward, n in events if not inward),
        )

    # One window was open when the visit began; it ends after `cut` passages of the whole story.
    story = [*before, *after]
    ends = max(cut, len(before))
    if ends < len(story):
        stored, still_open = {"door": sums(story[:ends])}, {"door": sums(story[ends:])}
    else:
        stored, still_open = {}, {"door": sums(story)}
    (found,) = passages(stored, still_open, {"door": sums(before)})
    assert (found.entered, found.left) == sums(after)
