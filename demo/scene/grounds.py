"""The grounds of places without a door: a flight of steps, and a large square."""

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.random import Generator

from demo.scene.camera import Camera
from demo.scene.options import SceneOptions

_PX_PER_M = 60
_STEP_M = 0.32
_STAIRS_HALF_M = 12.0
_RAIL_M = 2.6
_SQUARE_HALF_M = 45.0
_FLASH_HZ = 7.0
_FLASH_LEVELS = 22.0


def build_ground(camera: Camera, options: SceneOptions) -> MatLike:
    """The empty place as the camera sees it, BGR."""
    rng = np.random.default_rng((options.seed, 2_000_003))
    if options.viewpoint == "stairs":
        return _laid(_steps(rng), camera, _STAIRS_HALF_M)
    return _laid(_square(rng), camera, _SQUARE_HALF_M)


def flash_steps(picture: MatLike, camera: Camera, seed: int, time_s: float) -> MatLike:
    """The picture with steps that brighten and darken, each in its own time, as moving ones do."""
    count = round(2 * _STAIRS_HALF_M / _STEP_M)
    phases = np.random.default_rng((seed, 5_000_011)).uniform(0, 2 * np.pi, count)
    levels = _FLASH_LEVELS * np.sin(2 * np.pi * _FLASH_HZ * time_s * (1 + phases / 20) + phases)
    rows = np.repeat(levels, 4).astype(np.float32)[:, None]
    across_m = np.linspace(-_STAIRS_HALF_M, _STAIRS_HALF_M, 240)
    strips = np.asarray(rows * (np.abs(across_m) < _RAIL_M), dtype=np.float32)
    scale = 2 * _STAIRS_HALF_M / np.array([strips.shape[1], strips.shape[0]])
    matrix = _plane(camera, _STAIRS_HALF_M, float(scale[0]), float(scale[1]))
    change = cv2.warpPerspective(strips, matrix, camera.size_px, flags=cv2.INTER_NEAREST)
    return np.asarray(np.clip(picture + change[..., None], 0, 255), np.uint8)


def _plane(camera: Camera, half_m: float, across_m: float, along_m: float) -> MatLike:
    return camera.plane(
        np.array([-half_m, -half_m, 0.0]),
        np.array([across_m, 0.0, 0.0]),
        np.array([0.0, along_m, 0.0]),
    )


def _laid(texture: MatLike, camera: Camera, half_m: float) -> MatLike:
    """A square texture on the ground around the origin, smoothed for the distance."""
    metres = 2 * half_m / texture.shape[0]
    matrix = _plane(camera, half_m, metres, metres)
    finer = np.diag([2.0, 2.0, 1.0])
    width, height = camera.size_px
    border = [int(level) for level in texture.reshape(-1, 3).mean(axis=0)]
    fine = cv2.warpPerspective(
        texture, finer @ matrix, (2 * width, 2 * height), flags=cv2.INTER_LINEAR, borderValue=border
    )
    return cv2.resize(fine, camera.size_px, interpolation=cv2.INTER_AREA)


def _steps(rng: Generator) -> MatLike:
    """Steps of stone: a light tread, a dark riser, a worn edge, and grain."""
    side = round(2 * _STAIRS_HALF_M * _PX_PER_M)
    deep = round(_STEP_M * _PX_PER_M)
    texture = np.zeros((side, side, 3), dtype=np.float32)
    for top in range(0, side, deep):
        texture[top : top + deep] = np.array([150, 156, 160]) + rng.normal(0, 5)
        texture[top : top + 3] = (206, 210, 212)
        texture[top + deep - 5 : top + deep] = (84, 88, 92)
    for rail_m in (-_RAIL_M, _RAIL_M):
        middle = round((rail_m + _STAIRS_HALF_M) * _PX_PER_M)
        texture[:, middle - 4 : middle + 4] = (70, 74, 78)
        outer = np.s_[:, middle + 4 :] if rail_m > 0 else np.s_[:, : middle - 4]
        texture[outer] = np.array([112, 122, 132])
    return _grainy(texture, rng)


def _square(rng: Generator) -> MatLike:
    """Paving in large fields, drains, lawns at the edges, and the stains of years."""
    side = round(2 * _SQUARE_HALF_M * _PX_PER_M / 2)
    metre = side / (2 * _SQUARE_HALF_M)
    texture = np.full((side, side, 3), (158, 164, 168), dtype=np.float32)
    slab = round(0.9 * metre)
    for top in range(0, side, slab):
        tones = rng.normal(0, 5, side // slab + 1)
        for column, tone in enumerate(tones):
            left = column * slab
            texture[top + 1 : top + slab, left + 1 : left + slab] += tone
        texture[top] = (132, 138, 142)
    texture[:, ::slab] = (132, 138, 142)
    for line in range(0, side, round(9 * metre)):
        texture[:, line : line + round(0.25 * metre)] = (104, 110, 118)
    for x_m, y_m, across_m, along_m in ((-24, -16, 9, 7), (17, -22, 12, 6), (-20, 14, 6, 10)):
        x, y = (round((part + _SQUARE_HALF_M) * metre) for part in (x_m, y_m))
        lawn = np.s_[y : y + round(along_m * metre), x : x + round(across_m * metre)]
        texture[lawn] = (62, 108, 84)
    return _grainy(texture, rng)


def _grainy(texture: MatLike, rng: Generator) -> MatLike:
    height, width = texture.shape[:2]
    grain = rng.normal(0, 6, (height, width, 1)).astype(np.float32)
    blotches = rng.normal(0, 6, (height // 60, width // 60)).astype(np.float32)
    coarse = cv2.resize(blotches, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    return np.asarray(np.clip(texture + grain + coarse, 0, 255), np.uint8)
