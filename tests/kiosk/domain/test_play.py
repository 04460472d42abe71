"""The play flag: a table, and what holds for any presses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.play import PlayRule


def flags(at_ms: list[int], presses: int = 3, window_ms: int = 5_000) -> list[bool]:
    rule = PlayRule(presses=presses, window_ms=window_ms)
    return [rule.judge(instant) for instant in at_ms]


@pytest.mark.parametrize(
    ("at_ms", "flagged"),
    [
        pytest.param([0], [False], id="one"),
        pytest.param([0, 400], [False, False], id="two customers in a row"),
        pytest.param([0, 3_000, 6_000, 9_000], [False] * 4, id="a queue, one each 3 s"),
        pytest.param([0, 200, 400, 600], [False, False, True, True], id="a child"),
        pytest.param([0, 2_000, 4_999], [False, False, True], id="just within"),
        pytest.param([0, 2_000, 5_000], [False, False, False], id="just not within"),
        pytest.param([0, 1, 2, 9_000, 9_500], [False, False, True, False, False], id="over"),
        pytest.param([7, 7, 7], [False, False, True], id="at the same instant"),
    ],
)
def test_which_presses_are_flagged(at_ms: list[int], flagged: list[bool]) -> None:
    assert flags(at_ms) == flagged


def test_the_settings_say_what_a_burst_is() -> None:
    assert flags([0, 900], presses=2, window_ms=1_000) == [False, True]


gaps_ms = st.lists(st.integers(0, 10_000), max_size=40)


def instants(gaps: list[int]) -> list[int]:
    return [sum(gaps[: n + 1]) for n in range(len(gaps))]


@given(gaps_ms, st.integers(2, 6))
def test_the_flag_is_exactly_its_definition(gaps: list[int], presses: int) -> None:
    at_ms = instants(gaps)
    assert flags(at_ms, presses) == [
        n + 1 >= presses and at_ms[n] - at_ms[n - presses + 1] < 5_000 for n in range(len(at_ms))
    ]


@given(gaps_ms)
def test_every_press_gets_a_verdict_and_the_first_two_are_honest(gaps: list[int]) -> None:
    found = flags(instants(gaps))
    assert len(found) == len(gaps)
    assert not any(found[:2])
