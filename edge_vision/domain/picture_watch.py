"""Notices a camera that shows nothing: frozen, black, covered, or silent."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Trouble = Literal["camera_frozen", "camera_dark"]

_SAMPLES = 32
_DARK_LEVEL, _DARK_SPREAD = 20.0, 6.0
"""Of 255. A covered lens is dark *and* even; a shop at night has its exit sign."""


@dataclass
class PictureWatch:
    """Watches the newest pictures. Times are seconds of any clock that does not jump.

    Attributes:
        limit_s: how long something must last before it is trouble.
        now_s: the time it starts at.
    """

    limit_s: float
    now_s: float
    _last: NDArray[np.uint8] | None = None

    def __post_init__(self) -> None:
        self._changed_s = self._bright_s = self.now_s

    def saw(self, image: NDArray[np.uint8], now_s: float) -> None:
        """A new picture came. Compares a grid of its pixels: noise alone makes any two differ."""
        rows = np.linspace(0, image.shape[0] - 1, _SAMPLES).astype(int)
        columns = np.linspace(0, image.shape[1] - 1, _SAMPLES).astype(int)
        sample = image[np.ix_(rows, columns)]
        if self._last is None or not np.array_equal(sample, self._last):
            self._changed_s = now_s
        if sample.mean() > _DARK_LEVEL or sample.std() > _DARK_SPREAD:
            self._bright_s = now_s
        self._last = sample

    def trouble(self, now_s: float) -> Trouble | None:
        """What is wrong; None: nothing."""
        if now_s - self._changed_s >= self.limit_s:
            return "camera_frozen"
        if now_s - self._bright_s >= self.limit_s:
            return "camera_dark"
        return None
