"""What the sun and the sky do on the pavement: long shadows, and a dim spot under each body."""

from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from demo.scene.camera import Camera
from demo.scene.skeleton import RING_POINTS, Body

_COARSER = 2
_SKY_SHARE = 0.30

Points3 = NDArray[np.float64]


class Sun(NamedTuple):
    """Where the sun stands.

    Attributes:
        slope: metres along the ground, x and y, that a shadow reaches for each metre of height.
        share: of the light that a full shadow takes.
        blur_px: width of its edge.
    """

    slope: tuple[float, float]
    share: float
    blur_px: int

    @property
    def direction(self) -> Points3:
        """(3,) towards the sun, of length 1."""
        toward = np.array([-self.slope[0], -self.slope[1], 1.0])
        return np.asarray(toward / np.linalg.norm(toward))


NOON = Sun((0.75, 0.2), 0.42, 5)
LOW = Sun((1.9, 0.75), 0.62, 3)


class ShadowCaster:
    """Darkens a frame where bodies keep light from the ground."""

    def __init__(self, camera: Camera, sun: Sun) -> None:
        self._camera = camera
        self._sun = sun

    def darken(self, frame: MatLike, bodies: list[Body], sun: float) -> MatLike:
        """A copy of the frame with shadows. `sun`: 0, only the sky's, to 1, full."""
        if not bodies:
            return frame.copy()
        # At half the size: shadows are soft anyway, and this is the dearest step of a frame.
        light = self._full_light()
        if sun > 0:
            for body in bodies:
                self._throw(light, body, round(255 * (1 - self._sun.share * sun)))
            edge = (self._sun.blur_px, self._sun.blur_px)
            light = cv2.GaussianBlur(light, edge, 0)
        spots = self._full_light()
        for body in bodies:
            self._spot(spots, body)
        light = cv2.multiply(light, cv2.GaussianBlur(spots, (9, 9), 0), scale=1 / 255)
        full = cv2.resize(light, self._camera.size_px, interpolation=cv2.INTER_LINEAR)
        return cv2.multiply(frame, cv2.merge([full, full, full]), scale=1 / 255)

    def _throw(self, light: MatLike, body: Body, level: int) -> None:
        for leg in body.legs:
            self._stick(light, leg, 0.13, level)
        for arm in body.arms:
            self._stick(light, arm, 0.09, level)
        neck = np.stack([body.torso[:RING_POINTS].mean(axis=0), body.head])
        self._stick(light, neck, 0.12, level)
        trunk = body.torso if body.hem is None else np.concatenate([body.torso, body.hem])
        cv2.fillConvexPoly(light, cv2.convexHull(self._on_ground(trunk)[0]), level)
        centre, depth = self._on_ground(body.head[None])
        radius = body.head_radius_m * self._camera.focal_px / depth / _COARSER
        cv2.circle(light, (int(centre[0, 0]), int(centre[0, 1])), round(radius), level, cv2.FILLED)

    def _stick(self, light: MatLike, joints: Points3, width_m: float, level: int) -> None:
        points, depth = self._on_ground(joints)
        thick = max(1, round(width_m * self._camera.focal_px / depth / _COARSER))
        cv2.polylines(light, [points], isClosed=False, color=level, thickness=thick)

    def _spot(self, spots: MatLike, body: Body) -> None:
        feet = np.concatenate([leg[1:] for leg in body.legs]) * (1, 1, 0)
        points, depth = self._points(feet)
        middle = points.mean(axis=0)
        radius = 0.26 * self._camera.focal_px / depth / _COARSER
        axes = (round(radius), round(radius * 0.7))
        level = round(255 * (1 - _SKY_SHARE))
        centre = (int(middle[0]), int(middle[1]))
        cv2.ellipse(spots, centre, axes, 0, 0, 360, level, cv2.FILLED)

    def _on_ground(self, points_m: Points3) -> tuple[MatLike, float]:
        along = points_m[:, :2] + points_m[:, 2:] * np.array(self._sun.slope)
        return self._points(np.column_stack([along, np.zeros(len(along))]))

    def _points(self, points_m: Points3) -> tuple[MatLike, float]:
        pixels, depths = self._camera.pixels(points_m)
        return np.round(pixels / _COARSER).astype(np.int32), float(depths.mean())

    def _full_light(self) -> MatLike:
        width, height = self._camera.size_px
        return np.full((height // _COARSER, width // _COARSER), 255, dtype=np.uint8)
