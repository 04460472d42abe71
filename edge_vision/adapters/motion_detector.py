"""People by motion alone."""

import numpy as np

from edge_vision.adapters.colours import coloured
from edge_vision.adapters.motion import MotionFinder, bodies_in
from edge_vision.domain import blobs
from edge_vision.domain.body_size import BodySize
from edge_vision.domain.detections import Boxes, Detections, iou, overlap
from edge_vision.ports import Frame, Image

_SAME_IOU, _EDGE_PX = 0.5, 3


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
        return coloured(found, frame.image)

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
