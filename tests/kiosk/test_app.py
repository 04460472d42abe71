"""The loop: record, then thank; and what happens when something fails."""

from datetime import timedelta

import pytest

from kiosk.app import Kiosk
from kiosk.domain.press import Edge
from kiosk.domain.thank_flow import DARK, Outputs
from kiosk.inbox import Answer, Inbox, Tap
from tests.kiosk.stage import RecordingLights, RecordingRecorder, make_settings
from wire.clock import FakeClock, stamp_at
from wire.spill import Kept


class Stage:
    """A kiosk with everything around it in a test's hands. The loop's wait takes no real time."""

    def __init__(self, levels: dict[int, bool] | None = None) -> None:
        self.clock = FakeClock(boot_ms=60_000)
        self.inbox = Inbox()
        self.recorder = RecordingRecorder()
        self.lights = RecordingLights(self.recorder)
        self.levels = levels or {}
        self.beats = 0
        self.kiosk = Kiosk(
            make_settings(
                screen={"enabled": True}, follow_up={"reasons": ["Waited", "Nothing found"]}
            ),
            recorder=self.recorder,
            inbox=self.inbox,
            lights=self.lights,
            levels=lambda: self.levels,
            clock=self.clock,
            beat=self._beat,
        )

    def _beat(self) -> None:
        self.beats += 1

    def tap(self, button: int) -> list[bool]:
        answers: list[bool] = []
        self.inbox.put(Tap(button, self.clock.boot_ms(), answers.append))
        self.kiosk.step()
        return answers

    def tell(self, reason: int) -> list[bool]:
        answers: list[bool] = []
        self.inbox.put(Answer(reason, self.clock.boot_ms(), answers.append))
        self.kiosk.step()
        return answers

    def edge(self, button: int, down: bool) -> None:
        self.inbox.put(Edge(button, down, self.clock.boot_ms()))
        self.kiosk.step()

    def pass_time(self, seconds: float) -> None:
        """Let time pass with an edge that changes nothing, so that the loop does not wait."""
        self.clock.advance(seconds)
        self.inbox.put(Edge(4, False, self.clock.boot_ms()))
        self.kiosk.step()


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_press_is_recorded_first_and_thanked_then(stage: Stage) -> None:
    stage.edge(2, down=True)
    assert stage.recorder.presses == []
    stage.pass_time(0.005)
    (press,) = stage.recorder.presses
    assert (press.button, press.of, press.play) == (2, 4, False)
    assert press.at.boot_ms == 60_000
    assert stage.lights.shown == Outputs(lit=2, buzz=True)
    assert stage.lights.recorded_when_lit == [1]


def test_the_thanks_end_by_themselves(stage: Stage) -> None:
    stage.tap(1)
    stage.pass_time(0.1)
    assert stage.lights.shown == Outputs(lit=1, buzz=False)
    stage.pass_time(1.5)
    assert stage.lights.shown == DARK


def test_a_tap_is_answered_once_it_is_recorded(stage: Stage) -> None:
    assert stage.tap(3) == [True]
    assert [press.button for press in stage.recorder.presses] == [3]


def test_play_is_recorded_with_its_flag(stage: Stage) -> None:
    for _ in range(4):
        stage.tap(4)
    assert [press.play for press in stage.recorder.presses] == [False, False, True, True]


def test_with_a_full_disk_the_shopper_is_thanked_all_the_same(stage: Stage) -> None:
    stage.recorder.kept = Kept.IN_MEMORY
    assert stage.tap(1) == [True]
    assert stage.lights.shown.lit == 1


def test_a_press_that_cannot_be_kept_is_not_thanked(stage: Stage) -> None:
    stage.recorder.failing = True
    assert stage.tap(1) == [False]
    assert stage.lights.shown == DARK
    assert "made of cheese" in stage.recorder.problems["press_lost"]
    stage.recorder.failing = False
    stage.pass_time(6)
    assert stage.tap(1) == [True]
    assert stage.lights.shown.lit == 1
    assert stage.recorder.problems == {}


def test_a_light_that_fails_costs_no_press(stage: Stage) -> None:
    stage.lights.broken = True
    assert stage.tap(1) == [True]
    assert stage.lights.shown == DARK
    assert "pin 5" in stage.recorder.problems["light_failed"]
    assert stage.tap(2) == [True]
    stage.lights.broken = False
    stage.pass_time(6)
    stage.tap(3)
    assert stage.lights.shown.lit == 3
    assert stage.recorder.problems == {}
    assert len(stage.recorder.presses) == 3


