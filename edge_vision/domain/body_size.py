"""How tall and wide a person is at a height in the picture, learnt while running.

A camera that looks along the floor shows far people small: size grows with y. What is learnt
tells one person from two side by side, and a body from a bag.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.detections import Boxes, centres, cover

_FEWEST = 8
_QUARTILE = 75
"""Wrong samples are mostly too small (half a body), and too small a size makes more halves."""
_MOST = 240
_TALLEST = 1.6
"""Of the expected height: an upper quartile, which few grown-ups pass by so much."""
_HIGHEST, _WITHIN_COVER, _NEAR_BODIES = 1.25, 0.5, 0.5
"""A box higher than the first, where heights are well known, is two people: in the scenes of
`benchmarks.scenes.fresh` 0.1 % of the boxes around one are, and 26 % of those around two."""


class Size(NamedTuple):
    """Pixels."""

    width: float
    height: float


@dataclass
class BodySize:
    """Remembers the last few hundred bodies; bounded."""

    _samples: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 3)))
    """K x 3, oldest first: the middle's y, width, height."""

    @property
    def known(self) -> bool:
        """Whether enough people were seen to say anything."""
        return len(self._samples) >= _FEWEST

    def learn(self, box: tuple[float, float, float, float]) -> None:
        """Take in a whole, single person: x1, y1, x2, y2."""
        x1, y1, x2, y2 = box
        sample = ((y1 + y2) / 2, x2 - x1, y2 - y1)
        self._samples = np.concatenate([self._samples, [sample]])[-_MOST:]

    def too_tall(self, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """N: which boxes are too tall for one person there; none while nothing is known.

        From above, a network draws one box around two people who walk one behind the other.

        Args:
            boxes: N x 4, x1, y1, x2, y2.
        """
        heights, _ = self._heights(boxes)
        return np.asarray(boxes[:, 3] - boxes[:, 1] > _TALLEST * heights)

    def parted(self, boxes: Boxes) -> tuple[Boxes, NDArray[np.intp]]:
        """One body in each: K x 4 boxes, and K, in which of the given ones each was.

        From above, a network draws one box around two people who walk one close behind the other.
        A box too high for one person, in which it sees nobody by themselves, becomes a body of
        the usual height at its top and another at its foot.

        Args:
            boxes: N x 4, all who were seen.
        """
        heights, near = self._heights(boxes)
        alone = (cover(boxes, boxes) > _WITHIN_COVER).sum(axis=0) == 1
        pairs = alone & near & (boxes[:, 3] - boxes[:, 1] > _HIGHEST * heights)
        upper, lower = boxes[pairs], boxes[pairs]
        upper[:, 3] = upper[:, 1] + heights[pairs]
        lower[:, 1] = lower[:, 3] - heights[pairs]
        origins = np.flatnonzero(pairs)
        bodies = np.concatenate([boxes[~pairs], upper, lower])
        return bodies, np.concatenate([np.flatnonzero(~pairs), origins, origins])

    def _heights(self, boxes: Boxes) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """N: the height of a body in the middle of each box; N: whether enough were seen close by.

        Heights are nan while nothing is known.
        """
        if not (self.known and len(boxes)):
            return np.full(len(boxes), np.nan), np.zeros(len(boxes), dtype=bool)
        away = np.abs(self._samples[:, 0] - centres(boxes)[:, 1:])
        nearest = np.argsort(away, axis=1, kind="stable")[:, : self._third]
        heights = np.percentile(self._samples[:, 2][nearest], _QUARTILE, axis=1)
        near = (away < _NEAR_BODIES * heights[:, None]).sum(axis=1)
        return heights, near >= _FEWEST

    @property
    def _third(self) -> int:
        """How many of the samples speak for a place."""
        return max(_FEWEST, len(self._samples) // 3)

    def at(self, y: float) -> Size | None:
        """The size to expect of a body whose middle is at `y`; None: not known yet.

        Upper quartile of the nearest third of the samples: robust against odd ones, and it
        follows perspective without assuming a level camera.
        """
        if not self.known:
            return None
        near = np.argsort(np.abs(self._samples[:, 0] - y), kind="stable")[: self._third]
        width, height = np.percentile(self._samples[near, 1:], _QUARTILE, axis=0)
        return Size(float(width), float(height))
