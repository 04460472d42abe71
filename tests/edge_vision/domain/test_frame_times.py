import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain.frame_times import FrameTimes, breaks_off, falls_short


def times(
    stamps: list[float], *, fps: float = 10.0, known: bool = True
) -> tuple[list[float], FrameTimes]:
    clock = FrameTimes(fps, known)
    return [clock.of(index, stamp) for index, stamp in enumerate(stamps)], clock


def test_a_steady_file_is_timed_by_its_rate_alone() -> None:
    jitter = [0.0, 0.13, 0.19, 0.33, 0.38, 0.5]
    assert times(jitter)[0] == [index / 10 for index in range(6)]


def test_frames_that_were_left_out_are_not_made_up_for() -> None:
    """Four seconds in which a recorder saw no motion."""
    stamps = [0.0, 0.1, 0.2, 4.2, 4.3, 4.4]
    assert times(stamps)[0] == pytest.approx(stamps)


def test_a_slower_half_takes_its_time() -> None:
    stamps = [index / 10 for index in range(10)] + [1 + index / 2 for index in range(10)]
    found, clock = times(stamps, fps=20 / 5.5)
    assert found[-1] == pytest.approx(stamps[-1])
    assert not clock.guessed


def test_stamps_of_two_files_in_one_begin_anew_and_time_goes_on() -> None:
    found, _ = times([index / 10 for index in range(20)] * 2)
    assert found == pytest.approx([index / 10 for index in range(40)])


def test_without_stamps_the_rate_tells() -> None:
    found, clock = times([0.0] * 5)
    assert found == [0.0, 0.1, 0.2, 0.3, 0.4]
    assert not clock.guessed


def test_without_a_rate_the_stamps_tell() -> None:
    found, clock = times([0.0, 0.001, 0.002], fps=25.0, known=False)
    assert found == pytest.approx([0.0, 0.001, 0.002])
    assert not clock.guessed


def test_without_either_it_is_a_guess() -> None:
    found, clock = times([0.0, 0.0, 0.0], fps=25.0, known=False)
    assert found == pytest.approx([0.0, 0.04, 0.08])
    assert clock.guessed


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50),
    st.floats(1, 240),
    st.booleans(),
)
def test_whatever_a_file_says_its_time_never_goes_back(
    stamps: list[float], fps: float, known: bool
) -> None:
    found, _ = times(stamps, fps=fps, known=known)
    assert found == sorted(found)
    assert found[0] >= 0


@pytest.mark.parametrize(
    ("frames", "lasted_s", "off", "short"),
    [
        (600, 20.0, False, False),
        (598, 19.93, False, False),
        (543, 18.1, False, True),
        (311, 10.4, True, True),
        (400, 20.0, False, False),
        (600, 10.0, False, False),
    ],
    ids=["whole", "estimated", "a bit lost", "half lost", "fewer, not shorter", "shorter, all"],
)
def test_a_file_is_short_in_frames_and_in_time_or_not_at_all(
    frames: int, lasted_s: float, off: bool, short: bool
) -> None:
    assert breaks_off(frames, 600, lasted_s, 20.0) is off
    assert falls_short(frames, 600, lasted_s, 20.0) is short


@pytest.mark.parametrize(
    ("lost_s", "short"), [(0.9, False), (1.1, True), (35.0, True)], ids=["rounding", "cut", "far"]
)
def test_of_an_hour_a_second_that_is_lost_is_told(lost_s: float, short: bool) -> None:
    """A hundredth of an hour would be half a minute, with everybody who crossed in it."""
    lasted_s = 3600.0 - lost_s
    assert falls_short(round(25 * lasted_s), 25 * 3600, lasted_s, 3600.0) is short
    assert not breaks_off(round(25 * lasted_s), 25 * 3600, lasted_s, 3600.0)


def test_a_file_that_promised_nothing_breaks_no_word() -> None:
    assert not breaks_off(3, 0, 0.1, 0.0)
    assert not falls_short(3, 0, 0.1, 0.0)
