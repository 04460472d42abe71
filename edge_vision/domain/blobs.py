"""From patches of motion to bodies: joining the pieces of one, parting the many in one.

A walking body often falls into a head, a bag and two legs; a group often melts into one patch.
Both are settled by how large a body is here (`body_size`) and by where bodies are expected.
"""

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.body_size import BodySize, Size
from edge_vision.domain.detections import Boxes, centres, no_boxes

_WHOLE_FROM, _WHOLE_TO = 0.55, 1.7
"""Share of the expected height within which a patch passes for one whole body."""
_SCRAP_SHARE = 0.2
"""Of a body's box; less than this is a shadow's edge or a bag and says nothing about anybody."""
_MOST_IN_PATCH = 6
_WIDE, _TALL = 1.6, 1.7
"""A patch this many bodies wide or tall holds more than one."""
_UNKNOWN_SMALLEST, _UNKNOWN_LARGEST = 0.06, 0.75
"""The same as shares of the picture's height while nothing is known yet."""
_PLAUSIBLE_SCORE, _DOUBTFUL_SCORE = 0.5, 0.2


def join(
    boxes: Boxes, filled: NDArray[np.float64], bodies: BodySize, picture_height: float
) -> tuple[Boxes, NDArray[np.float64]]:
    """Merge patches that fit together into one body.

    Patches join when they overlap in x and their union is no larger than a body. Largest first,
    so that a leg joins its body rather than another leg.

    Args:
        boxes: N x 4.
        filled: N, how much of each moves, in square pixels.
        bodies: how large a body is.
        picture_height: pixels, for as long as that is not known.

    Returns:
        At most N boxes and how much of each moves.
    """
    merged: list[NDArray[np.float64]] = []
    sums: list[float] = []
    for index in np.argsort(-filled, kind="stable"):
        box = boxes[index]
        for place, other in enumerate(merged):
            union = np.concatenate([np.minimum(box[:2], other[:2]), np.maximum(box[2:], other[2:])])
            if _one_body(box, other, union, bodies, picture_height):
                merged[place] = union
                sums[place] += float(filled[index])
                break
        else:
            merged.append(box)
            sums.append(float(filled[index]))
    return (np.asarray(merged) if merged else no_boxes()), np.asarray(sums)


def could_be_bodies(boxes: Boxes, picture_height: float) -> NDArray[np.bool_]:
    """N: which patches are of any size that a body may have in a picture, nothing else known."""
    share = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0) / picture_height
    return np.asarray((share >= _UNKNOWN_SMALLEST) & (share <= _UNKNOWN_LARGEST))


def scores(boxes: Boxes, bodies: BodySize, picture_height: float) -> NDArray[np.float64]:
    """N: how well each patch passes for a body by its size alone; 0: not at all."""
    result = np.full(len(boxes), _DOUBTFUL_SCORE)
    for index, box in enumerate(boxes):
        size = bodies.at(float(box[1] + box[3]) / 2)
        width, height = float(box[2] - box[0]), float(box[3] - box[1])
        if size is None:
            plausible = bool(could_be_bodies(box[None], picture_height)[0])
        else:
            tall, wide = height / size.height, width / size.width
            plausible = _WHOLE_FROM <= tall <= _WHOLE_TO and wide >= _WHOLE_FROM
            if tall * wide < _SCRAP_SHARE:
                result[index] = 0.0
        if plausible:
            result[index] = _PLAUSIBLE_SCORE
    return result


def parts(box: NDArray[np.float64], bodies: BodySize, expected: Boxes) -> NDArray[np.float64]:
    """K x 2: middles of the bodies that one patch seems to hold; K is 1 for a single one.

    Known people within the patch decide; else its size against that of one body does.
    """
    middles = centres(expected)
    within = ((middles >= box[:2]) & (middles <= box[2:])).all(axis=1)
    if within.sum() > 1:
        return np.asarray(middles[within])
    middle = centres(box[None])
    size = bodies.at(float(middle[0, 1]))
    if size is None:
        return middle
    across, down = _count(box, size)
    if across * down == 1:
        return middle
    steps_x = box[0] + (np.arange(across) + 0.5) * (box[2] - box[0]) / across
    steps_y = box[1] + (np.arange(down) + 0.5) * (box[3] - box[1]) / down
    return np.asarray([(x, y) for y in steps_y for x in steps_x])


def part(points: NDArray[np.float64], middles: NDArray[np.float64]) -> Boxes:
    """Divide a patch's pixels among bodies, refining the middles; K x 4, or fewer.

    Args:
        points: P x 2, x and y of the pixels that move.
        middles: K x 2, where the bodies are thought to be.
    """
    boxes: list[NDArray[np.float64]] = []
    owner = np.zeros(len(points), dtype=np.intp)
    for _ in range(3):
        away = ((points[:, None, :] - middles[None]) ** 2).sum(axis=2)
        owner = away.argmin(axis=1)
        middles = np.asarray(
            [
                points[owner == k].mean(axis=0) if (owner == k).any() else middles[k]
                for k in range(len(middles))
            ]
        )
    for k in range(len(middles)):
        mine = points[owner == k]
        if len(mine):
            # Percentiles, not extremes: one stray pixel must not stretch a body.
            low, high = np.percentile(mine, [2, 98], axis=0)
            boxes.append(np.concatenate([low, high + 1]))
    return np.asarray(boxes) if boxes else no_boxes()


def _count(box: NDArray[np.float64], size: Size) -> tuple[int, int]:
    width, height = box[2:] - box[:2]
    across = max(1, round(float(width / size.width))) if width > _WIDE * size.width else 1
    down = max(1, round(float(height / size.height))) if height > _TALL * size.height else 1
    # So many in one patch is no group but a change of the light.
    return (across, down) if across * down <= _MOST_IN_PATCH else (1, 1)


def _one_body(
    box: NDArray[np.float64],
    other: NDArray[np.float64],
    union: NDArray[np.float64],
    bodies: BodySize,
    picture_height: float,
) -> bool:
    shared_x = min(box[2], other[2]) - max(box[0], other[0])
    narrow = min(box[2] - box[0], other[2] - other[0])
    gap_y = max(box[1], other[1]) - min(box[3], other[3])
    width, height = union[2:] - union[:2]
    size = bodies.at(float(union[1] + union[3]) / 2)
    if size is not None:
        fits = bool(height < 1.25 * size.height and width < 1.35 * size.width)
        return fits and bool(shared_x > -0.1 * size.width)
    # Nothing known: join what lies above one another with a small gap.
    tall = max(box[3] - box[1], other[3] - other[1])
    small = bool(height < 0.6 * picture_height)
    return bool(shared_x > 0.3 * narrow and gap_y < 0.3 * tall) and small
