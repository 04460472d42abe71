"""What the picture looks like when nobody is in it, whatever the light does."""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.detections import Boxes
from edge_vision.ports import Image

_MEMORY_SECONDS = 30.0
"""What the background remembers: something that rests a fifth of this becomes part of it."""
_BACKGROUND_RATIO = 0.8
"""That fifth. OpenCV's own 0.9 means a tenth, and somebody in plain clothes who takes three
seconds to pass would fall to pieces."""
_FIRST_MEMORY_SECONDS = 5.0
"""At first the memory is short: whoever stood there at the start leaves a hole behind."""
_SETTLING_FRAMES = 8
_LESSON_SECONDS = 0.5
"""Between lessons while somebody has to be kept out of them, which costs as much again."""
_FOREGROUND = 255
_VARIANCE_THRESHOLD = 25
_CELL_PX = 12
_LEAST_GAIN = 0.01


class Background:
    """MOG2 (Zivkovic 2004, with its shadow test), learning by seconds and not by frames."""

    def __init__(self) -> None:
        self._model = cv2.createBackgroundSubtractorMOG2(
            varThreshold=_VARIANCE_THRESHOLD, detectShadows=True
        )
        self._model.setBackgroundRatio(_BACKGROUND_RATIO)
        self._frames = 0
        self._learnt_s = self._began_s = 0.0

    @property
    def settling(self) -> bool:
        """Whether it has seen too little yet to say anything."""
        return self._frames < _SETTLING_FRAMES

    def forget(self) -> None:
        """Learn the next pictures quickly: the light was switched."""
        self._frames = 0

    def differs(self, small: Image, time_s: float, keep: Boxes) -> NDArray[np.uint8]:
        """1 where the picture is not background; shadows are background.

        Args:
            small: the picture.
            time_s: its time.
            keep: bodies, in pixels of `small`, that it must not learn although they stand still.
        """
        if not self._frames:
            self._began_s = self._learnt_s = time_s
        self._frames += 1
        rate = self._rate(time_s)
        if not len(keep) or self.settling:
            self._learnt_s = time_s
            return _foreground(self._model.apply(small, learningRate=rate))
        mask = _foreground(self._model.apply(small, learningRate=0))
        if time_s - self._learnt_s >= _LESSON_SECONDS:
            self._learnt_s = time_s
            background = self._model.getBackgroundImage()
            lesson = small.copy()
            for x1, y1, x2, y2 in np.clip(keep, 0, None).astype(int):
                lesson[y1 : y2 + 1, x1 : x2 + 1] = background[y1 : y2 + 1, x1 : x2 + 1]
            self._model.apply(lesson, learningRate=rate)
        return mask

    def _rate(self, time_s: float) -> float:
        """How much of the background the next lesson replaces, 0 to 1."""
        passed_s = max(0.0, time_s - self._learnt_s)
        memory_s = min(max(time_s - self._began_s, _FIRST_MEMORY_SECONDS), _MEMORY_SECONDS)
        rate = 1 - math.exp(-passed_s / memory_s)
        return max(rate, 1 / self._frames) if self._frames <= _SETTLING_FRAMES else rate


class Light:
    """Takes slow and sudden changes of the light, and the camera's own, out of the picture."""

    def __init__(self) -> None:
        self._usual: NDArray[np.float32] | None = None

    def even_out(self, small: Image) -> Image:
        """The picture in the light that was first seen: one gain for each colour.

        The gain is a median over cells, so people may fill up to half of the picture.
        """
        cells = (max(1, small.shape[1] // _CELL_PX), max(1, small.shape[0] // _CELL_PX))
        # Whole cells only: OpenCV is four times as fast when the sizes divide.
        whole = small[: cells[1] * _CELL_PX, : cells[0] * _CELL_PX]
        tiny = cv2.resize(whole, cells, interpolation=cv2.INTER_AREA).astype(np.float32) + 1
        if self._usual is None:
            self._usual = tiny
            return small
        gains = np.median((self._usual / tiny).reshape(-1, 3), axis=0)
        if np.abs(gains - 1).max() < _LEAST_GAIN:
            return small
        table = np.arange(256)[:, None] * gains
        return np.asarray(cv2.LUT(small, np.clip(table, 0, 255).astype(np.uint8)[None]), np.uint8)


def _foreground(labels: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(labels == _FOREGROUND, dtype=np.uint8)
