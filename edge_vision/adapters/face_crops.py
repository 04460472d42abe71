"""Cutting faces out of pictures, covering staff, and how sharp a face is."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np

from edge_vision.adapters.shrink import resized
from edge_vision.domain.faces import Face
from edge_vision.domain.geometry import Point
from edge_vision.ports import Image

_SHARPNESS_SIDE_PX: Final = 48
_ENOUGH_CONTRAST: Final = 8.0


class Framing(NamedTuple):
    """How a face is cut out: `margin` of its box added around it, in all; mirrored or not."""

    margin: float
    mirrored: bool


FRAMINGS: Final = (
    Framing(0.0, mirrored=False),
    Framing(0.15, mirrored=True),
    Framing(0.15, mirrored=False),
    Framing(0.0, mirrored=True),
)
"""The looks at one visitor take turns: one network, four opinions. Their mean errs less than any
one of them, and a correction that was measured on the same turns is right for it."""


def cut(image: Image, face: Face, framing: Framing) -> Image:
    """The face alone, h x w x 3; edges are repeated where it reaches over the picture's."""
    x, y, width, height = face.box_xywh
    dx, dy = width * framing.margin / 2, height * framing.margin / 2
    left, top = int(np.floor(x - dx)), int(np.floor(y - dy))
    right, bottom = int(np.ceil(x + width + dx)), int(np.ceil(y + height + dy))
    crop = padded(image, left, top, right, bottom)
    return np.asarray(cv2.flip(crop, 1), np.uint8) if framing.mirrored else crop


def padded(image: Image, left: int, top: int, right: int, bottom: int) -> Image:
    """A rectangle of a picture, which may reach over its edges; these are then repeated."""
    high, wide = image.shape[:2]
    if left >= 0 and top >= 0 and right <= wide and bottom <= high:
        return image[top:bottom, left:right]
    rows = np.clip(np.arange(top, bottom), 0, high - 1)
    columns = np.clip(np.arange(left, right), 0, wide - 1)
    # In two steps: one would leave the pixels in an order that OpenCV has to copy at every use.
    return image.take(rows, axis=0).take(columns, axis=1)


def sharpness(crop: Image) -> float:
    """0 for a smear, about 0.5 to 1.5 for a face in focus.

    Strength of edges (mean absolute Laplacian) over contrast at a fixed size, so that neither the
    light nor the distance decides. A face without contrast is not sharp.
    """
    small = cv2.cvtColor(resized(crop, _SHARPNESS_SIDE_PX, _SHARPNESS_SIDE_PX), cv2.COLOR_BGR2GRAY)
    contrast = float(small.std())
    if contrast < _ENOUGH_CONTRAST:
        return 0.0
    return float(np.abs(cv2.Laplacian(small, cv2.CV_32F)).mean()) / contrast


def mask_staff_areas(image: Image, areas: Sequence[Sequence[Point]]) -> Image:
    """A copy in which every pixel of the areas is black; the picture itself where there are none.

    Before any face is looked for: whoever stands there has no face for this program.
    """
    if not areas:
        return image
    masked = image.copy()
    shapes = [np.round(np.asarray(area)).astype(np.int32) for area in areas]
    for shape in shapes:
        cv2.fillPoly(masked, [shape], (0, 0, 0))
    return masked
