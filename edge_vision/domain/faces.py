"""Where a face is, how well it shows, and where to look for one."""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.geometry import Point

_HEAD_SIDES: Final = 1.1
"""A head is looked for in a square this many body widths wide, from a little above the box: boxes
cut hair off, and whoever leans is not in the middle."""
_HEAD_ABOVE: Final = 0.15


@dataclass(frozen=True)
class Face:
    """A face in a picture.

    Attributes:
        box_xywh: 4, pixels: left, top, width, height.
        landmarks: 5 x 2, pixels: right eye, left eye, tip of the nose, right and left corner of
            the mouth (right and left of the person).
        score: 0 to 1, how sure the detector is.
    """

    box_xywh: NDArray[np.float64]
    landmarks: NDArray[np.float64]
    score: float

    @property
    def size_px(self) -> float:
        """The shorter side of the box."""
        return float(min(self.box_xywh[2:]))

    @property
    def middle(self) -> Point:
        """Middle of the box, pixels."""
        x, y, width, height = (float(value) for value in self.box_xywh)
        return x + width / 2, y + height / 2


class Demands(NamedTuple):
    """What a face must show for its expression to be read.

    Attributes:
        size_px: least shorter side of its box.
        frontal: least frontality, 0 to 1, see `frontality`.
        sharpness: least sharpness, see `adapters.face_crops.sharpness`.
    """

    size_px: float = 28.0
    frontal: float = 0.35
    sharpness: float = 0.1


def frontality(face: Face) -> float:
    """1: turned to the camera; 0: a profile or worse.

    The nose of a frontal face is midway between the eyes; of one that turns away it wanders
    towards an eye, and past it in profile. Measured along the line of the eyes, so a tilted head
    is no worse.
    """
    right, left, nose = face.landmarks[:3]
    across = left - right
    apart = float(np.hypot(*across))
    if apart < 1e-6:
        return 0.0
    along = float((nose - right) @ across) / apart**2
    return max(0.0, 1.0 - 2.0 * abs(along - 0.5))


def quality(face: Face, sharpness: float, demands: Demands) -> float:
    """The weight of a look, 0 to 1; 0: not good enough to be read at all.

    A look twice as large, frontal or sharp as demanded is as good as any.
    """
    shown = (
        face.size_px / demands.size_px,
        frontality(face) / demands.frontal,
        sharpness / demands.sharpness,
    )
    if min(shown) < 1 or not all(map(math.isfinite, shown)):
        return 0.0
    return math.prod(min(value, 2.0) / 2.0 for value in shown) * face.score


def head_region(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Where the head of a body is, x1, y1, x2, y2 in pixels, from the body's box in the same."""
    x1, y1, x2, y2 = box
    side = _HEAD_SIDES * min(x2 - x1, y2 - y1)
    middle, top = (x1 + x2) / 2, y1 - _HEAD_ABOVE * side
    return middle - side / 2, top, middle + side / 2, top + side
