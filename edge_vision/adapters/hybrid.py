"""Motion and model together: motion says whether and where, the model says who."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from edge_vision.adapters.motion import Motion, MotionFinder, bodies_in, without
from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.domain import attention
from edge_vision.domain.body_size import BodySize
from edge_vision.domain.detections import Boxes, Detections, cover, groups, iou, no_boxes, suppress
from edge_vision.domain.geometry import Point
from edge_vision.ports import Frame, Image

_IDLE_LOOK_SECONDS = 3.0
"""Even where nothing moves: people may have stood there when the camera started."""
_REST_LOOK_SECONDS = 1.0
_REST_MARGIN, _REST_IOU = 0.12, 0.6
_SURE_SCORE = 0.35
_SUPPORTED_SCORE = 0.12
"""Enough where something moves or somebody is expected."""
_EDGE_PX = 3
_LEAST_BODY_SHARE, _USUAL_BODY_SHARE = 0.05, 0.33
"""Of the picture's height."""


@dataclass
class HybridDetector:
    """People by a model that is asked only when and where something moves.

    Attributes:
        model: the network.
        lines, zones: what is counted; the model looks only near these. Empty: everywhere.
        most_looks: looks at one frame.
    """

    model: PeopleModel
    lines: Sequence[Sequence[Point]] = ()
    zones: Sequence[Sequence[Point]] = ()
    most_looks: int = 3
    method: str = "model_and_motion"
    _finder: MotionFinder = field(default_factory=MotionFinder)
    _bodies: BodySize = field(default_factory=BodySize)
    _shape: tuple[int, ...] = ()
    _looked_s: float = -np.inf
    _last: Boxes = field(default_factory=no_boxes)

    def detect(self, frame: Frame, expected_xyxy: Boxes) -> Detections:
        """What the model sees, and the motion it does not explain."""
        if frame.image.shape != self._shape or frame.time_s < self._looked_s:
            self._shape, self._looked_s, self._last = frame.image.shape, -np.inf, no_boxes()
        motion = self._finder.find(frame.image, frame.time_s, expected_xyxy)
        if self._at_rest(motion, expected_xyxy, frame.time_s):
            return Detections.of(self._last, np.full(len(self._last), 0.5), by_model=False)
        seen = self._look(frame, motion, expected_xyxy)
        self._last = seen.boxes_xyxy
        if not seen.looked:
            return bodies_in(motion, self._bodies, expected_xyxy)
        self._learn(seen, frame.image)
        rest = bodies_in(without(motion, seen.boxes_xyxy), self._bodies, expected_xyxy)
        return seen.joined(rest)

    def _at_rest(self, motion: Motion, expected: Boxes, time_s: float) -> bool:
        """Whether everybody still is where the last look found them, and nothing else moves.

        Somebody who reads a shelf moves only within their own box; a look a second will do.
        """
        if not len(self._last) or time_s - self._looked_s >= _REST_LOOK_SECONDS:
            return False
        margin = _REST_MARGIN * (self._last[:, 2:] - self._last[:, :2])
        grown = np.concatenate([self._last[:, :2] - margin, self._last[:, 2:] + margin], axis=1)
        elsewhere = without(motion, grown).boxes
        if attention.relevant(elsewhere, self.lines, self.zones).any():
            return False
        return bool((iou(expected, self._last).max(axis=1, initial=0) > _REST_IOU).all())

    def _look(self, frame: Frame, motion: Motion, expected: Boxes) -> Detections:
        height, width = frame.image.shape[:2]
        places = np.concatenate([motion.boxes, expected])
        places = places[attention.relevant(places, self.lines, self.zones)]
        if frame.time_s - self._looked_s >= _IDLE_LOOK_SECONDS:
            crops = [[0, 0, width, height]]
        else:
            body_px = self._body_px(motion, height)
            crops = attention.crops(places, width, height, body_px, self.most_looks)
        if not crops:
            return Detections.none()
        self._looked_s = frame.time_s
        looks = [self._look_at(frame.image, crop) for crop in crops]
        boxes = np.concatenate([look.boxes_xyxy for look in looks])
        scores = np.concatenate([look.scores for look in looks])
        supported = cover(boxes, places).max(axis=1, initial=0) > 0.25
        believed = scores >= np.where(supported, _SUPPORTED_SCORE, _SURE_SCORE)
        believed[believed] &= ~groups(boxes[believed], scores[believed])
        boxes, scores, supported = boxes[believed], scores[believed], supported[believed]
        kept = suppress(boxes, scores, most_iou=0.55, most_cover=0.85)
        # What moves and looks a little like a person is one: the tracker may start from it.
        lifted = np.where(supported, np.minimum(1.0, scores + 0.2), scores)
        return Detections.of(boxes[kept], lifted[kept], by_model=True)

    def _look_at(self, image: Image, crop: list[int]) -> Detections:
        x1, y1, x2, y2 = crop
        found = self.model.look(image[y1:y2, x1:x2])
        return Detections.of(
            found.boxes_xyxy + np.asarray([x1, y1, x1, y1]), found.scores, by_model=True
        )

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
