"""The cheap stage: what moves, by a background model on a small copy of the picture."""

import math
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_vision.domain import blobs
from edge_vision.domain.body_size import BodySize
from edge_vision.domain.detections import Boxes, Detections, areas, iou, no_boxes, overlap, suppress
from edge_vision.ports import Frame, Image

_LONG_SIDE_PX = 480
_MEMORY_SECONDS = 30.0
_FIRST_MEMORY_SECONDS = 5.0
"""At first the memory is short: whoever stood there at the start leaves a hole behind."""
_BACKGROUND_RATIO = 0.8
"""What was seen for 20 % of the memory becomes background (OpenCV's own 90 % means 10 %: somebody
in plain clothes who takes three seconds to pass would fall to pieces)."""
_SETTLING_FRAMES = 8
_FLOOD_SHARE = 0.6
"""More of the picture than this does not move: the light changed."""
_CELL_PX = 12
_LEAST_GAIN = 0.01
_LEAST_FILL = 0.3
"""Of a body's box; noise that was joined to a box of a body's size is thinner."""
_SAME_IOU, _EDGE_PX = 0.5, 3
_FOREGROUND = 255
_KERNEL = np.asarray([[0, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.uint8)
_LESSON_SECONDS = 0.5
"""Between lessons while somebody has to be kept out of them, which costs as much again."""
_SMALLEST_SHARE = 0.0004
"""Of the picture; smaller patches are noise."""


class Motion(NamedTuple):
    """What moved in one frame.

    Attributes:
        mask: the small picture's, 1 where something moved.
        shrink: full-frame pixels of one of its pixels.
        boxes: N x 4, patches in full-frame pixels.
        filled: N, square pixels that moved in each.
    """

    mask: NDArray[np.uint8]
    shrink: int
    boxes: Boxes
    filled: NDArray[np.float64]


class MotionFinder:
    """Background subtraction (MOG2: Zivkovic 2004, with its shadow test).

    The background learns by seconds, not by frames, so the frame rate may change.
    """

    def __init__(self) -> None:
        self._model: cv2.BackgroundSubtractorMOG2 | None = None
        self._shape: tuple[int, ...] = ()
        self._frames = 0
        self._learnt_s = self._began_s = 0.0
        self._light = _Light()

    def find(self, image: Image, time_s: float, keep_xyxy: Boxes) -> Motion:
        """What moves now.

        Args:
            image: the full frame.
            time_s: its time.
            keep_xyxy: bodies that must not sink into the background although they stand still.
        """
        if image.shape != self._shape:
            self._restart(image.shape)
        shrink = max(1, math.ceil(max(image.shape[:2]) / _LONG_SIDE_PX))
        size = (image.shape[1] // shrink, image.shape[0] // shrink)
        small = cv2.GaussianBlur(cv2.resize(image, size, interpolation=cv2.INTER_AREA), (3, 3), 0)
        small = self._light.even_out(small.astype(np.uint8, copy=False))
        moving = self._apply(small, time_s, keep_xyxy / shrink)
        if moving.mean() > _FLOOD_SHARE:
            self._frames = 0  # the light was switched: learn the new one quickly
        if self._frames < _SETTLING_FRAMES:
            return _measured(np.zeros_like(moving), shrink)
        opened = cv2.morphologyEx(moving, cv2.MORPH_OPEN, _KERNEL)
        closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, _KERNEL, iterations=2)
        return _measured(np.asarray(closed, dtype=np.uint8), shrink)

    def _restart(self, shape: tuple[int, ...]) -> None:
        self._model = cv2.createBackgroundSubtractorMOG2(
            history=200, varThreshold=25, detectShadows=True
        )
        self._model.setBackgroundRatio(_BACKGROUND_RATIO)
        self._shape = shape
        self._frames = 0
        self._light = _Light()

    def _apply(self, small: Image, time_s: float, keep: Boxes) -> NDArray[np.uint8]:
        assert self._model is not None  # noqa: S101 - _restart made it
        if not self._frames:
            self._began_s = self._learnt_s = time_s
        self._frames += 1
        rate = self._rate(time_s)
        if not len(keep) or self._frames < _SETTLING_FRAMES:
            self._learnt_s = time_s
            return _where_moving(self._model.apply(small, learningRate=rate))
        mask = _where_moving(self._model.apply(small, learningRate=0))
        if time_s - self._learnt_s >= _LESSON_SECONDS:
            self._learnt_s = time_s
            background = self._model.getBackgroundImage()
            lesson = small.copy()
            for x1, y1, x2, y2 in np.clip(keep, 0, None).astype(int):
                lesson[y1 : y2 + 1, x1 : x2 + 1] = background[y1 : y2 + 1, x1 : x2 + 1]
            self._model.apply(lesson, learningRate=rate)
        return mask

    def _rate(self, time_s: float) -> float:
        """How much of the background the next lesson replaces, 0 to 1."""
        passed_s = max(0.0, time_s - self._learnt_s)
        memory_s = min(max(time_s - self._began_s, _FIRST_MEMORY_SECONDS), _MEMORY_SECONDS)
        rate = 1 - math.exp(-passed_s / memory_s)
        return max(rate, 1 / self._frames) if self._frames <= _SETTLING_FRAMES else rate


class _Light:
    """Takes slow and sudden changes of the light, and the camera's own, out of the picture."""

    def __init__(self) -> None:
        self._usual: NDArray[np.float32] | None = None

    def even_out(self, small: Image) -> Image:
        """The picture in the light that was first seen: one gain for each colour.

        The gain is a median over cells, so people may fill up to half of the picture.
        """
        cells = (max(1, small.shape[1] // _CELL_PX), max(1, small.shape[0] // _CELL_PX))
        tiny = cv2.resize(small, cells, interpolation=cv2.INTER_AREA).astype(np.float32) + 1
        if self._usual is None:
            self._usual = tiny
            return small
        gains = np.median((self._usual / tiny).reshape(-1, 3), axis=0)
        if np.abs(gains - 1).max() < _LEAST_GAIN:
            return small
        table = np.arange(256)[:, None] * gains
        return np.asarray(cv2.LUT(small, np.clip(table, 0, 255).astype(np.uint8)[None]), np.uint8)


def _where_moving(labels: NDArray[Any]) -> NDArray[np.uint8]:
    """1 where MOG2 says foreground; its shadows (127) are none."""
    return np.asarray(labels == _FOREGROUND, dtype=np.uint8)


class MotionDetector:
    """People by motion alone: for views from straight above, or where there is no model."""

    method = "motion"

    def __init__(self) -> None:
        self._finder = MotionFinder()
        self._bodies = BodySize()

    def detect(self, frame: Frame, expected_xyxy: Boxes) -> Detections:
        """Patches of motion of the size of a body."""
        motion = self._finder.find(frame.image, frame.time_s, expected_xyxy)
        found = bodies_in(motion, self._bodies, expected_xyxy)
        self._learn(motion.boxes, expected_xyxy, frame.image)
        return found

    def _learn(self, patches: Boxes, expected: Boxes, image: Image) -> None:
        """Learn from patches that are one followed body, whole in the picture.

        Patches as they came, never parts of one: sizes learnt from parts would call for more
        parting.
        """
        corner = np.subtract((image.shape[1], image.shape[0]), _EDGE_PX)
        followed = (iou(patches, expected) > _SAME_IOU).sum(axis=1) == 1
        alone = (overlap(patches, expected) > 0).sum(axis=1) == 1
        whole = (patches[:, :2] > _EDGE_PX).all(axis=1) & (patches[:, 2:] < corner).all(axis=1)
        large = blobs.could_be_bodies(patches, float(image.shape[0]))
        for x1, y1, x2, y2 in patches[followed & alone & whole & large].tolist():
            self._bodies.learn((x1, y1, x2, y2))


def bodies_in(motion: Motion, bodies: BodySize, expected_xyxy: Boxes) -> Detections:
    """The bodies that the patches of motion make, in full-frame pixels."""
    picture_height = float(motion.mask.shape[0] * motion.shrink)
    found: list[Boxes] = []
    whole, filled = blobs.join(motion.boxes, motion.filled, bodies, picture_height)
    # Two tracks upon one another are one body: parting for both would keep both alive for ever.
    apart = suppress(expected_xyxy, areas(expected_xyxy), most_iou=0.35, most_cover=0.6)
    solid = filled > _LEAST_FILL * areas(whole)
    for box in whole[solid]:
        middles = blobs.parts(box, bodies, expected_xyxy[apart])
        if len(middles) == 1:
            found.append(box[None])
            continue
        x1, y1, x2, y2 = (box / motion.shrink).astype(int)
        rows, columns = np.nonzero(motion.mask[y1:y2, x1:x2])
        points = np.column_stack([columns + x1, rows + y1]) * float(motion.shrink)
        if len(points):
            found.append(blobs.part(points, middles))
    boxes = np.concatenate(found) if found else no_boxes()
    scores = blobs.scores(boxes, bodies, picture_height)
    return Detections.of(boxes[scores > 0], scores[scores > 0], by_model=False)


def without(motion: Motion, seen_xyxy: Boxes) -> Motion:
    """The motion that is not explained by bodies already seen."""
    mask = motion.mask.copy()
    for x1, y1, x2, y2 in np.clip(seen_xyxy / motion.shrink, 0, None).astype(int):
        mask[y1 : y2 + 1, x1 : x2 + 1] = 0
    return _measured(mask, motion.shrink)


def _measured(mask: NDArray[np.uint8], shrink: int) -> Motion:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    stats = stats[1:]
    stats = stats[stats[:, cv2.CC_STAT_AREA] >= _SMALLEST_SHARE * mask.size]
    left, top, width, height, pixels = stats.T
    boxes = np.column_stack([left, top, left + width, top + height]) * float(shrink)
    return Motion(mask, shrink, boxes, pixels * float(shrink**2))
