"""Somebody looks over the camera's shoulder: what they are told, and in which order."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from edge_vision.app import Camera
from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.scene import Happened
from edge_vision.domain.track import Track
from edge_vision.observer import Recorder
from edge_vision.pipeline import Pipeline, Shape
from edge_vision.ports import Frame
from edge_vision.service import make_pipeline
from edge_vision.settings import VisionSettings
from tests.edge_vision.notes import Notes
from tests.edge_vision.people import walk
from tests.edge_vision.test_app import LINE, HandedOver, Seer
from wire.clock import FakeClock
from wire.errors import SettingsError
from wire.settings import build


class Onlooker:
    def __init__(self) -> None:
        self.told: list[str] = []
        self.crossings: list[Crossing] = []
        self.followed = 0
        self.outages: set[str] = set()
        self.recorder: Recorder | None = None

    def begin(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.told.append("begin")

    def saw(self, frame: Frame, tracks: Sequence[Track], happened: Happened) -> None:
        self.told.append("saw")
        self.followed = max(self.followed, len(tracks))
        self.crossings += happened.crossings

    def outage(self, text: str) -> None:
        self.outages.add(text)

    def end(self) -> None:
        self.told.append("end")


def settings(**more: Any) -> VisionSettings:
    raw = {"device": {"site": "north-3", "name": "door"}}
    return build(VisionSettings, raw | more, source="test")


def test_an_observer_sees_what_the_camera_sees() -> None:
    clock, onlooker = FakeClock(), Onlooker()
    grabber, notes = HandedOver(clock), Notes()
    lines = [{"name": "door", "points": [list(point) for point in LINE]}]
    camera = Camera(
        settings(lines=lines),
        pipeline=Pipeline(Seer(walk((160, 10), (160, 230), 4)), [Shape("door", LINE)]),
        grabber=grabber,
        recorder=notes,
        clock=clock,
        observer=onlooker,
    )
    for number in range(40):
        grabber.give(number / 8)
        camera.step()
    grabber.outage = "unplugged"
    camera.step()
    camera.finish()
    assert onlooker.told == ["begin", *["saw"] * 40, "end"]
    assert onlooker.recorder is notes
    assert onlooker.followed == 1
    assert [crossing.direction for crossing in onlooker.crossings] == ["in"]
    assert onlooker.outages == {"", "unplugged"}


def test_only_under_supervision_a_camera_may_be_without_a_line(tmp_path: Path) -> None:
    bare = settings(detection={"method": "motion"})
    assert make_pipeline(bare, tmp_path, line_needed=False).method == "motion"
    with pytest.raises(SettingsError, match="none to count at"):
        make_pipeline(bare, tmp_path)
