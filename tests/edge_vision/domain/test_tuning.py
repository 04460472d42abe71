"""From what was measured to what to set."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_vision.domain.tuning import (
    LOWEST_RATE,
    WANTED_RATE,
    Look,
    Machine,
    advise,
    cores_busy,
    rate_held,
)

looks = st.lists(
    st.builds(
        Look,
        st.sampled_from([256, 320, 416]),
        st.integers(1, 4),
        st.floats(0.5, 2000),
        st.floats(0.5, 2000),
    ),
    min_size=1,
    max_size=6,
)
machines = st.builds(Machine, st.integers(1, 8), st.floats(0.1, 100))


def measured(ms: float, parallel: float = 0.9) -> list[Look]:
    """A look at 416 pixels that works for `ms`; threads share `parallel` of that."""
    return [
        Look(side, threads, work * (1 - parallel + parallel / threads), work)
        for side in (416, 320, 256)
        for work in [ms * (side / 416) ** 2]
        for threads in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize(
    ("cores", "motion_ms", "look_ms", "size", "threads", "rate"),
    [
        (2, 4, 19, 416, 1, 10),  # fast: the largest, on one thread
        (4, 10, 50, 416, 1, 10),
        (4, 15, 140, 416, 3, 10),  # one thread would be late, three are in time
        (4, 20, 300, 320, 4, 10),  # a smaller one leaves half of four cores free
        (4, 30, 900, 256, 3, 5),  # nothing holds ten
        (1, 90, 4000, 256, 1, LOWEST_RATE),
    ],
)
def test_the_largest_input_that_holds_the_rate_with_the_fewest_threads(
    cores: int, motion_ms: float, look_ms: float, size: int, threads: int, rate: float
) -> None:
    advice = advise(Machine(cores, motion_ms), measured(look_ms))
    assert (advice.input_px, advice.threads, advice.rate) == (size, threads, rate)
    assert advice.whole == (rate == WANTED_RATE)


@settings(max_examples=40, deadline=None)
@given(machines, looks)
def test_half_of_the_cores_stay_free_and_no_picture_is_late(
    machine: Machine, looks: list[Look]
) -> None:
    advice = advise(machine, looks)
    chosen = [look for look in looks if look[:2] == (advice.input_px, advice.threads)]
    if advice.rate > LOWEST_RATE:
        assert advice.cores_busy <= machine.cores / 2 + 1e-9
        assert any(
            (machine.motion_ms + look.wall_ms) * advice.rate <= 1000 and rate_held(machine, look)
            for look in chosen
        )


@settings(max_examples=40, deadline=None)
@given(machines, looks)
def test_a_rate_that_is_held_leaves_half_of_the_cores_free(
    machine: Machine, looks: list[Look]
) -> None:
    for look in looks:
        assert cores_busy(machine, look, rate_held(machine, look)) <= machine.cores / 2 + 1e-9


@settings(max_examples=40, deadline=None)
@given(machines, looks)
def test_a_faster_machine_never_gets_less(machine: Machine, looks: list[Look]) -> None:
    faster = [look._replace(wall_ms=look.wall_ms / 2, cpu_ms=look.cpu_ms / 2) for look in looks]
    before, after = advise(machine, looks), advise(machine, faster)
    assert after.rate >= before.rate
    assert after.input_px >= before.input_px or not before.whole
