"""What runs for months stays small: a long stream of strangers, and all that is remembered."""

import dataclasses
from collections import deque
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from edge_vision.domain.detections import Boxes, Detections
from edge_vision.domain.tag_colour import TagColour
from edge_vision.ledger import Ledger
from edge_vision.occupancy_file import InMemory
from edge_vision.pipeline import Pipeline, Shape
from edge_vision.ports import Frame
from edge_vision.settings import VisionSettings
from tests.edge_vision.notes import Notes
from tests.edge_vision.people import seen
from wire.camera_events import FootfallWindow
from wire.clock import FakeClock
from wire.settings import build

PLACE = {
    "device": {"site": "north-3", "name": "door"},
    "lines": [
        {"name": "door", "points": [[0, 120], [160, 140], [320, 120]]},
        {"name": "street", "kind": "street", "points": [[0, 20], [320, 20]]},
    ],
    "zones": [{"name": "table", "points": [[20, 130], [200, 130], [200, 239], [20, 239]]}],
}
TILL = Shape("till", [(220.0, 150.0), (319.0, 150.0), (319.0, 239.0), (220.0, 239.0)])
TAG = TagColour((100, 140), (0.3, 1), (0.2, 1))
FEW_TRACKS = 60


class Crowd:
    """A detector that sees strangers who come, walk a little, stand, and are gone."""

    method = "model"

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.places = self.rng.uniform((0, 0), (320, 240), (6, 2))

    def detect(self, frame: Frame, _expected: Boxes) -> Detections:
        moves = self.rng.normal(0, 4, self.places.shape)
        self.places = np.clip(self.places + moves, 0, (320, 240))
        anew = self.rng.random(len(self.places)) < 0.03
        self.places[anew] = self.rng.uniform((0, 0), (320, 240), (anew.sum(), 2))
        shown = self.places[self.rng.random(len(self.places)) < 0.8]
        return seen(*map(tuple, shown), size=(28, 68))


def weight(thing: Any, known: set[int] | None = None) -> int:
    """Everything in the containers that can be reached from an object, counted once."""
    known = set() if known is None else known
    if id(thing) in known or isinstance(thing, str | int | float | type | np.ndarray):
        return 0
    known.add(id(thing))
    if isinstance(thing, dict):
        return len(thing) + sum(weight(value, known) for value in thing.values())
    if isinstance(thing, list | tuple | set | frozenset | deque):
        return len(thing) + sum(weight(value, known) for value in thing)
    if dataclasses.is_dataclass(thing) or hasattr(thing, "__dict__"):
        return sum(weight(value, known) for value in vars(thing).values())
    return 0


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 2**32 - 1))
def test_what_is_remembered_does_not_grow(seed: int) -> None:
    clock, notes = FakeClock(), Notes()
    place = build(VisionSettings, PLACE, source="test")
    pipeline = Pipeline(
        Crowd(seed),
        [Shape(line.name, line.points) for line in place.lines],
        [Shape(zone.name, zone.points) for zone in place.zones],
        staff_areas=[TILL],
        tags=[TAG],
    )
    ledger = Ledger(place, recorder=notes, clock=clock, memory=InMemory(), method="model")
    image = np.zeros((240, 320, 3), dtype=np.uint8)
    weights, crossed = [], 0
    for index in range(900):
        clock.advance(0.25)
        happened = pipeline.step(Frame(image, index / 4, index))
        crossed += len(happened.crossings)
        ledger.took(happened, dropped=0)
        ledger.due(clock.boot_ms())
        if index % 10 == 0:
            weights.append(weight(pipeline._scene) + weight(ledger._windows))
        assert len(pipeline.tracks) < FEW_TRACKS
    first, last = max(weights[10:40]), max(weights[60:])
    assert crossed > 10
    assert last < 1.5 * first + 50
    ledger.add(pipeline.finish())
    ledger.finish()
    for part in (*pipeline._scene.lines, *pipeline._scene.zones):
        left = {name: value for name, value in vars(part).items() if name.startswith("_")}
        assert not any(left.values())
    assert pipeline.staff == frozenset()
    assert pipeline._scene._crossed == {}


def test_the_weight_counts_what_grows() -> None:
    class Thing:
        def __init__(self) -> None:
            self.one = {1: [2, 3]}

    assert weight(Thing()) == 3


@pytest.mark.parametrize("fps", [5, 12, 30])
def test_the_books_agree_with_one_another_at_any_frame_rate(fps: int) -> None:
    """Windows, people inside and the counters tell one story."""
    clock, notes = FakeClock(), Notes()
    place = build(VisionSettings, PLACE, source="test")
    pipeline = Pipeline(
        Crowd(7), [Shape(line.name, line.points) for line in place.lines], staff_areas=[TILL]
    )
    ledger = Ledger(place, recorder=notes, clock=clock, memory=InMemory(), method="model")
    image = np.zeros((240, 320, 3), dtype=np.uint8)
    told = []
    for index in range(40 * fps):
        clock.advance(1 / fps)
        happened = pipeline.step(Frame(image, index / fps, index))
        told += happened.crossings
        ledger.took(happened, dropped=0)
        ledger.due(clock.boot_ms())
    ledger.finish()
    windows = [
        one for one in notes.events if isinstance(one, FootfallWindow) and one.line == "door"
    ]
    door = [one for one in told if one.line == "door"]
    assert sum(one.entered + one.staff_entered for one in windows) == sum(
        one.direction == "in" for one in door
    )
    assert sum(one.left + one.staff_left for one in windows) == sum(
        one.direction == "out" for one in door
    )
