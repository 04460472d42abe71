"""Where the model has to look: crops around what matters, as large in its input as they can be.

A network of 416 x 416 shown a whole square sees people of 20 px and misses them; shown only the
part around the counting line it sees them well, at the same price a look.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.detections import Boxes, centres, iou
from edge_vision.domain.geometry import Point, distance_to_line, distance_to_zone

_WANTED_BODY_SHARE = 0.2
"""Height of a body in the model's input that it sees well: 80 of 416 px."""
_MARGIN_BODIES = 0.35
"""Picture kept around each body: a box cut through a body is a worse look."""
_REACH_BODIES = 2.5
"""How far from a line people are already followed closely: a track needs a run-up."""
_MISSED_IOU = 0.3
"""Whoever overlaps no more than this with anybody seen was missed."""


def relevant(
    boxes: Boxes, lines: Sequence[Sequence[Point]], zones: Sequence[Sequence[Point]]
) -> NDArray[np.bool_]:
    """N: which boxes are near enough to a line or zone to matter. Without any, all are."""
    if not lines and not zones:
        return np.ones(len(boxes), dtype=bool)
    near = np.zeros(len(boxes), dtype=bool)
    for index, (x, y) in enumerate(centres(boxes)):
        body_px = float((boxes[index, 2:] - boxes[index, :2]).max())
        point = (float(x), float(y))
        near[index] = any(
            distance_to_line(line, point) < _REACH_BODIES * body_px for line in lines
        ) or any(distance_to_zone(zone, point) < body_px for zone in zones)
    return near


def missed(expected: Boxes, seen: Boxes) -> NDArray[np.bool_]:
    """N: who of those expected is not among those seen."""
    return np.asarray(iou(expected, seen).max(axis=1, initial=0) < _MISSED_IOU)


def crops(boxes: Boxes, width: int, height: int, body_px: float, most: int) -> list[list[int]]:
    """Square-ish crops that hold all boxes, at most `most`; each x1, y1, x2, y2 in whole pixels.

    One crop if that shows bodies large enough, else the boxes are shared out along the longer
    side. A crop is never smaller than what shows a body at `_WANTED_BODY_SHARE`: looking closer
    than that gains nothing and makes neighbours fall out of the crop.
    """
    if not len(boxes):
        return []
    whole = max(width, height)
    side = min(whole, body_px / _WANTED_BODY_SHARE)
    margin = _MARGIN_BODIES * body_px
    grown = boxes + np.asarray([-margin, -margin, margin, margin])
    low, high = grown[:, :2].min(axis=0), grown[:, 2:].max(axis=0)
    extent = np.minimum(high, (width, height)) - np.maximum(low, 0)
    axis = int(extent[1] > extent[0])
    wanted = min(most, max(1, math.ceil(extent[axis] / side - 0.25)))
    order = np.argsort(centres(boxes)[:, axis], kind="stable")
    groups = _shares(centres(boxes)[order, axis], order, wanted)
    return [_crop(grown[group], width, height, side) for group in groups]


def _shares(places: NDArray[np.float64], order: NDArray[np.intp], most: int) -> list[list[int]]:
    """Indices in at most `most` groups, divided at the widest gaps between neighbours."""
    if len(order) <= 1 or most == 1:
        return [[int(i) for i in order]]
    gaps = np.argsort(-np.diff(places), kind="stable")[: most - 1]
    bounds = sorted(int(gap) + 1 for gap in gaps)
    return [[int(i) for i in group] for group in np.split(order, bounds) if len(group)]


def _crop(boxes: Boxes, width: int, height: int, least: float) -> list[int]:
    """The square around some boxes, at least `least` wide, moved into the picture."""
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    side = max(least, *(high - low))
    middle = (low + high) / 2
    result = []
    for centre, limit in zip(middle, (width, height), strict=True):
        start = min(max(0.0, centre - side / 2), max(0.0, limit - side))
        result.append((int(start), int(min(limit, math.ceil(start + side)))))
    (x1, x2), (y1, y2) = result
    return [x1, y1, x2, y2]
