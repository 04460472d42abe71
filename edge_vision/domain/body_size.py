"""How tall and wide a person is at a height in the picture, learnt while running.

A camera that looks along the floor shows far people small: size grows with y. What is learnt
tells one person from two side by side, and a body from a bag.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_FEWEST = 8
_QUARTILE = 75
"""Wrong samples are mostly too small (half a body), and too small a size makes more halves."""
_MOST = 240
_TALLEST = 1.6
"""Of the expected height: an upper quartile, which few grown-ups pass by so much."""


class Size(NamedTuple):
    """Pixels."""

    width: float
    height: float


class _Sample(NamedTuple):
    y: float
    width: float
    height: float


@dataclass
class BodySize:
    """Remembers the last few hundred bodies; bounded."""

    _samples: deque[_Sample] = field(default_factory=lambda: deque(maxlen=_MOST))

    @property
    def known(self) -> bool:
        """Whether enough people were seen to say anything."""
        return len(self._samples) >= _FEWEST

    def learn(self, box: tuple[float, float, float, float]) -> None:
        """Take in a whole, single person: x1, y1, x2, y2."""
        x1, y1, x2, y2 = box
        self._samples.append(_Sample((y1 + y2) / 2, x2 - x1, y2 - y1))

    def too_tall(self, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """N: which boxes are too tall for one person there; none while nothing is known.

        From above, a network draws one box around two people who walk one behind the other.

        Args:
            boxes: N x 4, x1, y1, x2, y2.
        """
        sizes = [self.at(float(y1 + y2) / 2) for _, y1, _, y2 in boxes]
        return np.asarray(
            [
                size is not None and y2 - y1 > _TALLEST * size.height
                for size, (_, y1, _, y2) in zip(sizes, boxes, strict=True)
            ],
            dtype=bool,
        )

    def at(self, y: float) -> Size | None:
        """The size to expect of a body whose middle is at `y`; None: not known yet.

        Upper quartile of the nearest third of the samples: robust against odd ones, and it
        follows perspective without assuming a level camera.
        """
        if not self.known:
            return None
        table = np.asarray(self._samples)
        near = np.argsort(np.abs(table[:, 0] - y), kind="stable")[: max(_FEWEST, len(table) // 3)]
        width, height = np.percentile(table[near, 1:], _QUARTILE, axis=0)
        return Size(float(width), float(height))
