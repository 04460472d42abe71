"""From an instant to a picture: the same options and instant give the same pixels."""

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from demo.scene.backdrop import DOOR_HALF_WIDTH_M, DOOR_HEIGHT_M, build_backdrop
from demo.scene.camera import HEIGHT_PX, WIDTH_PX, camera_at
from demo.scene.figure import Brush, draw_figure
from demo.scene.light import cloud, door_openness
from demo.scene.looks import Look
from demo.scene.options import SceneOptions
from demo.scene.script import Script, Walker
from demo.scene.shadows import ShadowCaster
from demo.scene.skeleton import Body, body_at

Image = NDArray[np.uint8]

_CLOUD_DIMS = np.array([0.20, 0.24, 0.29])
"""Shares of blue, green and red that a full cloud takes: its light is bluer."""
_NOISE_MARGIN_PX = 64
_FLICKER_LEVELS = 10
_FLICKER_BAND_PX = 240
_FLICKER_PX_PER_S = 1730.0
_REACH_PX = 260
"""How far a step, a shoulder or a shadow may reach from the line between feet and head."""
_INSIDE_FROM_M = -0.05
_DOOR_GLASS = (214, 206, 190)


class Renderer:
    """Draws a scene at any instant. Not for several threads at once.

    Args:
        options: which scene.
        script: its people; shared with whoever counts them.
    """

    def __init__(self, options: SceneOptions, script: Script) -> None:
        self._options = options
        self._script = script
        self._camera = camera_at(options.viewpoint)
        self._backdrop = build_backdrop(self._camera, options)
        self._shadows = ShadowCaster(self._camera)
        self._noise = _noise_sheets(options)
        self._bands = _flicker_sheet() if options.flicker else None

    def frame_at(self, time_s: float) -> Image:
        """The picture at an instant: 480 x 640 x 3, BGR. The caller may write into it."""
        walkers = self._script.walkers_at(time_s)
        dimmed = cloud(self._options.seed, time_s) if self._options.light_change else 0.0
        door_open = door_openness(walkers, time_s)
        people = [
            (body_at(each.look, each.path, time_s), each.look)
            for each in walkers
            if self._may_be_seen(each, time_s)
        ]
        outside = [(body, look) for body, look in people if body.head[1] >= _INSIDE_FROM_M]
        inside = [(body, look) for body, look in people if body.head[1] < _INSIDE_FROM_M]

        sun = (1 - 0.9 * dimmed) if self._options.shadow else 0.0
        frame = self._shadows.darken(self._backdrop.picture, [body for body, _ in outside], sun)
        if self._options.light_change:
            glow = self._backdrop.glow
            frame = cv2.addWeighted(frame, 1.0, glow, door_open * (0.25 + 0.75 * dimmed), 0)
        self._draw_doorway(frame, inside, door_open)
        self._draw_people(frame, outside, (0, 0))
        return self._through_sensor(frame, time_s, dimmed)

    def _may_be_seen(self, walker: Walker, time_s: float) -> bool:
        x_m, y_m = walker.path.position_m(time_s)
        pixels, _ = self._camera.pixels(np.array([(x_m, y_m, 0), (x_m, y_m, 1.8)]))
        (left, top), (right, bottom) = pixels.min(axis=0), pixels.max(axis=0)
        across = right > -_REACH_PX and left < WIDTH_PX + _REACH_PX
        return bool(across and bottom > -_REACH_PX and top < HEIGHT_PX + _REACH_PX)

    def _draw_people(
        self, picture: MatLike, people: list[tuple[Body, Look]], corner_px: tuple[int, int]
    ) -> None:
        if not people:
            return
        brush = Brush(picture, self._camera, corner_px)
        depths = brush.depths_m(np.stack([body.head * (1, 1, 0) for body, _ in people]))
        for index in np.argsort(-depths, kind="stable"):
            draw_figure(brush, *people[index])

    def _draw_doorway(
        self, frame: MatLike, people: list[tuple[Body, Look]], door_open: float
    ) -> None:
        """Whoever is behind the front is seen only through the opening."""
        doorway = self._backdrop.doorway
        view = doorway.of(frame).copy()
        corner = (doorway.left, doorway.top)
        self._draw_people(view, people, corner)
        for side in (-1, 1):
            self._draw_pane(view, corner, side, door_open)
        cv2.copyTo(view, self._backdrop.opening, doorway.of(frame))

    def _draw_pane(
        self, view: MatLike, corner_px: tuple[int, int], side: int, door_open: float
    ) -> None:
        near = side * 0.94 * DOOR_HALF_WIDTH_M * door_open
        far = side * DOOR_HALF_WIDTH_M * (1 + door_open)
        height = DOOR_HEIGHT_M
        ends = [(near, -0.08, 0), (far, -0.08, 0), (far, -0.08, height), (near, -0.08, height)]
        points, _ = self._camera.pixels(np.array(ends, dtype=np.float64))
        outline = np.round((points - corner_px) * 16).astype(np.int32)
        glass = cv2.fillConvexPoly(view.copy(), outline, _DOOR_GLASS, cv2.LINE_AA, 4)
        cv2.addWeighted(glass, 0.3, view, 0.7, 0, dst=view)
        cv2.polylines(view, [outline], True, (66, 74, 80), 2, cv2.LINE_AA, 4)

    def _through_sensor(self, frame: MatLike, time_s: float, dimmed: float) -> Image:
        """Exposure, mains flicker and noise."""
        if dimmed > 0:
            levels = np.arange(256)[:, None] * (1 - _CLOUD_DIMS * dimmed)
            frame = cv2.LUT(frame, levels.astype(np.uint8)[None])
        if self._bands is not None:
            top = int(time_s * _FLICKER_PX_PER_S) % _FLICKER_BAND_PX
            frame = cv2.add(frame, self._bands[top : top + HEIGHT_PX])
        if self._noise is not None:
            # A hash of the instant (Knuth's multiplicative one) chooses a place on the sheet.
            place = (round(time_s * 1000) * 2_654_435_761) % 2**32
            top, left = place % _NOISE_MARGIN_PX, (place >> 12) % _NOISE_MARGIN_PX
            part = np.s_[top : top + HEIGHT_PX, left : left + WIDTH_PX]
            frame = cv2.subtract(cv2.add(frame, self._noise[0][part]), self._noise[1][part])
        return np.asarray(frame, dtype=np.uint8)


def _noise_sheets(options: SceneOptions) -> tuple[Image, Image] | None:
    """What noise adds and what it takes, on sheets a little larger than a frame."""
    if options.noise == 0:
        return None
    rng = np.random.default_rng((options.seed, 3_000_017))
    size = (HEIGHT_PX + _NOISE_MARGIN_PX, WIDTH_PX + _NOISE_MARGIN_PX, 3)
    noise = np.round(rng.normal(0, options.noise, size))
    return noise.clip(0, 255).astype(np.uint8), (-noise).clip(0, 255).astype(np.uint8)


def _flicker_sheet() -> Image:
    rows = np.arange(HEIGHT_PX + _FLICKER_BAND_PX) * (2 * np.pi / _FLICKER_BAND_PX)
    levels = _FLICKER_LEVELS * (0.5 + 0.5 * np.sin(rows))
    sheet = np.broadcast_to(levels[:, None, None], (len(rows), WIDTH_PX, 3))
    return sheet.astype(np.uint8)
