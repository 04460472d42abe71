import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain.motion_state import MotionState

steps = st.floats(0.01, 2)


@given(steps, steps)
def test_two_short_steps_are_one_long_step(first: float, second: float) -> None:
    """Steps are seconds: 5 and 30 frames a second must agree."""
    state = MotionState(10, 20, 100, vx=30, vy=-5)
    twice, once = state.after(first).after(second), state.after(first + second)
    for name in ("x", "y", "pp", "pv", "vv"):
        assert getattr(twice, name) == pytest.approx(getattr(once, name))


@given(st.lists(steps, min_size=1, max_size=30))
def test_uncertainty_stays_a_covariance(pauses: list[float]) -> None:
    state = MotionState(0, 0, 100)
    for pause in pauses:
        state = state.after(pause).seen_at(0, 0, 100, 0.1)
        assert state.pp > 0
        assert state.vv > 0
        assert state.pp * state.vv >= state.pv**2


def test_a_sighting_makes_surer_and_a_pause_less_sure() -> None:
    state = MotionState(0, 0, 100)
    later = state.after(1)
    assert later.pp > state.pp
    assert later.seen_at(0, 0, 100, 0.1).pp < later.pp


def test_speed_is_learnt_from_places() -> None:
    state = MotionState(0, 0, 100)
    for _ in range(20):
        ahead = state.after(0.1)
        state = ahead.seen_at(state.x + 12, 0, 100, 0.05)
    assert state.speed_bodies() == pytest.approx(1.2, abs=0.3)


def test_misfit_is_measured_in_bodies_not_pixels() -> None:
    small, large = MotionState(0, 0, 50), MotionState(0, 0, 500)
    assert small.misfit(25, 0, 0.1) == pytest.approx(large.misfit(250, 0, 0.1))
