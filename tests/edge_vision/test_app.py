"""The loop, with a grabber that hands over what the test says and a clock that obeys."""

from collections.abc import Sequence
from typing import Any

import pytest

from edge_vision.app import Camera
from edge_vision.domain.detections import Boxes, Detections
from edge_vision.domain.geometry import Point
from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.track import Track
from edge_vision.errors import ModelError
from edge_vision.expression.stage import ExpressionStage
from edge_vision.grabber import Taken
from edge_vision.pipeline import Pipeline, Shape
from edge_vision.ports import Frame, Image
from edge_vision.settings import VisionSettings
from tests.edge_vision.notes import Notes
from tests.edge_vision.people import Path, seen, walk
from tests.edge_vision.pictures import floor, pictures
from wire.camera_events import FootfallWindow
from wire.clock import FakeClock
from wire.errors import SettingsError
from wire.settings import build

LINE = [(0.0, 120.0), (320.0, 120.0)]


class Seer:
    """A detector that is told the truth: one person on a path."""

    method = "model"

    def __init__(self, path: Path) -> None:
        self.path = path

    def detect(self, frame: Frame, _expected: Boxes) -> Detections:
        place = self.path(frame.time_s)
        return seen(*([place] if place else []), size=(28, 68))


class HandedOver:
    """A grabber whose pictures the test makes."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.outage = ""
        self.next: Taken | None = None
        self.noise = pictures([], seconds=10_000)

    def take(self, timeout_seconds: float) -> Taken | None:
        taken, self.next = self.next, None
        if taken is None:
            self.clock.advance(timeout_seconds)
        return taken

    def give(
        self, time_s: float, *, dropped: int = 0, session: int = 1, image: Image | None = None
    ) -> None:
        picture = next(self.noise) if image is None else image
        self.next = Taken(Frame(picture, time_s, round(8 * time_s)), dropped, session)


class Stage:
    def __init__(
        self,
        path: Path = lambda _time_s: None,
        line: list[Point] = LINE,
        expression: ExpressionStage | None = None,
        **more: Any,
    ) -> None:
        raw = {
            "device": {"site": "north-3", "name": "door"},
            "camera": {"stuck_seconds": 20},
            "lines": [{"name": "door", "points": [list(point) for point in line]}],
            **more,
        }
        self.clock = FakeClock()
        self.notes = Notes()
        self.grabber = HandedOver(self.clock)
        self.crossings: list[Crossing] = []
        self.camera = Camera(
            build(VisionSettings, raw, source="test"),
            pipeline=Pipeline(Seer(path), [Shape("door", line)]),
            grabber=self.grabber,
            recorder=self.notes,
            clock=self.clock,
            on_crossing=self.crossings.append,
            expression=expression,
        )
        self.shown_s = 0.0

    def play(self, seconds: float, **more: Any) -> "Stage":
        for _ in range(round(seconds * 8)):
            self.grabber.give(self.shown_s, **more)
            self.camera.step()
            self.shown_s += 0.125
            self.clock.advance(0.125)
        return self

    def silence(self, seconds: int) -> "Stage":
        for _ in range(seconds):
            self.camera.step()
        return self


def test_a_crossing_shows_at_once_and_is_recorded_when_its_minute_is_over() -> None:
    stage = Stage(walk((160, 20), (160, 220), 4))
    stage.play(5)
    assert [crossing.direction for crossing in stage.crossings] == ["in"]
    assert stage.notes.open[-1] == (1, 0)
    assert stage.notes.events == []
    stage.play(56)
    (window,) = stage.notes.all(FootfallWindow)
    assert (window.entered, window.left, window.seconds) == (1, 0, 60)
    assert (window.line, window.method) == ("door", "model")
    assert window.frames == 480
    assert window.at.boot_ms == 60_000
    assert stage.notes.open[-1] == (0, 0)


def test_windows_follow_time_since_boot_when_the_wall_clock_jumps() -> None:
    stage = Stage()
    stage.play(30)
    stage.clock.jump(-86_400)
    stage.play(95)
    starts = [window.at.boot_ms for window in stage.notes.all(FootfallWindow)]
    assert starts == [60_000, 120_000]


def test_what_was_dropped_is_in_the_window_and_in_the_readings() -> None:
    stage = Stage().play(61, dropped=1)
    (window,) = stage.notes.all(FootfallWindow)
    assert window.dropped == window.frames
    assert stage.notes.readings is not None
    assert stage.notes.readings.dropped_share == pytest.approx(0.5)
    assert stage.notes.readings.frames_per_second == pytest.approx(8, abs=0.3)


def test_at_the_end_the_open_window_is_recorded() -> None:
    stage = Stage(walk((160, 20), (160, 220), 4)).play(10)
    stage.camera.finish()
    (window,) = stage.notes.all(FootfallWindow)
    assert (window.entered, window.seconds) == (1, 10)


def test_a_camera_that_is_gone_is_a_problem_until_it_is_back() -> None:
    stage = Stage().play(2)
    stage.grabber.outage = "The camera /dev/video0 gives no more pictures; is it plugged in?"
    stage.silence(40)
    assert list(stage.notes.problems) == ["camera_gone"]
    stage.grabber.outage = ""
    stage.play(1, session=2)
    assert stage.notes.problems == {}


@pytest.mark.parametrize(
    ("image", "code"), [(floor(), "camera_frozen"), (floor() // 60, "camera_frozen")]
)
def test_the_same_picture_again_and_again_is_a_problem_within_30_s(image: Image, code: str) -> None:
    stage = Stage().play(2).play(22, image=image)
    assert list(stage.notes.problems) == [code]
    assert stage.play(1).notes.problems == {}


def test_a_covered_camera_is_a_problem_within_30_s() -> None:
    stage = Stage().play(2)
    stage.grabber.noise = (image // 60 for image in stage.grabber.noise)
    stage.play(22)
    assert list(stage.notes.problems) == ["camera_dark"]


def test_no_picture_at_all_is_a_problem_and_windows_go_on_without_inventing() -> None:
    stage = Stage().play(2).silence(130)
    assert list(stage.notes.problems) == ["camera_frozen"]
    assert [(window.frames, window.entered) for window in stage.notes.all(FootfallWindow)] == [
        (16, 0),
        (0, 0),
    ]


def test_somebody_is_not_followed_from_one_session_of_the_camera_into_the_next() -> None:
    stage = Stage(lambda time_s: (160.0, 60.0) if time_s < 2 else (160.0, 200.0))
    stage.play(2)
    stage.play(2, session=2)
    assert stage.crossings == []


@pytest.mark.parametrize(
    ("staff_hours", "counted"), [([], (1, 0)), ([{"begin": "00:00", "end": "23:59"}], (0, 1))]
)
def test_who_is_on_the_line_when_the_camera_goes_is_staff_in_staff_hours(
    staff_hours: list[dict[str, str]], counted: tuple[int, int]
) -> None:
    going = walk((160, 20), (160, 220), 4)
    stage = Stage(lambda time_s: going(time_s) if time_s < 2.2 else None, staff_hours=staff_hours)
    stage.play(2.25)
    assert stage.crossings == []
    stage.play(60, session=2)
    (window,) = stage.notes.all(FootfallWindow)
    assert (window.entered, window.staff_entered) == counted


def test_a_line_outside_the_picture_is_said() -> None:
    stage = Stage(line=[(0.0, 900.0), (320.0, 900.0)])
    with pytest.raises(SettingsError, match="outside the picture of 320 x 240"):
        stage.play(1)


class GoesWrong(ExpressionStage):
    """An expression stage whose network answers nonsense at the third picture."""

    def __init__(self) -> None:
        self.steps = 0

    def restart(self) -> None:
        self.steps = 0

    def due(self) -> None:
        assert self.steps < 3, "left alone after it went wrong"

    def step(self, frame: Frame, tracks: Sequence[Track], staff: frozenset[int]) -> None:
        self.steps += 1
        if self.steps == 3:
            raise ModelError("it does not answer with 7 probabilities; choose another network.")


def test_counting_goes_on_when_the_expression_network_goes_wrong() -> None:
    stage = Stage(walk((160, 20), (160, 220), 4), expression=GoesWrong()).play(5)
    assert [crossing.direction for crossing in stage.crossings] == ["in"]
    assert stage.notes.problems["expression_off"] == (
        "Expression shares are off: it does not answer with 7 probabilities; choose another "
        "network."
    )
