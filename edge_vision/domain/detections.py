"""People found in one frame: the only thing that passes from detectors to the tracker."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
"""N x 4: x1, y1, x2, y2 in pixels of the full frame, y down, x1 < x2, y1 < y2."""

_APART_IOU, _MEMBER_COVER, _MEMBER_SCORE = 0.25, 0.75, 0.3
_INSIDE_COVER, _LARGER_BY, _ONE_PERSON_IOU = 0.7, 1.35, 0.6
_PART_COVER, _PART_LARGER_BY = 0.65, 1.2
_LOOKED_COVER = 0.8


def no_boxes() -> Boxes:
    """A 0 x 4 array."""
    return np.zeros((0, 4))


@dataclass(frozen=True)
class Detections:
    """N people, or what may be people.

    Attributes:
        boxes_xyxy: N x 4, pixels.
        scores: N, 0 to 1: how sure. The tracker starts a track only above its own threshold.
        by_model: N, True where a model saw a person, False where only something moved.
        colours: N x 6, mean B, G, R of the upper and lower clothes, 0 to 255; for telling two
            people apart who meet. Kept with a track in memory and nowhere else.
        looked_xyxy: K x 4, the parts of this frame at which a model looked. Elsewhere, not being
            seen by it means nothing.
    """

    boxes_xyxy: Boxes
    scores: NDArray[np.float64]
    by_model: NDArray[np.bool_]
    looked_xyxy: Boxes = field(default_factory=no_boxes)
    colours: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 6)))

    def __post_init__(self) -> None:
        count = len(self.boxes_xyxy)
        if len(self.colours) != count:
            object.__setattr__(self, "colours", np.zeros((count, 6)))
        if self.boxes_xyxy.shape != (count, 4):
            raise ValueError(f"boxes_xyxy must be N x 4, not {self.boxes_xyxy.shape}")
        for name in ("scores", "by_model"):
            shape = getattr(self, name).shape
            if shape != (count,):
                raise ValueError(f"{name} must have {count} entries, not shape {shape}")

    def __len__(self) -> int:
        return len(self.boxes_xyxy)

    @classmethod
    def none(cls, *, looked: bool = False) -> Self:
        """Nobody."""
        return cls(no_boxes(), np.zeros(0), np.zeros(0, dtype=bool), _where(looked))

    @classmethod
    def of(cls, boxes: Boxes, scores: NDArray[np.float64], *, by_model: bool) -> Self:
        """Detections of one origin."""
        return cls(boxes, scores, np.full(len(boxes), by_model), _where(by_model))

    @property
    def looked(self) -> bool:
        """Whether a model looked at this frame at all."""
        return len(self.looked_xyxy) > 0

    def looked_at(self, boxes: Boxes) -> NDArray[np.bool_]:
        """N: which boxes lie, all but an edge, within what a model looked at."""
        return np.asarray(cover(boxes, self.looked_xyxy).max(axis=1, initial=0) > _LOOKED_COVER)

    def only(self, chosen: NDArray[np.bool_]) -> "Detections":
        """Those chosen, N, in this order."""
        return Detections(
            self.boxes_xyxy[chosen],
            self.scores[chosen],
            self.by_model[chosen],
            self.looked_xyxy,
            self.colours[chosen],
        )

    def joined(self, other: "Detections") -> "Detections":
        """These and the others, in this order."""
        return Detections(
            np.concatenate([self.boxes_xyxy, other.boxes_xyxy]),
            np.concatenate([self.scores, other.scores]),
            np.concatenate([self.by_model, other.by_model]),
            np.concatenate([self.looked_xyxy, other.looked_xyxy]),
            np.concatenate([self.colours, other.colours]),
        )


def _where(looked: bool) -> Boxes:
    """Everywhere or nowhere."""
    return np.asarray([[-np.inf, -np.inf, np.inf, np.inf]]) if looked else no_boxes()


def centres(boxes: Boxes) -> NDArray[np.float64]:
    """N x 2: middles of the boxes."""
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def areas(boxes: Boxes) -> NDArray[np.float64]:
    """N: areas in square pixels; 0 for a box turned inside out."""
    sides = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None)
    return np.asarray(sides[:, 0] * sides[:, 1])


def overlap(boxes: Boxes, others: Boxes) -> NDArray[np.float64]:
    """N x M: intersections in square pixels."""
    top_left = np.maximum(boxes[:, None, :2], others[None, :, :2])
    bottom_right = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    sides = np.clip(bottom_right - top_left, 0, None)
    return np.asarray(sides[..., 0] * sides[..., 1])


def iou(boxes: Boxes, others: Boxes) -> NDArray[np.float64]:
    """N x M: intersection over union, 0 to 1."""
    shared = overlap(boxes, others)
    union = areas(boxes)[:, None] + areas(others)[None, :] - shared
    return np.asarray(shared / np.maximum(union, 1e-9))


def cover(boxes: Boxes, others: Boxes) -> NDArray[np.float64]:
    """N x M: the share of each of `boxes` that lies inside each of `others`, 0 to 1."""
    return np.asarray(overlap(boxes, others) / np.maximum(areas(boxes), 1e-9)[:, None])


def gaps(boxes: Boxes, others: Boxes) -> NDArray[np.float64]:
    """N x M: pixels from the nearest edge of each box to that of each other; 0: they touch."""
    before = boxes[:, None, :2] - others[None, :, 2:]
    behind = others[None, :, :2] - boxes[:, None, 2:]
    return np.asarray(np.linalg.norm(np.maximum(np.maximum(before, behind), 0.0), axis=2))


def suppress(
    boxes: Boxes, scores: NDArray[np.float64], *, most_iou: float, most_cover: float = 1.0
) -> NDArray[np.intp]:
    """Non-maximum suppression: which boxes to keep, best first.

    Args:
        boxes: N x 4.
        scores: N.
        most_iou: a box goes when a better one has more intersection over union with it.
        most_cover: a box goes when more of it than this lies in a better one, or of a better one
            in it: half a body, or a body and a half.
    """
    order = np.argsort(-scores, kind="stable")
    inside = cover(boxes, boxes)
    same = (iou(boxes, boxes) > most_iou) | (np.maximum(inside, inside.T) > most_cover)
    kept: list[int] = []
    for index in order:
        if not same[index, kept].any():
            kept.append(int(index))
    return np.asarray(kept, dtype=np.intp)


def groups(boxes: Boxes, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    """N: which boxes are drawn around a pair that two other boxes show one by one.

    Detectors offer the pair as one more person, often with the highest score of the three, and
    suppression would then keep that one and drop the two.
    """
    inside = cover(boxes, boxes)
    apart = iou(boxes, boxes) < _APART_IOU
    result = np.zeros(len(boxes), dtype=bool)
    for index in range(len(boxes)):
        members = np.flatnonzero(
            (inside[:, index] > _MEMBER_COVER) & (scores > _MEMBER_SCORE * scores[index])
        )
        members = members[members != index]
        result[index] = bool(apart[np.ix_(members, members)].any())
    return result


def around_several(boxes: Boxes, known: Boxes) -> NDArray[np.bool_]:
    """N x M: which boxes are drawn around two or more people who are followed one by one, and whom.

    While one of a pair hides the other, detectors offer the two as one person. Such a box would
    start a third track, which later takes over one of the two. The row of a box around one person,
    or nobody known, is all False.

    Args:
        boxes: N x 4, detections.
        known: M x 4, where people are expected.
    """
    within = (cover(known, boxes) > _INSIDE_COVER).T
    within &= areas(boxes)[:, None] > _LARGER_BY * areas(known)[None]
    two = iou(known, known) < _ONE_PERSON_IOU
    several = [bool(two[np.ix_(members, members)].any()) for members in within]
    return np.asarray(within & np.asarray(several, dtype=bool)[:, None])


def moved_into(box: NDArray[np.float64], around: NDArray[np.float64]) -> NDArray[np.float64]:
    """A box (4) moved, no further than needed, into another; on its middle where it is larger."""
    outside = np.minimum(box[:2] - around[:2], 0) + np.maximum(box[2:] - around[2:], 0)
    off_middle = (box[:2] + box[2:] - around[:2] - around[2:]) / 2
    larger = box[2:] - box[:2] > around[2:] - around[:2]
    shift = np.where(larger, off_middle, outside)
    return np.asarray(box - np.concatenate([shift, shift]))


def parts_of_others(boxes: Boxes) -> NDArray[np.bool_]:
    """N: which boxes lie mostly within a larger one: half of that person, or one half hidden."""
    inside = cover(boxes, boxes) > _PART_COVER
    larger = areas(boxes)[None] > _PART_LARGER_BY * areas(boxes)[:, None]
    return np.asarray((inside & larger).any(axis=1))
