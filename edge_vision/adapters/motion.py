"""The cheap stage: what moves, on a small copy of the picture, and the bodies it makes."""

import math
from collections import deque
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_vision.adapters.background import Background, Light
from edge_vision.adapters.shrink import resized
from edge_vision.domain import blobs
from edge_vision.domain.body_size import BodySize
from edge_vision.domain.detections import Boxes, Detections, areas, no_boxes, suppress
from edge_vision.ports import Image

_LONG_SIDE_PX = 340
_FLOOD_SHARE = 0.6
"""More of the picture than this does not move: the light changed."""
_SMALLEST_SHARE = 0.0004
"""Of the picture; smaller patches are noise."""
_LEAST_FILL = 0.3
"""Of a body's box; noise that was joined to a box of a body's size is thinner."""
_RECENT_SECONDS = 0.3
_CHANGE_LEVELS = 14
"""Grey levels of 255 by which a pixel must have changed lately to count as alive."""
_ALIVE_SHARE = 0.05
"""Of a patch. A patch that is different but does not change is light from an open door, a screen,
a chair that was moved: nobody, unless somebody known stands there."""
_LARGE_SHARE, _BUSY_SHARE = 0.05, 0.3
"""A patch larger than this share of the picture that changes on less than that share of itself is
somebody within such a light: only the part that changes counts."""
_KERNEL = np.asarray([[0, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.uint8)
_NEARBY = np.ones((15, 15), dtype=np.uint8)


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
    """Different from the background, and alive."""

    def __init__(self) -> None:
        self._shape: tuple[int, ...] = ()
        self._last_s = 0.0
        self._light = Light()
        self._background = Background()
        self._before: deque[tuple[float, NDArray[np.uint8]]] = deque()

    @property
    def settling(self) -> bool:
        """Whether it cannot tell yet what moves: at the start, or after the light was switched."""
        return self._background.settling

    def find(self, image: Image, time_s: float, keep_xyxy: Boxes) -> Motion:
        """What moves now.

        Args:
            image: the full frame.
            time_s: its time; a step back, or a new size of picture, begins anew.
            keep_xyxy: bodies that must not sink into the background although they stand still.
        """
        if image.shape != self._shape or time_s < self._last_s:
            self._light, self._background = Light(), Background()
            self._before.clear()
        self._shape, self._last_s = image.shape, time_s
        shrink = max(1, math.ceil(max(image.shape[:2]) / _LONG_SIDE_PX))
        size = (image.shape[1] // shrink, image.shape[0] // shrink)
        small = cv2.GaussianBlur(resized(image, *size), (3, 3), 0)
        small = self._light.even_out(small.astype(np.uint8, copy=False))
        changed = self._changed(small, time_s)
        mask = self._background.differs(small, time_s, keep_xyxy / shrink)
        if mask.mean() > _FLOOD_SHARE:
            self._background.forget()
        if self._background.settling:
            return measured(np.zeros_like(mask), shrink)
        opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _KERNEL)
        closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, _KERNEL, iterations=2)
        alive = _alive(np.asarray(closed, dtype=np.uint8), changed, keep_xyxy / shrink)
        return measured(alive, shrink)

    def _changed(self, small: Image, time_s: float) -> NDArray[np.uint8]:
        """1 where a pixel is not what it was a moment ago."""
        grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        self._before.append((time_s, grey))
        while len(self._before) > 1 and time_s - self._before[1][0] >= _RECENT_SECONDS:
            self._before.popleft()
        difference = cv2.absdiff(grey, self._before[0][1])
        return np.asarray(difference > _CHANGE_LEVELS, dtype=np.uint8)


def _alive(mask: NDArray[np.uint8], changed: NDArray[np.uint8], keep: Boxes) -> NDArray[np.uint8]:
    """The mask without patches, or the parts of large ones, that do not change."""
    if not mask.any():
        return mask
    kept = np.zeros_like(mask)
    for x1, y1, x2, y2 in np.clip(keep, 0, None).astype(int):
        kept[y1 : y2 + 1, x1 : x2 + 1] = 1
    labels, stats = _patches(mask)
    changes = np.bincount(labels[(changed & mask) > 0], minlength=len(stats))
    known = np.bincount(labels[(kept & mask) > 0], minlength=len(stats))
    sizes = np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    living = (changes / sizes >= _ALIVE_SHARE) | (known / sizes >= _ALIVE_SHARE)
    living[0] = False
    result = np.asarray(living[labels], dtype=np.uint8)
    lit = living & (sizes > _LARGE_SHARE * mask.size) & (changes / sizes < _BUSY_SHARE)
    if lit.any():
        near = np.asarray(cv2.dilate(changed & mask, _NEARBY), dtype=np.uint8) | kept
        result[lit[labels] & (near == 0)] = 0
    return result


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
    if not len(seen_xyxy) or not len(motion.boxes):
        return motion
    mask = motion.mask.copy()
    for x1, y1, x2, y2 in np.clip(seen_xyxy / motion.shrink, 0, None).astype(int):
        mask[y1 : y2 + 1, x1 : x2 + 1] = 0
    return measured(mask, motion.shrink)


def measured(mask: NDArray[np.uint8], shrink: int) -> Motion:
    """The patches of a mask of the small picture."""
    if not mask.any():
        return Motion(mask, shrink, no_boxes(), np.zeros(0))
    _, stats = _patches(mask)
    stats = stats[1:]
    stats = stats[stats[:, cv2.CC_STAT_AREA] >= _SMALLEST_SHARE * mask.size]
    left, top, width, height, pixels = stats.T
    boxes = np.column_stack([left, top, left + width, top + height]) * float(shrink)
    return Motion(mask, shrink, boxes, pixels * float(shrink**2))


def _patches(mask: NDArray[np.uint8]) -> tuple[NDArray[np.uint16], NDArray[np.int32]]:
    """The number of every pixel's patch, and OpenCV's figures of each; number 0 is the rest.

    16 bits hold all the patches that so small a picture can have, in a third of the time.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_16U)
    return np.asarray(labels, dtype=np.uint16), np.asarray(stats, dtype=np.int32)
