"""Notices a camera that shows nothing of use: frozen, black, covered, moved, or silent."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.view import ViewWatch, view_of

Trouble = Literal["camera_frozen", "camera_dark", "camera_covered", "camera_moved"]

TROUBLES: Final[dict[Trouble, str]] = {
    "camera_frozen": "The camera has shown the same picture, or none, for {0:.0f} s; restart it.",
    "camera_dark": "The camera's picture has been black for {0:.0f} s; is it covered, or is "
    "the light off?",
    "camera_covered": "The camera has shown an empty blur for {0:.0f} s; is its lens covered, "
    "painted or out of focus?",
    "camera_moved": "The camera has shown another place for {0:.0f} s; turn it back, or draw its "
    "lines anew and restart the service.",
}
"""One sentence each; the number is how long it has lasted at least."""

_EVERY_ROWS = 4
"""A video encoder changes blocks of 8 or 16 rows: no change falls between these."""
_SAMPLES = 32
_DARK_LEVEL, _DARK_SPREAD = 20.0, 6.0
"""Of 255. A covered lens is dark *and* even; a shop at night has its exit sign."""
_LOOK_SECONDS = 1.0
_MOVED_LIMITS = 3
"""People may fill a view for a while, a delivery may stand before the camera: so much longer."""


@dataclass
class PictureWatch:
    """Watches the newest pictures. Times are seconds of any clock that does not jump.

    A picture is frozen when not one of its values changes for `limit_s`. A live sensor is never
    that still, in the dark neither; a network camera may repeat an encoded picture of an empty
    shop exactly, but at its next key frame at the latest it encodes the sensor's noise anew, so
    `limit_s` must be longer than the camera's key frame interval (mostly 1 to 10 s).

    Attributes:
        limit_s: how long something must last before it is trouble.
        now_s: the time it starts at.
    """

    limit_s: float
    now_s: float
    _last: NDArray[np.uint8] | None = None

    def __post_init__(self) -> None:
        self._changed_s = self._bright_s = self._clear_s = self._home_s = self.now_s
        self._view = ViewWatch(self.now_s)
        self._looked_s = -np.inf

    def saw(self, image: NDArray[np.uint8], now_s: float) -> None:
        """A new picture came."""
        shown = image[::_EVERY_ROWS].copy()
        if self._last is None or not np.array_equal(shown, self._last):
            self._changed_s = now_s
        self._last = shown
        bright = not _is_dark(image)
        if bright:
            self._bright_s = now_s
        if now_s - self._looked_s >= _LOOK_SECONDS:
            self._looked_s = now_s
            self._look(image, now_s, bright=bright)

    def _look(self, image: NDArray[np.uint8], now_s: float, *, bright: bool) -> None:
        """In the dark there is nothing to compare: it is a trouble of its own."""
        if bright:
            self._view.saw(view_of(image), now_s)
        if not bright or not self._view.blank:
            self._clear_s = now_s
        if not bright or not self._view.elsewhere:
            self._home_s = now_s

    def trouble(self, now_s: float) -> Trouble | None:
        """What is wrong; None: nothing. The plainest cause is told first."""
        if now_s - self._changed_s >= self.limit_s:
            return "camera_frozen"
        if now_s - self._bright_s >= self.limit_s:
            return "camera_dark"
        if now_s - self._clear_s >= self.limit_s:
            return "camera_covered"
        if now_s - self._home_s >= _MOVED_LIMITS * self.limit_s:
            return "camera_moved"
        return None


def _is_dark(image: NDArray[np.uint8]) -> bool:
    rows = np.linspace(0, image.shape[0] - 1, _SAMPLES).astype(int)
    columns = np.linspace(0, image.shape[1] - 1, _SAMPLES).astype(int)
    sample = image[np.ix_(rows, columns)]
    return bool(sample.mean() <= _DARK_LEVEL and sample.std() <= _DARK_SPREAD)
