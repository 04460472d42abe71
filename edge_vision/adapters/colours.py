"""What people wear, roughly: enough to tell two apart who meet, too little to know one again."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.detections import Detections
from edge_vision.ports import Image

_PARTS = ((0.15, 0.45), (0.5, 0.8))
"""Of a box's height: the upper and the lower clothes."""
_SIDES = (0.3, 0.7)
_SAMPLES = 8


def coloured(found: Detections, image: Image) -> Detections:
    """The same detections with the mean colours of their clothes."""
    if not len(found):
        return found
    rows = [_clothes(image, box) for box in found.boxes_xyxy]
    return replace(found, colours=np.asarray(rows))


def _clothes(image: Image, box: NDArray[np.float64]) -> NDArray[np.float64]:
    """B, G, R of the upper, then of the lower clothes, from a grid of samples."""
    x1, y1, x2, y2 = box
    height, width = image.shape[:2]
    columns = np.linspace(x1 + _SIDES[0] * (x2 - x1), x1 + _SIDES[1] * (x2 - x1), _SAMPLES)
    columns = np.clip(columns, 0, width - 1).astype(int)
    means = []
    for start, end in _PARTS:
        rows = np.linspace(y1 + start * (y2 - y1), y1 + end * (y2 - y1), _SAMPLES)
        rows = np.clip(rows, 0, height - 1).astype(int)
        means.append(image[np.ix_(rows, columns)].mean(axis=(0, 1)))
    return np.concatenate(means)
