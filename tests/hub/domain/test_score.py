"""Scores of roll-up rows."""

from hub.domain.score import ButtonRow, score, score_of, tally

ROWS = [
    ButtonRow(4, (50, 20, 10, 20), (0, 0, 0, 15)),
    ButtonRow(4, (5, 5, 0, 0), (0, 0, 0, 0)),
    ButtonRow(2, (3, 7), (1, 0)),
]


def test_presses_of_all_rows_add_up() -> None:
    found = score(tally(ROWS, with_play=True))
    assert (found.presses, found.happy) == (120, 83)
    assert found.happy_share.value == 83 / 120
    assert found.happy_share.low < 83 / 120 < found.happy_share.high


def test_presses_that_look_like_play_can_be_left_out() -> None:
    found = score(tally(ROWS, with_play=False))
    assert (found.presses, found.happy) == (104, 82)


def test_nothing_pressed_gives_no_value_and_the_widest_interval() -> None:
    found = score(tally([], with_play=True))
    assert found.happy_share.value is None
    assert (found.happy_share.low, found.happy_share.high) == (0, 1)
    assert (found.index.low, found.index.high) == (0, 100)
    assert found.happy_share.too_few


def test_twenty_presses_are_enough_to_be_shown_in_full() -> None:
    assert score({(1, 4): 19}).happy_share.too_few
    assert not score({(1, 4): 20}).happy_share.too_few


def test_what_is_remembered_is_the_same_score() -> None:
    rows = [ButtonRow(4, (5, 1, 0, 2), (0, 0, 0, 1)), ButtonRow(2, (3, 4), (1, 0))]
    for with_play in (True, False, True):
        assert score_of(iter(rows), with_play=with_play) == score(tally(rows, with_play=with_play))
