"""What the model saw when it looked last, and whether looking again would show anything new."""

from dataclasses import dataclass, field

import numpy as np

from edge_vision.domain.detections import Boxes, iou, no_boxes

_REST_SECONDS = 1.0
"""A look a second is enough for who reads a shelf."""
_IDLE_SECONDS = 3.0
"""Even where nothing moves: people may have stood there when the camera started."""
_MARGIN = 0.12
_SAME_PERSON_IOU, _SAME_PATCH_IOU = 0.8, 0.6


@dataclass(frozen=True)
class LastLook:
    """One look.

    Attributes:
        time_s: when.
        people: N x 4, whom it saw.
        patches: M x 4, what moved then; what the model saw nobody in needs no second look as
            long as it stays the same: a screen, a reflection, a moved chair.
    """

    time_s: float = -np.inf
    people: Boxes = field(default_factory=no_boxes)
    patches: Boxes = field(default_factory=no_boxes)

    def idle(self, time_s: float) -> bool:
        """Whether it is time to look at everything although nothing asks for it."""
        return time_s - self.time_s >= _IDLE_SECONDS

    def reach(self) -> Boxes:
        """N x 4: the people with a margin: motion within it is their own."""
        margin = _MARGIN * (self.people[:, 2:] - self.people[:, :2])
        return np.concatenate([self.people[:, :2] - margin, self.people[:, 2:] + margin], axis=1)

    def still_true(self, time_s: float, expected: Boxes, elsewhere: Boxes) -> bool:
        """Whether the people are where they were, all of them, and nothing new moves.

        Args:
            time_s: now.
            expected: where the tracker expects people.
            elsewhere: what moves outside `reach()`.
        """
        if time_s - self.time_s >= _REST_SECONDS:
            return False
        if (iou(elsewhere, self.patches).max(axis=1, initial=0) < _SAME_PATCH_IOU).any():
            return False
        same = iou(expected, self.people) > _SAME_PERSON_IOU
        return bool(same.any(axis=0).all() and same.any(axis=1).all())
