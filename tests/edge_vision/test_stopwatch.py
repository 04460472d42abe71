from contextlib import suppress

from edge_vision.stopwatch import Stopwatch


class Seconds:
    now_s = 5.0

    def __call__(self) -> float:
        return self.now_s


def test_what_passed_before_belongs_to_the_first_stage() -> None:
    assert Stopwatch(Seconds(), first="start").seconds() == {"start": 5.0}


def test_a_stage_within_a_stage_takes_its_time_from_the_outer_one() -> None:
    clock = Seconds()
    watch = Stopwatch(clock)
    with watch.stage("motion"):
        clock.now_s += 1
        with watch.stage("model"):
            clock.now_s += 10
        clock.now_s += 2
    clock.now_s += 100
    assert watch.seconds() == {"start": 105.0, "model": 10.0, "motion": 3.0}


def test_a_stage_ends_with_an_error_too() -> None:
    clock = Seconds()
    watch = Stopwatch(clock)
    with suppress(ZeroDivisionError), watch.stage("decode"):
        clock.now_s += 1
        clock.now_s /= 0
    clock.now_s += 2
    assert watch.seconds() == {"start": 7.0, "decode": 1.0}
