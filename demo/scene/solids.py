"""Draws rounded solids with light, shade and cloth, each in front of what is further away.

A body is a few dozen rounded sticks. Every pixel of a stick knows its place across and along it,
hence its depth and which way its surface faces: enough for light from a sun and a sky, and for a
person detector that learnt from photographs to see a person.
"""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from demo.scene.camera import Camera
from demo.scene.looks import Colour

Points3 = NDArray[np.float64]
Field = NDArray[np.float32]
Paint = Callable[[Field], Field]
"""From surface normals in the world, H x W x 3, to colours, H x W x 3, BGR."""

_FINER = 2
"""Drawn so much finer than the picture, then shrunk: edges become soft."""
_MARGIN_PX = 3
_FOLD_LEVELS = 0.16
_SOFT_M = 0.022
_SKY, _SUN, _GROUND = 0.56, 0.52, 0.10
_RIM = 0.28
"""How much darker a surface is that is seen edge-on."""
_FOLDS = 64


class Stick(NamedTuple):
    """A rounded, tapered stick from `start` to `end`, metres, with a radius at either end."""

    start: Points3
    end: Points3
    start_m: float
    end_m: float
    paint: Colour | Paint


class SolidPainter:
    """Draws bodies into a picture whose corner may be anywhere in the frame.

    Args:
        picture: BGR; written to.
        camera: how the world is seen.
        corner_px: where the picture's corner lies in the camera's frame.
        sun: 0, an overcast sky, to 1.
        sun_from: (3,) direction to the sun, of length 1.
    """

    def __init__(
        self,
        picture: MatLike,
        camera: Camera,
        corner_px: tuple[int, int],
        *,
        sun: float,
        sun_from: Points3,
    ) -> None:
        self._picture = picture
        self._camera = camera
        self._corner = np.array(corner_px, dtype=np.float64)
        self._sun = sun
        self._sun_from = sun_from.astype(np.float32)
        self._turn = camera.turn.astype(np.float32)

    def draw(self, sticks: list[Stick], folds: Field) -> None:
        """Draw one body. `folds`: the creases of its clothes, see `fold_sheet`."""
        ends = np.array([end for stick in sticks for end in (stick.start, stick.end)])
        pixels, depths = self._camera.pixels(ends)
        radii_m = np.array([r for stick in sticks for r in (stick.start_m, stick.end_m)])
        radii = radii_m * self._camera.focal_px / depths
        where = pixels - self._corner
        low = np.floor((where - radii[:, None]).min(axis=0)).astype(int) - _MARGIN_PX
        high = np.ceil((where + radii[:, None]).max(axis=0)).astype(int) + _MARGIN_PX
        low = np.maximum(low, 0)
        high = np.minimum(high, (self._picture.shape[1], self._picture.shape[0]))
        if (high - low).min() <= 1:
            return
        sheet = _Sheet.of(*((high - low) * _FINER))
        spots = np.column_stack([(where - low) * _FINER, depths, radii * _FINER, radii_m])
        for stick, start, end in zip(sticks, spots[::2], spots[1::2], strict=True):
            self._rasterise(sheet, stick, start, end, folds)
        soft_px = _FINER * _SOFT_M * self._camera.focal_px / float(depths.mean())
        self._blend(sheet, low, high, soft_px)

    def _rasterise(
        self, sheet: "_Sheet", stick: Stick, start: Points3, end: Points3, folds: Field
    ) -> None:
        window = sheet.window(start, end)
        if window is None:
            return
        rows, columns = window
        x = np.arange(columns.start, columns.stop, dtype=np.float32)[None, :] + 0.5
        y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + 0.5
        way = (end[:2] - start[:2]).astype(np.float32)
        length = float(way @ way)
        dx, dy = x - np.float32(start[0]), y - np.float32(start[1])
        along = np.clip((dx * way[0] + dy * way[1]) / max(length, 1e-3), 0, 1)
        radius = np.float32(start[3]) + np.float32(end[3] - start[3]) * along
        nx, ny = (dx - along * way[0]) / radius, (dy - along * way[1]) / radius
        flat = nx * nx + ny * ny
        bulge = np.sqrt(np.maximum(1 - flat, 0))
        thick = np.float32(start[4]) + np.float32(end[4] - start[4]) * along
        depth = np.float32(start[2]) + np.float32(end[2] - start[2]) * along - thick * bulge
        shown = (flat < 1) & (depth < sheet.depth[window])
        if not shown.any():
            return
        normals = np.stack([nx, ny, -bulge], axis=-1)[shown] @ self._turn
        colour = (
            stick.paint(normals) if callable(stick.paint) else np.asarray(stick.paint, np.float32)
        )
        across = (nx + ny)[shown]
        crease = folds[
            (along[shown] * 24).astype(int) % _FOLDS, ((across + 1) * 14).astype(int) % _FOLDS
        ]
        light = self._light(normals) * (1 - _RIM + _RIM * bulge[shown]) + crease
        sheet.colour[window][shown] = colour
        sheet.light[window][shown] = light
        sheet.depth[window][shown] = depth[shown]

    def _light(self, normals: Field) -> Field:
        """Shares of a surface's own colour, from the sky above, the sun and the ground."""
        sky = _SKY * (0.5 + 0.5 * normals[:, 2])
        ground = _GROUND * (0.5 - 0.5 * normals[:, 2])
        sun = (0.35 + 0.65 * self._sun) * _SUN * np.maximum(normals @ self._sun_from, 0)
        return np.asarray(0.26 + sky + ground + sun, dtype=np.float32)

    def _blend(self, sheet: "_Sheet", low: Points3, high: Points3, soft_px: float) -> None:
        size = (int(high[0] - low[0]), int(high[1] - low[1]))
        solid = np.isfinite(sheet.depth).astype(np.float32)
        # Sticks meet in grooves that cloth would bridge: light is softened, colours are not.
        near = cv2.GaussianBlur(solid, (0, 0), soft_px)
        light = cv2.GaussianBlur(sheet.light, (0, 0), soft_px) / np.maximum(near, 1e-3)
        lit = sheet.colour * (solid * light)[..., None]
        cover = cv2.resize(solid, size, interpolation=cv2.INTER_AREA)[..., None]
        # Colours outside are 0, so the shrunk sheet is already weighted with its cover.
        colour = cv2.resize(lit, size, interpolation=cv2.INTER_AREA)
        part = self._picture[int(low[1]) : int(high[1]), int(low[0]) : int(high[0])]
        part[:] = np.clip(part * (1 - cover) + colour, 0, 255).astype(np.uint8)