def test_one_faulty_item_costs_the_next_shopper_nothing(stage: Stage) -> None:
    stage.inbox.put(Edge(99, True, 0))  # a button that does not exist: a fault of ours
    assert stage.tap(1) == [True]
    assert "kiosk_fault" in stage.recorder.problems


def test_a_stuck_button_is_reported_and_its_end_too(stage: Stage) -> None:
    stage.edge(1, down=True)
    stage.pass_time(31)
    text = stage.recorder.problems["button_1_stuck"]
    assert text.startswith("Button 1 (Very happy) has been down for 30 s")
    stage.edge(1, down=False)
    stage.pass_time(0.03)
    stage.pass_time(1)
    assert stage.recorder.problems == {}
    assert len(stage.recorder.presses) == 1


def test_a_button_down_at_start_is_no_press(stage: Stage) -> None:
    stage = Stage(levels={1: True, 2: False})
    stage.pass_time(31)
    assert stage.recorder.presses == []
    assert "button_1_stuck" in stage.recorder.problems


def test_a_lost_release_is_read_from_the_pin(stage: Stage) -> None:
    """The kernel's edge buffer overflows in a burst: the next press must count again."""
    stage.edge(2, down=True)
    stage.pass_time(0.1)
    stage.levels = {2: False}
    stage.clock.advance(0.5)
    stage.kiosk.step()  # nothing came in: the pins are looked at
    stage.clock.advance(0.5)
    stage.kiosk.step()
    stage.edge(2, down=True)
    stage.pass_time(0.1)
    assert len(stage.recorder.presses) == 2


def test_a_flickering_wire_is_reported_for_a_while() -> None:
    stage = Stage()
    stage.inbox = stage.kiosk._inbox = Inbox(limit=10)
    for _ in range(12):
        stage.inbox.put(Edge(1, True, stage.clock.boot_ms()))
    stage.kiosk.step()
    assert "loose wire" in stage.recorder.problems["button_noise"]
    stage.pass_time(599)
    assert "button_noise" in stage.recorder.problems
    stage.pass_time(2)
    assert "button_noise" not in stage.recorder.problems


def test_what_came_before_the_stop_is_still_recorded(stage: Stage) -> None:
    answers: list[bool] = []
    for button in (1, 2, 3):
        stage.inbox.put(Tap(button, stage.clock.boot_ms(), answers.append))
    stage.kiosk.finish()
    assert answers == [True, True, True]
    assert stage.lights.shown == DARK


def test_every_round_is_a_sign_of_life(stage: Stage) -> None:
    stage.tap(1)
    stage.tap(2)
    assert stage.beats == 2


def test_an_edge_is_stamped_with_its_own_time() -> None:
    clock = FakeClock(boot_ms=10_000)
    stamp = stamp_at(clock, 9_600)
    assert stamp.boot_ms == 9_600
    assert clock.now().wall - stamp.wall == timedelta(milliseconds=400)
    assert stamp_at(clock, 99_999) == clock.now()


def test_a_press_that_is_lost_gets_no_thanks_and_is_reported(stage: Stage) -> None:
    stage.recorder.kept = Kept.LOST
    answers = stage.tap(1)
    assert answers == [False]
    assert "disk and memory are full" in stage.recorder.problems["press_lost"]
    stage.recorder.kept = Kept.ON_DISK
    assert stage.tap(1) == [True]
    assert "press_lost" not in stage.recorder.problems


def test_a_reason_is_recorded_with_its_press_once(stage: Stage) -> None:
    assert stage.tap(4) == [True]
    assert stage.tell(2) == [True]
    assert stage.tell(1) == [False]
    (reason,) = stage.recorder.reasons
    assert (reason.button, reason.of, reason.reason) == (4, 4, "Nothing found")
    assert [press.button for press in stage.recorder.presses] == [4]


def test_nobody_who_was_not_asked_gives_a_reason(stage: Stage) -> None:
    assert stage.tell(1) == [False]
    stage.tap(1)
    assert stage.tell(1) == [False]
    stage.tap(4)
    stage.pass_time(60)
    assert stage.tell(1) == [False]
    stage.edge(4, down=True)
    stage.pass_time(0.005)
    assert stage.tell(1) == [False]  # at a button of metal nobody sees a question
    assert stage.recorder.reasons == []
