"""What a camera usually sees, coarsely: enough to notice a covered lens or one that was moved.

A picture becomes a small map of how much each cell stands out from its neighbours. Averages over
cells drown the sensor's noise; differences of neighbours do not mind slow changes of the light;
and a hand, a tape or paint before the lens leaves nothing that stands out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CELLS = 24
"""Rows and columns of the map."""
_POINTS = 12
"""Sampled in each cell, along either side: enough to drown most of the noise."""
_BASE_LEVEL = 8.0
"""Added to the brightness that details are compared with, against noise in the dark."""
_SETTLE_SECONDS = 5.0
"""Looks are averaged over this: the rest of the noise, and people who pass, fade."""
_LEARN_SECONDS = 120.0
"""How slowly the usual view follows: who stands still does not become part of it soon."""
_BLANK_RELIEF, _FADED_SHARE = 0.004, 0.25
_UNLIKE = 0.2
_SIMILAR_LIGHT = 2.5
"""Views whose brightness differs more than so many times are not compared: lamps go on and off."""

Relief = NDArray[np.float64]
"""`_CELLS` x `_CELLS`: how much each cell stands out, as a share of the brightness."""


@dataclass(frozen=True)
class View:
    """One look: brightness (0 to 255) and what stands out."""

    level: float
    relief: Relief

    @property
    def strength(self) -> float:
        """How much stands out, on average."""
        return float(np.abs(self.relief).mean())


def view_of(image: NDArray[np.uint8]) -> View:
    """The coarse view of a picture, H x W x 3."""
    height, width = image.shape[:2]
    rows = np.linspace(0, height - 1, _CELLS * _POINTS).astype(int)
    columns = np.linspace(0, width - 1, _CELLS * _POINTS).astype(int)
    grey = image[rows][:, columns].mean(axis=2)
    cells = grey.reshape(_CELLS, _POINTS, _CELLS, _POINTS).mean(axis=(1, 3))
    padded = np.pad(cells, 1, mode="edge")
    around = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
    level = float(cells.mean())
    return View(level, (cells - around / 4) / (level + _BASE_LEVEL))


@dataclass
class ViewWatch:
    """Compares what the camera sees with what it usually sees. Holds two maps, for ever.

    Attributes:
        since_s: when it began.
    """

    since_s: float
    _now: View | None = None
    _usual: View | None = None
    _last_s: float = 0.0

    def saw(self, view: View, now_s: float) -> None:
        """A new look. Looks that are no trouble become part of what is usual."""
        passed_s = now_s - self._last_s
        self._last_s = now_s
        if self._now is None or self._usual is None:
            self._now = self._usual = view
            return
        self._now = _nearer(self._now, view, passed_s / _SETTLE_SECONDS)
        if not self.blank and not self.elsewhere:
            learnt_s = max(1.0, min(now_s - self.since_s, _LEARN_SECONDS))
            self._usual = _nearer(self._usual, view, passed_s / learnt_s)

    @property
    def blank(self) -> bool:
        """Whether next to nothing stands out: by itself, or beside what usually does."""
        if self._now is None or self._usual is None:
            return False
        return self._now.strength < max(_BLANK_RELIEF, _FADED_SHARE * self._usual.strength)

    @property
    def elsewhere(self) -> bool:
        """Whether this is another place, seen in similar light. False while still learning."""
        if self._now is None or self._usual is None:
            return False
        if self._last_s - self.since_s < _LEARN_SECONDS:
            return False
        lighter, darker = sorted((self._now.level + 1, self._usual.level + 1), reverse=True)
        if lighter > _SIMILAR_LIGHT * darker:
            return False
        return likeness(self._now.relief, self._usual.relief) < _UNLIKE


def _nearer(old: View, new: View, share: float) -> View:
    """`old`, moved by a share of the way, at most all of it, to `new`."""
    share = min(1.0, max(0.0, share))
    return View(
        old.level + share * (new.level - old.level), old.relief + share * (new.relief - old.relief)
    )


def likeness(one: Relief, other: Relief) -> float:
    """Correlation of two maps: 1, the same place; 0, nothing in common."""
    norm = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / norm if norm > 0 else 0.0
