"""A pinhole camera over the pavement: from metres in the scene to pixels in the picture.

World: x along the shop front to the right, y from the front to the street, z up, in metres.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from demo.scene.options import Viewpoint
from demo.scene.truth import Gate, gate_at

Matrix = NDArray[np.float64]
Line = tuple[tuple[float, float], tuple[float, float]]

WIDTH_PX, HEIGHT_PX = 640, 480

BODY_CENTRE_M = 0.85
"""Height of the middle of a grown-up, which is what most trackers follow."""
_LINE_POINTS = 2001


class _Mounting(NamedTuple):
    place_m: tuple[float, float, float]
    looks_at_m: tuple[float, float, float]
    focal_px: float
    size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)


_MOUNTINGS: dict[Viewpoint, _Mounting] = {
    "slanted": _Mounting((0.9, 8.8, 5.7), (0.1, 1.55, 0.72), 600.0),
    "steep": _Mounting((0.2, 2.7, 5.6), (0.1, 1.9, 0.0), 560.0),
    "stairs": _Mounting((0.4, 3.0, 6.6), (0.0, -0.5, 0.5), 580.0),
    "square": _Mounting((1.0, 15.5, 13.0), (0.0, 0.5, 0.8), 1500.0, (1920, 1080)),
}


@dataclass(frozen=True, eq=False)
class Camera:
    """A fixed camera.

    Attributes:
        place_m: (3,) where it hangs.
        matrix: (3, 4) from homogeneous world points to homogeneous pixels; the third row gives
            the depth in metres.
        turn: (3, 3) from world directions to right, down and forward of the camera.
        focal_px: pixels a metre takes at one metre of depth.
        size_px: width and height of its picture.
        gate: the line on the ground at which it counts.
    """

    place_m: Matrix
    matrix: Matrix
    turn: Matrix
    focal_px: float
    size_px: tuple[int, int]
    gate: Gate

    def pixels(self, points_m: Matrix) -> tuple[Matrix, Matrix]:
        """Project (N, 3) metres: (N, 2) pixels and (N,) depths in metres."""
        seen = points_m @ self.matrix[:, :3].T + self.matrix[:, 3]
        return seen[:, :2] / seen[:, 2:], seen[:, 2]

    def plane(self, origin: Matrix, across: Matrix, along: Matrix) -> Matrix:
        """(3, 3) homography of a flat thing: its (u, v) lies at origin + u across + v along."""
        plane: Matrix = self.matrix[:, :3] @ np.stack([across, along, origin], axis=1)
        plane[:, 2] += self.matrix[:, 3]
        return plane

    def counting_line(self, height_m: float = BODY_CENTRE_M) -> Line:
        """The line in the picture that a point `height_m` above the feet crosses with them.

        Somebody who looks from the first point to the second has the door at the right hand.
        It ends where the picture does. With 0 it lies on the ground, for trackers which follow
        feet; the default is for those which follow the middle of a box.
        """
        wide, near = self.gate.half_width_m, self.gate.y_m
        places = np.linspace(wide, -wide, _LINE_POINTS)
        level = np.full((len(places), 2), (near, height_m))
        points, _ = self.pixels(np.column_stack([places, level]))
        inside = points[((points >= 0) & (points < self.size_px)).all(axis=1)]
        first, second = inside[0], inside[-1]
        return (float(first[0]), float(first[1])), (float(second[0]), float(second[1]))


def camera_at(viewpoint: Viewpoint, height: float = 1.0) -> Camera:
    """The camera of a viewpoint; `height`: share of the usual one at which it hangs."""
    mounting = _MOUNTINGS[viewpoint]
    place = np.array(mounting.place_m) * (1.0, 1.0, height)
    forward = np.array(mounting.looks_at_m) - place
    forward /= np.linalg.norm(forward)
    # x right, y towards the viewer, z up is left-handed, hence the order in these products.
    right = np.cross((0.0, 0.0, 1.0), forward)
    right /= np.linalg.norm(right)
    down = np.cross(right, forward)
    width, height = mounting.size_px
    lens = np.array(
        [[mounting.focal_px, 0, width / 2], [0, mounting.focal_px, height / 2], [0, 0, 1]]
    )
    turn = np.stack([right, down, forward])
    matrix = lens @ np.column_stack([turn, -turn @ place])
    return Camera(place, matrix, turn, mounting.focal_px, mounting.size_px, gate_at(viewpoint))