class _Sheet(NamedTuple):
    """A finer picture of one body: its own colours, the light on it, metres to what is nearest."""

    colour: Field
    light: Field
    depth: Field

    @classmethod
    def of(cls, width: int, height: int) -> "_Sheet":
        return cls(
            np.zeros((height, width, 3), np.float32),
            np.zeros((height, width), np.float32),
            np.full((height, width), np.inf, np.float32),
        )

    def window(self, start: Points3, end: Points3) -> tuple[slice, slice] | None:
        """Rows and columns that a stick may touch; None: none of them."""
        height, width = self.depth.shape
        reach = max(start[3], end[3]) + 1
        left, right = sorted((start[0], end[0]))
        top, bottom = sorted((start[1], end[1]))
        x1, x2 = max(0, int(left - reach)), min(width, int(right + reach) + 1)
        y1, y2 = max(0, int(top - reach)), min(height, int(bottom + reach) + 1)
        return (slice(y1, y2), slice(x1, x2)) if x2 > x1 and y2 > y1 else None


def fold_sheet(number: int) -> Field:
    """Creases and seams of one person's clothes, as shares to add to the light: 64 x 64."""
    rng = np.random.default_rng((number, 4_000_037))
    rough = rng.normal(0, 1, (_FOLDS, _FOLDS)).astype(np.float32)
    soft = cv2.GaussianBlur(rough, (0, 0), 2.0, borderType=cv2.BORDER_REFLECT)
    return np.asarray(soft / max(float(soft.std()), 1e-6) * _FOLD_LEVELS, dtype=np.float32)
