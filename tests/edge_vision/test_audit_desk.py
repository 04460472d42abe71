"""An audit from the first tap to the minutes that reach the hub."""

from typing import Any

import pytest

from edge_vision.audit import AuditDesk, AuditState
from edge_vision.domain.audit import Tally
from edge_vision.domain.line_counter import Direction
from edge_vision.errors import AuditError
from tests.edge_vision.notes import Notes
from wire.camera_events import AuditMinute
from wire.clock import FakeClock


class Beside:
    """A desk, a person beside the door, and a camera."""

    def __init__(self) -> None:
        self.clock = FakeClock(boot_ms=60_000)
        self.recorder = Notes()
        self.desk = AuditDesk(self.clock, new_name=lambda: "a" * 32)
        self.desk.begin(self.recorder)
        self.taps = 0

    def tap(self, direction: Direction = "in", **more: Any) -> None:
        self.taps += 1
        self.desk.tap(direction, **({"number": str(self.taps)} | more))

    def pass_one(self, direction: Direction = "in", *, counted: bool = True) -> None:
        if counted:
            self.desk.crossed("door", direction, self.clock.boot_ms())
        self.clock.advance(0.7)
        self.tap(direction)
        self.clock.advance(5.3)
        self.desk.tick()

    @property
    def state(self) -> AuditState:
        """The audit, which must have begun."""
        state = self.desk.state()
        assert state is not None
        return state

    @property
    def tallies(self) -> dict[Direction, Tally]:
        """Of the audit, which must have ended."""
        assert self.state.tallies is not None
        return self.state.tallies


@pytest.fixture
def beside() -> Beside:
    return Beside()


def test_before_any_audit_there_is_nothing_to_show(beside: Beside) -> None:
    assert beside.desk.state() is None
    assert not beside.desk.busy
    with pytest.raises(AuditError, match="start one"):
        beside.tap()


def test_an_audit_from_start_to_result(beside: Beside) -> None:
    beside.desk.start("door", 20)
    for number in range(40):
        beside.pass_one("in" if number % 2 else "out", counted=number != 7)
    assert beside.state.tallies is None, "whoever taps must not see the count"
    assert beside.state.tapped == {"in": 20, "out": 20}
    beside.desk.end()
    assert beside.state.phase == "settling"
    beside.clock.advance(10)
    beside.desk.tick()
    state = beside.state
    assert (state.phase, state.seconds, state.settling_seconds) == ("done", 240, 0)
    assert state.verdicts == {
        "in": "too few to tell (19 of 20; 30 are needed)",
        "out": "too few to tell (20 of 20; 30 are needed)",
        "both": "87.1 to 99.6 %, 39 of 40",
    }
    minutes = beside.recorder.all(AuditMinute)
    assert [minute.seconds for minute in minutes] == [60, 60, 60, 60, 1]
    assert {minute.audit for minute in minutes} == {"a" * 32}
    assert [minute.at.boot_ms for minute in minutes[:3]] == [60_000, 120_000, 180_000]
    assert sum(minute.agreed_in for minute in minutes) == 19
    assert sum(minute.tapped_in for minute in minutes) == 20
    assert sum(minute.counted_out for minute in minutes) == 20


def test_it_ends_by_itself(beside: Beside) -> None:
    beside.desk.start("door", 1)
    beside.clock.advance(71)
    beside.desk.tick()
    assert beside.state.phase == "done"
    assert beside.state.seconds == 60
    beside.desk.start("door", 1)
    assert beside.state.phase == "running"


def test_a_tap_that_is_sent_twice_is_one(beside: Beside) -> None:
    beside.desk.start("door", 20)
    beside.tap(number="x")
    beside.tap(number="x")
    assert beside.state.tapped["in"] == 1


def test_a_tap_that_was_late_on_the_way_is_put_where_it_was_made(beside: Beside) -> None:
    beside.desk.start("door", 20)
    beside.clock.advance(10)
    beside.desk.crossed("door", "in", beside.clock.boot_ms())
    beside.clock.advance(20)
    beside.tap(age_ms=19_500)
    beside.clock.advance(10)
    beside.desk.end()
    beside.clock.advance(10)
    beside.desk.tick()
    assert beside.tallies["in"] == (1, 1, 1)


@pytest.mark.parametrize("age_ms", [-1, 30_001])
def test_a_tap_of_another_time_is_refused(beside: Beside, age_ms: int) -> None:
    beside.desk.start("door", 20)
    with pytest.raises(AuditError, match="too late"):
        beside.tap(age_ms=age_ms)


def test_a_late_tap_finds_its_partner_in_the_minute_before(beside: Beside) -> None:
    beside.desk.start("door", 20)
    beside.clock.advance(59)
    beside.desk.crossed("door", "in", beside.clock.boot_ms())
    beside.clock.advance(29)  # the network is away
    beside.desk.tick()
    beside.tap(age_ms=28_500)
    beside.desk.end()
    beside.clock.advance(10)
    beside.desk.tick()
    assert [minute.agreed_in for minute in beside.recorder.all(AuditMinute)] == [1, 0]


def test_groups_and_taking_back(beside: Beside) -> None:
    beside.desk.start("door", 20)
    beside.tap(people=4)
    beside.tap("out")
    assert beside.desk.undo()
    assert beside.state.tapped == {"in": 4, "out": 0}
    assert beside.desk.undo()
    assert not beside.desk.undo()


def test_other_lines_are_not_compared(beside: Beside) -> None:
    beside.desk.start("door", 20)
    beside.desk.crossed("street", "in", beside.clock.boot_ms())
    beside.desk.end()
    beside.clock.advance(10)
    beside.desk.tick()
    assert beside.tallies["in"] == (0, 0, 0)


def test_one_audit_at_a_time(beside: Beside) -> None:
    beside.desk.start("door", 20)
    with pytest.raises(AuditError, match="runs already"):
        beside.desk.start("door", 20)


@pytest.mark.parametrize("minutes", [0, -1, 61])
def test_a_length_that_makes_no_sense_is_refused(beside: Beside, minutes: int) -> None:
    with pytest.raises(AuditError, match="lasts 1 to 60"):
        beside.desk.start("door", minutes)


def test_a_camera_that_stops_leaves_what_was_counted_so_far(beside: Beside) -> None:
    beside.desk.start("door", 20)
    beside.pass_one()
    beside.desk.stop()
    (minute,) = beside.recorder.all(AuditMinute)
    assert (minute.tapped_in, minute.counted_in, minute.agreed_in) == (1, 1, 1)
    assert beside.state.phase == "done"
    assert not beside.desk.busy


def test_taps_are_bounded(beside: Beside) -> None:
    beside.desk.start("door", 20)
    for _ in range(5000):
        beside.tap()
    with pytest.raises(AuditError, match="too many"):
        beside.tap()
