"""Everything that stands still: the shop front, the pavement and what is seen through the door."""

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.random import Generator

from demo.scene import textures
from demo.scene.camera import HEIGHT_PX, WIDTH_PX, Camera
from demo.scene.looks import Colour
from demo.scene.options import SceneOptions
from demo.scene.textures import PX_PER_M

DOOR_HALF_WIDTH_M = 1.05
DOOR_HEIGHT_M = 2.25

_OVERSAMPLING = 2
_FRONT_HALF_WIDTH_M = 9.0
_FRONT_HEIGHT_M = 4.2
_WINDOWS_M = ((-4.9, -1.5), (1.5, 4.9))
_WINDOW_FROM_M, _WINDOW_TO_M = 0.55, 2.35
_AWNING_HALF_WIDTH_M = 2.35
_AWNING_DEPTH_M = 0.8
_AWNING_TOP_M, _AWNING_EDGE_M, _BOARD_FROM_M = 3.2, 2.86, 2.44
_BEHIND_M = 4.5

Corners = list[tuple[float, float, float]]


class Region(NamedTuple):
    """A rectangle of the picture in pixels; `right` and `bottom` are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, picture: MatLike) -> MatLike:
        """This part of a picture, sharing its memory."""
        return picture[self.top : self.bottom, self.left : self.right]


@dataclass(frozen=True, eq=False)
class Backdrop:
    """What never moves.

    Attributes:
        picture: 480 x 640 x 3, BGR.
        doorway: the part of the picture that holds the opening of the door.
        opening: within `doorway`, 255 where one looks through the door.
        glow: 480 x 640 x 3, BGR: light that the open door adds to the pavement.
    """

    picture: MatLike
    doorway: Region
    opening: MatLike
    glow: MatLike


def build_backdrop(camera: Camera, options: SceneOptions) -> Backdrop:
    """Draw the scene without people. Slow (tens of milliseconds), so done once."""
    rng = np.random.default_rng((options.seed, 2_000_003))
    fine = _Canvas(camera, _OVERSAMPLING)
    _draw_street(fine, rng)
    _draw_inside(fine, rng)
    inside = fine.picture.copy()
    _draw_front(fine, rng)
    opening = fine.mask(_upright(-DOOR_HALF_WIDTH_M, DOOR_HALF_WIDTH_M, 0.0, DOOR_HEIGHT_M))
    # What is before the opening, the frame and the awning, hides it.
    cv2.copyTo(inside, opening, fine.picture)
    _draw_door_frame(fine)
    if options.viewpoint == "slanted":
        opening = cv2.bitwise_and(opening, cv2.bitwise_not(fine.mask(_board_corners())))
        _draw_awning(fine)
    picture = _vignetted(_shrunk(fine.picture))
    opening = _shrunk(opening)
    left, top, width, height = cv2.boundingRect(opening)
    doorway = Region(left, top, left + width, top + height)
    return Backdrop(picture, doorway, doorway.of(opening), _glow(camera))


class _Canvas:
    """A picture some times finer than the camera's, on which world planes can be laid."""

    def __init__(self, camera: Camera, finer: int) -> None:
        self._camera = camera
        self._scale = np.diag([finer, finer, 1.0])
        self.size = (WIDTH_PX * finer, HEIGHT_PX * finer)
        self.picture: MatLike = np.zeros((self.size[1], self.size[0], 3), dtype=np.uint8)

    def lay(self, texture: MatLike, corner: tuple[float, float, float], *, flat: bool) -> None:
        """Lay a texture with its top left corner at `corner`.

        `flat`: on the ground, its rows towards the street; else upright, facing the street.
        """
        down = (0.0, 1.0, 0.0) if flat else (0.0, 0.0, -1.0)
        self.lay_along(texture, corner, down)

    def lay_along(
        self,
        texture: MatLike,
        corner: tuple[float, float, float],
        down: tuple[float, float, float],
    ) -> None:
        """Lay a texture whose rows go in the direction `down` (of length 1)."""
        across = np.array([1.0, 0.0, 0.0]) / PX_PER_M
        plane = self._camera.plane(np.array(corner), across, np.array(down) / PX_PER_M)
        matrix = self._scale @ plane
        laid = cv2.warpPerspective(texture, matrix, self.size, flags=cv2.INTER_AREA)
        full = np.full(texture.shape[:2], 255, dtype=np.uint8)
        mask = cv2.warpPerspective(full, matrix, self.size, flags=cv2.INTER_NEAREST)
        cv2.copyTo(laid, mask, self.picture)

    def corners_px(self, corners: Corners) -> MatLike:
        """World points to (N, 2) whole pixels of this canvas."""
        points, _ = self._camera.pixels(np.array(corners))
        return np.asarray(np.round(points * self._scale[0, 0]), dtype=np.int32)

    def mask(self, corners: Corners) -> MatLike:
        """255 within a polygon of world points, 0 outside."""
        mask: MatLike = np.zeros(self.picture.shape[:2], dtype=np.uint8)
        cv2.fillConvexPoly(mask, self.corners_px(corners), 255)
        return mask

    def fill(self, corners: Corners, colour: Colour) -> None:
        """Paint a convex polygon of world points."""
        cv2.fillConvexPoly(self.picture, self.corners_px(corners), colour, cv2.LINE_AA)

    def blend(self, corners: Corners, colour: Colour, share: float, blur_px: int) -> None:
        """Tint a polygon of world points, with a soft edge."""
        mask = cv2.GaussianBlur(self.mask(corners), (blur_px, blur_px), 0)
        alpha = mask[..., None].astype(np.float32) * (share / 255)
        tinted = self.picture * (1 - alpha) + np.array(colour, dtype=np.float32) * alpha
        self.picture = tinted.astype(np.uint8)


