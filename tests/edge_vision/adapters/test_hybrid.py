"""What the model is asked, with a model that knows the truth and counts its looks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from edge_vision.adapters.hybrid import HybridDetector
from edge_vision.domain.detections import Detections
from edge_vision.domain.geometry import Point
from edge_vision.domain.scene import Scene
from edge_vision.ports import Frame, Image, PeopleNetwork
from tests.edge_vision.people import Path, walk
from tests.edge_vision.pictures import SIZE, pictures

LINE = [(0.0, 120.0), (320.0, 120.0)]


class KnowingModel:
    """Sees the red and blue bodies of `pictures`, whatever it is shown."""

    side_px = 416

    def __init__(self, score: float = 0.9) -> None:
        self.shown: list[tuple[int, ...]] = []
        self._score = score

    def look(self, image: Image) -> Detections:
        self.shown.append(image.shape[:2])
        boxes = []
        for channel, other in ((2, 0), (0, 2)):
            strong = image[:, :, channel].astype(int) - image[:, :, other] > 90
            if strong.sum() > 40:
                rows, columns = np.nonzero(strong)
                boxes.append([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
        table = np.asarray(boxes, dtype=float).reshape(-1, 4)
        return Detections.of(table, np.full(len(table), self._score), by_model=True)


def play(
    walks: Sequence[Path], seconds: float, lines: Sequence[Sequence[Point]] = (LINE,)
) -> tuple[KnowingModel, Scene]:
    model = KnowingModel()
    detector = HybridDetector(model, lines=list(lines))
    scene = Scene([], [])
    frames = [*pictures([], seconds=1), *pictures(walks, seconds=seconds)]
    for index, image in enumerate(frames):
        frame = Frame(image, index / 12, index)
        scene.step(detector.detect(frame, scene.expected(frame.time_s)), frame.time_s)
    return model, scene


SETTLING = 8
"""Pictures at first, in which nobody knows yet what moves: everything is looked at."""


def settled(model: PeopleNetwork, **more: Any) -> tuple[HybridDetector, Image]:
    """A detector that has seen enough of an empty floor, and a picture of that."""
    detector = HybridDetector(model, **more)
    image = next(iter(pictures([], seconds=1)))
    for index in range(SETTLING):
        detector.detect(Frame(image, index / 10, index), np.zeros((0, 4)))
    return detector, image


def test_an_empty_door_costs_a_look_now_and_then() -> None:
    model, _ = play([], seconds=9)
    assert len(model.shown) <= SETTLING + 4


@pytest.mark.parametrize(("score", "expected"), [(0.9, [True]), (0.2, [])])
def test_who_stands_there_when_the_camera_starts_is_looked_for_before_anything_moves(
    score: float, expected: list[bool]
) -> None:
    """A chair that looks a little like somebody is not: that takes a movement."""
    model = KnowingModel(score)
    detector = HybridDetector(model, lines=[LINE])
    for index, image in enumerate(pictures([lambda _time_s: (160.0, 110.0)], seconds=0.5)):
        found = detector.detect(Frame(image, index / 12, index), np.zeros((0, 4)))
        assert found.by_model.tolist() == expected
    assert set(model.shown) == {SIZE[::-1]}
    assert len(model.shown) == 6, "in each picture"


def test_somebody_walking_is_looked_at_all_the_way() -> None:
    model, scene = play([walk((160, 20), (160, 220), 3)], seconds=3)
    assert len(model.shown) > 15
    assert [track.model_hits > 15 for track in scene.tracker.tracks] == [True]


def test_somebody_standing_is_looked_at_once_a_second_and_not_lost() -> None:
    model, scene = play([lambda _time_s: (160.0, 120.0)], seconds=10)
    assert len(model.shown) < 30
    assert len(scene.tracker.tracks) == 1
    assert scene.tracker.tracks[0].seen_s > 9


def test_what_moves_far_from_the_line_is_not_looked_at() -> None:
    far = [(0.0, 0.0), (20.0, 0.0)]
    model, _ = play([walk((100, 205), (300, 205), 4)], seconds=4, lines=[far])
    assert len(model.shown) < 10


def test_crops_are_parts_of_the_picture() -> None:
    model, _ = play([walk((160, 20), (160, 220), 3)], seconds=3)
    assert all(height <= SIZE[1] and width <= SIZE[0] for height, width in model.shown)


def test_what_the_model_does_not_know_is_still_found_by_its_motion() -> None:
    """The third body is black, which this model does not know: a person seen from above."""
    nobody: Path = lambda _time_s: None  # noqa: E731 - a person who is never there
    _, scene = play([nobody, nobody, walk((160, 20), (160, 220), 3)], seconds=3)
    assert len(scene.tracker.tracks) == 1
    assert scene.tracker.tracks[0].model_hits == 0
    assert scene.tracker.tracks[0].trusted


@pytest.mark.parametrize("change", ["size", "time"])
def test_a_new_scene_is_looked_at_at_once(change: str) -> None:
    model = KnowingModel()
    detector, image = settled(model)
    nobody = np.zeros((0, 4))
    looks = len(model.shown)
    detector.detect(Frame(image, 0.8, 8), nobody)
    assert len(model.shown) == looks
    other = image[::2].copy() if change == "size" else image
    detector.detect(Frame(other, 0.9 if change == "size" else 0.0, 9), nobody)
    assert len(model.shown) == looks + 1


def test_one_person_alone_is_looked_at_by_the_quick_network_and_three_are_not() -> None:
    slow, quick = KnowingModel(), KnowingModel()
    detector, image = settled(slow, quick=quick)
    one, two, three = (np.asarray([(40.0 * k, 50, 40 * k + 30, 120)]) for k in (1, 2, 3))
    assert not quick.shown, "the first looks are at everything"
    looks = len(slow.shown)
    detector.detect(Frame(image, 0.8, 8), one)
    assert (len(slow.shown), len(quick.shown)) == (looks, 1)
    detector.detect(Frame(image, 0.9, 9), np.concatenate([one, two, three]))
    assert (len(slow.shown), len(quick.shown)) == (looks + 2, 1), "and again for those it missed"


class OneEyedModel:
    """Sees no more than the left half of what it is shown, two people in that."""

    side_px = 416

    def __init__(self) -> None:
        self.looks = 0

    def look(self, image: Image) -> Detections:
        self.looks += 1
        people = np.asarray([[40.0, 60, 70, 140], [90, 60, 120, 140]])
        inside = people[people[:, 2] <= image.shape[1]]
        return Detections.of(inside, np.full(len(inside), 0.9), by_model=True)


def test_in_a_crowd_whoever_was_missed_is_looked_for_in_a_mirror() -> None:
    model = OneEyedModel()
    detector = HybridDetector(model)
    image = np.full((240, 320, 3), 90, np.uint8)
    left = np.asarray([[40.0, 60, 70, 140], [90, 60, 120, 140]])
    right = np.asarray([[200.0, 60, 230, 140]])
    both = np.concatenate([left, right])
    detector.detect(Frame(image, 0.0, 0), both)
    assert model.looks == 2
    found = detector.detect(Frame(image, 0.2, 1), both).boxes_xyxy
    assert model.looks == 4
    assert max(found[:, 2]) > 200, "who was missed stands where the mirror shows somebody"


def test_everybody_was_seen_so_there_is_no_second_look() -> None:
    model = KnowingModel()
    detector = HybridDetector(model)
    image = np.full((240, 320, 3), 90, np.uint8)
    image[60:140, 40:70] = (0, 0, 255)
    image[60:140, 140:170] = (255, 0, 0)
    known = np.asarray([[40.0, 60, 70, 140], [140, 60, 170, 140]])
    detector.detect(Frame(image, 0.0, 0), known)
    assert len(model.shown) == 1
