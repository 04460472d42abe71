from collections.abc import Iterable

import numpy as np
import pytest

from edge_vision.adapters.motion import MotionFinder, without
from edge_vision.adapters.motion_detector import MotionDetector
from edge_vision.domain.detections import Boxes, Detections, no_boxes
from edge_vision.ports import Frame, Image
from tests.edge_vision.people import walk
from tests.edge_vision.pictures import floor, pictures


def found(frames: Iterable[Image], detector: MotionDetector | None = None) -> list[Detections]:
    detector = detector or MotionDetector()
    return [
        detector.detect(Frame(image, index / 12, index), no_boxes())
        for index, image in enumerate(frames)
    ]


def test_an_empty_floor_moves_nowhere() -> None:
    assert sum(map(len, found(pictures([], seconds=4)))) == 0


def test_somebody_who_walks_is_found_where_they_are() -> None:
    frames = [*pictures([], seconds=2), *pictures([walk((160, 20), (160, 220), 3)], seconds=3)]
    last = found(frames)[24 + 18]
    assert len(last) == 1
    x1, y1, x2, y2 = last.boxes_xyxy[0]
    assert (x1 + x2) / 2 == pytest.approx(160, abs=6)
    assert (y1 + y2) / 2 == pytest.approx(120, abs=10)
    assert not last.by_model.any()
    assert not last.looked


@pytest.mark.parametrize("gain", [0.6, 0.85, 1.3])
def test_a_change_of_the_light_is_nobody(gain: float) -> None:
    dimmed = [np.clip(image * gain, 0, 255).astype(np.uint8) for image in pictures([], seconds=3)]
    after = found([*pictures([], seconds=3), *dimmed])[36:]
    assert sum(map(len, after)) == 0


def test_the_light_going_out_does_not_blind_for_long() -> None:
    dark = [(image // 8) for image in pictures([], seconds=3)]
    walker = [image // 2 + 20 for image in pictures([walk((20, 120), (300, 120), 3)], seconds=3)]
    assert sum(map(len, found([*pictures([], seconds=3), *dark, *walker])[-20:])) > 0


def test_somebody_who_stands_is_kept_out_of_the_background_as_long_as_expected() -> None:
    standing = list(pictures([lambda _time_s: (160, 120)], seconds=1))
    box = np.asarray([[140, 80, 180, 160]], dtype=float)

    def moves_after_minutes(keep: Boxes) -> bool:
        finder = MotionFinder()
        for index, image in enumerate(pictures([], seconds=2)):
            finder.find(image, index / 12, no_boxes())
        for second in range(150):
            motion = finder.find(standing[second % 12], 2 + second, keep)
        return bool(motion.mask.any())

    assert moves_after_minutes(box)
    assert not moves_after_minutes(no_boxes())


def test_motion_that_is_explained_is_taken_out() -> None:
    finder = MotionFinder()
    frames = [*pictures([], seconds=2), *pictures([walk((60, 120), (160, 120), 1)], seconds=1)]
    for index, image in enumerate(frames):
        motion = finder.find(image, index / 12, no_boxes())
    assert len(motion.boxes) == 1
    assert len(without(motion, motion.boxes).boxes) == 0


def test_a_new_size_of_picture_starts_anew() -> None:
    detector = MotionDetector()
    found(pictures([], seconds=1), detector)
    small = floor()[::2, ::2].copy()
    assert len(detector.detect(Frame(small, 9.0, 99), no_boxes())) == 0