def _upright(left: float, right: float, low: float, high: float, y: float = 0.0) -> Corners:
    return [(left, y, low), (right, y, low), (right, y, high), (left, y, high)]


def _flat(left: float, right: float, near: float, far: float) -> Corners:
    return [(left, near, 0.0), (right, near, 0.0), (right, far, 0.0), (left, far, 0.0)]


def _draw_street(canvas: _Canvas, rng: Generator) -> None:
    slabs = textures.pavement(rng, 2 * _FRONT_HALF_WIDTH_M, 6.4)
    canvas.lay(slabs, (-_FRONT_HALF_WIDTH_M, 0.0, 0.0), flat=True)
    # Little light reaches the corner between wall and ground.
    canvas.blend(_flat(-9.0, 9.0, 0.0, 0.22), (96, 100, 104), 0.55, 41)
    canvas.fill(_flat(-0.95, 0.95, 0.12, 0.72), (62, 66, 70))
    canvas.fill(_flat(-0.87, 0.87, 0.18, 0.66), (78, 84, 90))


def _draw_inside(canvas: _Canvas, rng: Generator) -> None:
    shelves = textures.back_wall(rng, 7.0, 2.8)
    canvas.lay(shelves, (-3.5, -_BEHIND_M, 2.8), flat=False)
    floor = textures.shop_floor(7.0, _BEHIND_M)
    canvas.lay(floor, (-3.5, -_BEHIND_M, 0.0), flat=True)


def _draw_front(canvas: _Canvas, rng: Generator) -> None:
    wall = textures.wall(2 * _FRONT_HALF_WIDTH_M, _FRONT_HEIGHT_M)
    canvas.lay(wall, (-_FRONT_HALF_WIDTH_M, 0.0, _FRONT_HEIGHT_M), flat=False)
    for left, right in _WINDOWS_M:
        window = textures.shop_window(rng, right - left, _WINDOW_TO_M - _WINDOW_FROM_M)
        canvas.lay(window, (left, 0.0, _WINDOW_TO_M), flat=False)


def _draw_door_frame(canvas: _Canvas) -> None:
    half, high = DOOR_HALF_WIDTH_M, DOOR_HEIGHT_M
    wood: Colour = (52, 66, 74)
    canvas.fill(_upright(-half - 0.12, -half, 0.0, high + 0.12), wood)
    canvas.fill(_upright(half, half + 0.12, 0.0, high + 0.12), wood)
    canvas.fill(_upright(-half, half, high, high + 0.12), wood)


def _board_corners() -> Corners:
    wide = _AWNING_HALF_WIDTH_M
    return _upright(-wide, wide, _BOARD_FROM_M, _AWNING_EDGE_M, _AWNING_DEPTH_M)


def _draw_awning(canvas: _Canvas) -> None:
    wide, drop = _AWNING_HALF_WIDTH_M, _AWNING_TOP_M - _AWNING_EDGE_M
    canvas.blend(_upright(-wide, wide, 1.9, _AWNING_TOP_M), (70, 82, 92), 0.35, 31)
    slope_m = float(np.hypot(_AWNING_DEPTH_M, drop))
    cloth = textures.awning_cloth(2 * wide, slope_m)
    down = (0.0, _AWNING_DEPTH_M / slope_m, -drop / slope_m)
    canvas.lay_along(cloth, (-wide, 0.0, _AWNING_TOP_M), down)
    board = textures.name_board(2 * wide, _AWNING_EDGE_M - _BOARD_FROM_M)
    canvas.lay(board, (-wide, _AWNING_DEPTH_M, _AWNING_EDGE_M), flat=False)


def _glow(camera: Camera) -> MatLike:
    canvas = _Canvas(camera, 1)
    canvas.fill(_flat(-1.0, 1.0, 0.05, 1.5), (26, 44, 56))
    return cv2.GaussianBlur(canvas.picture, (61, 61), 0)


def _shrunk(picture: MatLike) -> MatLike:
    return cv2.resize(picture, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)


def _vignetted(picture: MatLike) -> MatLike:
    """Darker towards the corners, as any wide lens is."""
    rows = np.linspace(-1, 1, HEIGHT_PX)[:, None]
    columns = np.linspace(-1, 1, WIDTH_PX)[None, :]
    share = 1 - 0.09 * (rows**2 + columns**2)
    return (picture * share[..., None]).astype(np.uint8)
