"""Motion and model together: motion says whether and where, the model says who."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from edge_vision.adapters.colours import coloured
from edge_vision.adapters.motion import Motion, MotionFinder, bodies_in, without
from edge_vision.domain import attention
from edge_vision.domain.body_size import BodySize
from edge_vision.domain.detections import Boxes, Detections, cover, groups, suppress
from edge_vision.domain.geometry import Point
from edge_vision.domain.last_look import LastLook
from edge_vision.ports import Frame, Image, PeopleNetwork

_SURE_SCORE = 0.35
_SUPPORTED_SCORE = 0.12
"""Enough where something moves or somebody is expected."""
_SUPPORT_COVER, _LIFT = 0.25, 0.2
_MOST_IOU, _MOST_COVER = 0.55, 0.85
_EDGE_PX = 3
_FEW_PEOPLE = 2
_LEAST_BODY_SHARE, _USUAL_BODY_SHARE = 0.05, 0.33
"""Of the picture's height."""


@dataclass
class HybridDetector:
    """People by a model that is asked only when and where something moves.

    Attributes:
        model: the network.
        lines, zones: what is counted; the model looks only near these. Empty: everywhere.
        quick: the same network at a smaller input, for one or two people by themselves, who fill
            their crop; in a crowd it takes two for one. None: there is none.
        most_looks: looks at one frame; in a crowd one more may follow.
    """

    model: PeopleNetwork
    lines: Sequence[Sequence[Point]] = ()
    zones: Sequence[Sequence[Point]] = ()
    quick: PeopleNetwork | None = None
    most_looks: int = 3
    method: str = "model_and_motion"
    _finder: MotionFinder = field(default_factory=MotionFinder)
    _bodies: BodySize = field(default_factory=BodySize)
    _shape: tuple[int, ...] = ()
    _last: LastLook = field(default_factory=LastLook)

    def detect(self, frame: Frame, expected_xyxy: Boxes) -> Detections:
        """What the model sees, and the motion it does not explain.

        Empty without a look where the last look still holds: nothing is said then.
        """
        if frame.image.shape != self._shape or frame.time_s < self._last.time_s:
            self._shape, self._last = frame.image.shape, LastLook()
        motion = self._finder.find(frame.image, frame.time_s, expected_xyxy)
        elsewhere = without(motion, self._last.reach()).boxes
        elsewhere = elsewhere[attention.relevant(elsewhere, self.lines, self.zones)]
        blind = self._finder.settling
        if not blind and self._last.still_true(frame.time_s, expected_xyxy, elsewhere):
            return Detections.none()
        seen = self._look(frame, motion, expected_xyxy)
        if not seen.looked:
            return coloured(bodies_in(motion, self._bodies, expected_xyxy), frame.image)
        self._last = LastLook(frame.time_s, seen.boxes_xyxy, motion.boxes)
        if not blind:  # a look at everything is too coarse to learn sizes from
            self._learn(seen, frame.image)
        rest = bodies_in(without(motion, seen.boxes_xyxy), self._bodies, expected_xyxy)
        return coloured(seen.joined(rest), frame.image)

    def _look(self, frame: Frame, motion: Motion, expected: Boxes) -> Detections:
        height, width = frame.image.shape[:2]
        places = np.concatenate([motion.boxes, expected, self._last.people])
        places = places[attention.relevant(places, self.lines, self.zones)]
        few = max(len(expected), len(self._last.people)) <= _FEW_PEOPLE
        model = self.quick if few and self.quick is not None else self.model
        if self._finder.settling or self._last.idle(frame.time_s):
            # As long as nobody knows what moves, anything may.
            model, crops = self.model, [[0, 0, width, height]]
        else:
            body_px = self._body_px(motion, height)
            crops = attention.crops(places, width, height, body_px, self.most_looks)
        if not crops:
            return Detections.none()
        if len(crops) > 1:
            model = self.model
        looks = [_look_at(model, frame.image, crop) for crop in crops]
        seen = self._believed(looks, places)
        if not few:
            # In a crowd a network misses one person in ten, and often other ones in a mirror.
            missed = expected[attention.missed(expected, seen.boxes_xyxy)]
            missed = missed[attention.relevant(missed, self.lines, self.zones)]
            for crop in attention.crops(missed, width, height, self._body_px(motion, height), 1):
                looks.append(_look_at(model, frame.image, crop, mirrored=True))
                seen = self._believed(looks, places)
        return replace(seen, looked_xyxy=np.asarray(crops, dtype=np.float64))

    def _believed(self, looks: list[Detections], places: Boxes) -> Detections:
        """The people of all looks at one frame, see `believed`."""
        boxes = np.concatenate([look.boxes_xyxy for look in looks])
        scores = np.concatenate([look.scores for look in looks])
        single = ~self._bodies.too_tall(boxes)
        seen = believed(boxes[single], scores[single], places)
        bodies, origins = self._bodies.parted(seen.boxes_xyxy)
        return Detections.of(bodies, seen.scores[origins], by_model=True)

    def _body_px(self, motion: Motion, picture_height: int) -> float:
        """How large a body is here, as far as known: by the model, by what moves, by default."""
        size = self._bodies.at(picture_height / 2)
        if size is not None:
            return max(size)
        sides = (motion.boxes[:, 2:] - motion.boxes[:, :2]).max(axis=1, initial=0)
        sides = sides[sides > _LEAST_BODY_SHARE * picture_height]
        return float(np.median(sides)) if len(sides) else picture_height * _USUAL_BODY_SHARE

    def _learn(self, seen: Detections, image: Image) -> None:
        height, width = image.shape[:2]
        for (x1, y1, x2, y2), score in zip(seen.boxes_xyxy, seen.scores, strict=True):
            cut = min(x1, y1, width - x2, height - y2) < _EDGE_PX
            if score > 0.6 and not cut:
                self._bodies.learn((x1, y1, x2, y2))


def _look_at(
    model: PeopleNetwork, image: Image, crop: list[int], *, mirrored: bool = False
) -> Detections:
    x1, y1, x2, y2 = crop
    part = image[y1:y2, x1:x2]
    found = model.look(np.ascontiguousarray(part[:, ::-1]) if mirrored else part)
    boxes = found.boxes_xyxy
    if mirrored:
        boxes = np.asarray([x2 - x1, 0, x2 - x1, 0]) + boxes[:, [2, 1, 0, 3]] * [-1, 1, -1, 1]
    return Detections.of(boxes + np.asarray([x1, y1, x1, y1]), found.scores, by_model=True)


def believed(boxes: Boxes, scores: NDArray[np.float64], places: Boxes) -> Detections:
    """What of the looks' boxes passes for people, each of them once.

    Args:
        boxes: N x 4, of all looks; crops overlap, so one person may be in two.
        scores: N.
        places: M x 4, where something moves or somebody is expected: there a lower score will
            do, and counts for more, because the model knows people from above less well.
    """
    supported = cover(boxes, places).max(axis=1, initial=0) > _SUPPORT_COVER
    good = scores >= np.where(supported, _SUPPORTED_SCORE, _SURE_SCORE)
    good[good] &= ~groups(boxes[good], scores[good])
    boxes, scores, supported = boxes[good], scores[good], supported[good]
    kept = suppress(boxes, scores, most_iou=_MOST_IOU, most_cover=_MOST_COVER)
    lifted = np.where(supported, np.minimum(1.0, scores + _LIFT), scores)
    return Detections.of(boxes[kept], lifted[kept], by_model=True)
