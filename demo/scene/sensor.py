"""What a camera adds to a scene: exposure, the mains' flicker, sway, softness and noise."""

import math

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from demo.scene.options import SceneOptions

Image = NDArray[np.uint8]

_CLOUD_DIMS = np.array([0.20, 0.24, 0.29])
"""Shares of blue, green and red that a full cloud takes: its light is bluer."""
_NOISE_MARGIN_PX = 64
_FLICKER_LEVELS = 10
_FLICKER_BAND_PX = 240
_FLICKER_PX_PER_S = 1730.0
_SWAY_HZ = (0.31, 0.83, 0.47, 1.13)
_SWAY_DEGREES_PER_PX = 0.05


class Sensor:
    """Turns light into a picture of `size_px` (width, height)."""

    def __init__(self, options: SceneOptions, size_px: tuple[int, int]) -> None:
        self._size = size_px
        self._sway_px = options.sway_px
        self._noise = _noise_sheets(options, size_px)
        self._bands = _flicker_sheet(size_px) if options.flicker else None

    def expose(self, light: MatLike, time_s: float, dimmed: float) -> Image:
        """The picture of an instant. `dimmed`: 0, full sun, to 1, a cloud before it."""
        width, height = self._size
        frame = self._swayed(light, time_s)
        if dimmed > 0:
            levels = np.arange(256)[:, None] * (1 - _CLOUD_DIMS * dimmed)
            frame = cv2.LUT(frame, levels.astype(np.uint8)[None])
        if self._bands is not None:
            top = int(time_s * _FLICKER_PX_PER_S) % _FLICKER_BAND_PX
            frame = cv2.add(frame, self._bands[top : top + height])
        if self._noise is not None:
            # A hash of the instant (Knuth's multiplicative one) chooses a place on the sheet.
            place = (round(time_s * 1000) * 2_654_435_761) % 2**32
            top, left = place % _NOISE_MARGIN_PX, (place >> 12) % _NOISE_MARGIN_PX
            part = np.s_[top : top + height, left : left + width]
            frame = cv2.subtract(cv2.add(frame, self._noise[0][part]), self._noise[1][part])
        return np.asarray(frame, dtype=np.uint8)

    def _swayed(self, light: MatLike, time_s: float) -> MatLike:
        """The picture moved and turned a little, as by wind on a pole or steps on a floor."""
        if self._sway_px == 0:
            return light
        waves = [math.sin(2 * math.pi * hertz * time_s + hertz) for hertz in _SWAY_HZ]
        across, along = waves[0] + 0.5 * waves[1], waves[2] + 0.5 * waves[3]
        middle = (self._size[0] / 2, self._size[1] / 2)
        turn = cv2.getRotationMatrix2D(middle, _SWAY_DEGREES_PER_PX * self._sway_px * waves[1], 1.0)
        moved = np.array([[0, 0, across], [0, 0, along]]) * self._sway_px / 1.5
        return cv2.warpAffine(
            light, np.asarray(turn + moved), self._size, borderMode=cv2.BORDER_REPLICATE
        )


def _noise_sheets(options: SceneOptions, size_px: tuple[int, int]) -> tuple[Image, Image] | None:
    """What noise adds and what it takes, on sheets a little larger than a frame."""
    if options.noise == 0:
        return None
    rng = np.random.default_rng((options.seed, 3_000_017))
    size = (size_px[1] + _NOISE_MARGIN_PX, size_px[0] + _NOISE_MARGIN_PX, 3)
    noise = np.round(rng.normal(0, options.noise, size))
    return noise.clip(0, 255).astype(np.uint8), (-noise).clip(0, 255).astype(np.uint8)


def _flicker_sheet(size_px: tuple[int, int]) -> Image:
    rows = np.arange(size_px[1] + _FLICKER_BAND_PX) * (2 * np.pi / _FLICKER_BAND_PX)
    levels = _FLICKER_LEVELS * (0.5 + 0.5 * np.sin(rows))
    sheet = np.broadcast_to(levels[:, None, None], (len(rows), size_px[0], 3))
    return sheet.astype(np.uint8)
