"""The shop's door in the picture: how far it is open, what it lets out, and who is behind it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import cv2
import numpy as np
from cv2.typing import MatLike

from demo.scene.backdrop import DOOR_HALF_WIDTH_M, DOOR_HEIGHT_M, build_backdrop
from demo.scene.camera import Camera
from demo.scene.light import door_openness
from demo.scene.options import SceneOptions
from demo.scene.script import Walker

_GLASS = (214, 206, 190)


class Doorway:
    """The front with its sliding door, for viewpoints at the door.

    Attributes:
        backdrop: all that never moves.
    """

    def __init__(self, camera: Camera, options: SceneOptions) -> None:
        self._camera = camera
        self.backdrop = build_backdrop(camera, options)

    def openness(self, walkers: Iterable[Walker], time_s: float) -> float:
        """How far the door is open, 0 to 1."""
        return door_openness(walkers, time_s)

    def glow(self, frame: MatLike, door_open: float, dimmed: float) -> MatLike:
        """The frame with the light that an open door lets out; it shows more under a cloud."""
        return cv2.addWeighted(
            frame, 1.0, self.backdrop.glow, door_open * (0.25 + 0.75 * dimmed), 0
        )

    @contextmanager
    def looking_in(
        self, frame: MatLike, door_open: float
    ) -> Iterator[tuple[MatLike, tuple[int, int]]]:
        """The part of the frame around the door, and its corner, to draw whoever is behind it.

        Afterwards the panes are drawn before them, and all is seen only through the opening.
        """
        part = self.backdrop.doorway
        view = part.of(frame).copy()
        corner = (part.left, part.top)
        yield view, corner
        for side in (-1, 1):
            self._draw_pane(view, corner, side, door_open)
        cv2.copyTo(view, self.backdrop.opening, part.of(frame))

    def _draw_pane(
        self, view: MatLike, corner_px: tuple[int, int], side: int, door_open: float
    ) -> None:
        near = side * 0.94 * DOOR_HALF_WIDTH_M * door_open
        far = side * DOOR_HALF_WIDTH_M * (1 + door_open)
        height = DOOR_HEIGHT_M
        ends = [(near, -0.08, 0), (far, -0.08, 0), (far, -0.08, height), (near, -0.08, height)]
        points, _ = self._camera.pixels(np.array(ends, dtype=np.float64))
        outline = np.round((points - corner_px) * 16).astype(np.int32)
        glass = cv2.fillConvexPoly(view.copy(), outline, _GLASS, cv2.LINE_AA, 4)
        cv2.addWeighted(glass, 0.3, view, 0.7, 0, dst=view)
        cv2.polylines(view, [outline], True, (66, 74, 80), 2, cv2.LINE_AA, 4)
