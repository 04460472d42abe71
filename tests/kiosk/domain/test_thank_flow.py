"""Thanking: the light, the beep, and the way back to dark from everywhere."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.thank_flow import DARK, Outputs, ThankFlow


def make_flow() -> ThankFlow:
    return ThankFlow(thank_ms=1_500, beep_ms=80, rest_ms=5_000)


def test_a_press_is_thanked_by_light_and_beep_which_end() -> None:
    flow = make_flow()
    flow.thank(2, 1_000)
    assert (flow.outputs, flow.due_ms) == (Outputs(lit=2, buzz=True), 1_080)
    flow.tick(1_080)
    assert (flow.outputs, flow.due_ms) == (Outputs(lit=2, buzz=False), 2_500)
    flow.tick(2_500)
    assert (flow.state, flow.outputs, flow.due_ms) == ("idle", DARK, None)


def test_another_press_takes_the_light_over_and_beeps_again() -> None:
    flow = make_flow()
    flow.thank(2, 1_000)
    flow.tick(1_500)
    flow.thank(4, 2_000)
    assert flow.outputs == Outputs(lit=4, buzz=True)
    flow.tick(2_600)
    assert flow.outputs == Outputs(lit=4, buzz=False)


def test_a_failure_makes_it_dark_and_silent_for_a_while() -> None:
    flow = make_flow()
    flow.thank(1, 0)
    flow.fail(10)
    assert (flow.state, flow.outputs) == ("safe", DARK)
    flow.thank(1, 20)
    assert flow.outputs == DARK
    flow.tick(5_010)
    flow.thank(1, 5_020)
    assert flow.outputs == Outputs(lit=1, buzz=True)


def test_a_tick_that_comes_late_ends_all_that_is_over() -> None:
    flow = make_flow()
    flow.thank(1, 0)
    flow.tick(60_000)
    assert (flow.outputs, flow.due_ms) == (DARK, None)


@given(st.lists(st.tuples(st.sampled_from(["thank", "fail", "tick"]), st.integers(0, 4_000))))
def test_nothing_shines_or_sounds_for_ever(story: list[tuple[str, int]]) -> None:
    flow = make_flow()
    now_ms = 0
    for call, wait_ms in story:
        now_ms += wait_ms
        if call == "thank":
            flow.thank(1, now_ms)
        else:
            getattr(flow, call)(now_ms)
        assert (flow.outputs == DARK) or flow.due_ms is not None
        assert flow.due_ms is None or flow.due_ms <= now_ms + 5_000
    while flow.due_ms is not None:
        flow.tick(flow.due_ms)
    assert (flow.state, flow.outputs) == ("idle", DARK)
