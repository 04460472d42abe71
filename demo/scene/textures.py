"""The flat surfaces of the shop, drawn straight on: pavement, wall, window, awning, inside.

Each is a picture at `PX_PER_M`, later laid into the scene by its plane's homography.
"""

from typing import Final

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.random import Generator

from demo.scene.looks import Colour

PX_PER_M: Final = 120
SHOP_NAME: Final = "Otklik demo shop"

_JOINT: Colour = (128, 136, 142)
_SLAB_M = (0.6, 0.4)
_PLASTER: Colour = (186, 203, 214)
_PLINTH: Colour = (118, 128, 136)
_WOOD: Colour = (52, 66, 74)
_GREEN: Colour = (78, 104, 34)
_CREAM: Colour = (222, 238, 244)


def px(metres: float) -> int:
    """Texture pixels that a length takes."""
    return round(metres * PX_PER_M)


def pavement(rng: Generator, width_m: float, depth_m: float) -> MatLike:
    """Slabs in running bond, each of its own tone, with the stains that a street has."""
    height, width = px(depth_m), px(width_m)
    texture = np.full((height, width, 3), _JOINT, dtype=np.uint8)
    slab_w, slab_h = px(_SLAB_M[0]), px(_SLAB_M[1])
    for row, top in enumerate(range(0, height, slab_h)):
        for left in range(-(row % 2) * slab_w // 2, width, slab_w):
            tone = rng.normal(0, 7)
            warmth = rng.normal(0, 3)
            colour = (176 + tone - warmth, 186 + tone, 194 + tone + warmth)
            corner = (left + slab_w - 4, top + slab_h - 4)
            cv2.rectangle(texture, (left + 1, top + 1), corner, colour, cv2.FILLED)
    return _weathered(texture, rng)


def _weathered(texture: MatLike, rng: Generator) -> MatLike:
    """Grain of a millimetre and blotches of half a metre."""
    height, width = texture.shape[:2]
    grain = rng.normal(0, 6, (height // 2, width // 2)).astype(np.float32)
    blotches = rng.normal(0, 5, (max(2, height // 60), max(2, width // 60))).astype(np.float32)
    fine = cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR)
    coarse = cv2.resize(blotches, (width, height), interpolation=cv2.INTER_CUBIC)
    relief = np.add(fine, coarse)[..., None]
    return np.asarray(np.clip(texture + relief, 0, 255), dtype=np.uint8)


def wall(width_m: float, height_m: float) -> MatLike:
    """Plaster over a stone plinth; the top row is the upper edge of the wall."""
    texture = np.full((px(height_m), px(width_m), 3), _PLASTER, dtype=np.uint8)
    for top in range(0, px(height_m - 0.45), px(0.5)):
        cv2.line(texture, (0, top), (px(width_m), top), (168, 186, 198), 2)
    plinth = px(height_m - 0.45)
    cv2.rectangle(texture, (0, plinth), (px(width_m), px(height_m)), _PLINTH, cv2.FILLED)
    cv2.line(texture, (0, plinth), (px(width_m), plinth), (92, 100, 106), 4)
    return texture


def shop_window(rng: Generator, width_m: float, height_m: float) -> MatLike:
    """A wooden frame, a dim room behind glass, goods on two shelves, a reflection of the sky."""
    width, height, frame = px(width_m), px(height_m), px(0.07)
    depth = np.linspace(70, 112, height)[:, None, None]
    tint = np.broadcast_to(depth * (0.92, 1.0, 1.1), (height, width, 3))
    texture: MatLike = tint.astype(np.uint8, order="C")
    for shelf in (0.48, 0.93):
        level = round(height * shelf)
        cv2.rectangle(texture, (0, level), (width, level + px(0.05)), (96, 128, 156), cv2.FILLED)
        _goods(texture, rng, level)
    sky = texture.copy()
    for start in (0.15, 0.62):
        x = width * start
        quad = [
            (x, 0),
            (x + width * 0.14, 0),
            (x - width * 0.08, height),
            (x - width * 0.2, height),
        ]
        cv2.fillPoly(sky, [np.array(quad, dtype=np.int32)], (238, 232, 222))
    texture = cv2.addWeighted(texture, 0.84, sky, 0.16, 0)
    cv2.rectangle(texture, (0, 0), (width - 1, height - 1), _WOOD, 2 * frame)
    cv2.line(texture, (width // 2, 0), (width // 2, height), _WOOD, frame)
    return texture


def _goods(texture: MatLike, rng: Generator, level: int) -> None:
    colours: tuple[Colour, ...] = (
        (80, 150, 214), (172, 130, 66), (88, 92, 196), (120, 170, 110), (200, 206, 210),
    )  # fmt: skip
    x = px(0.18)
    while x < texture.shape[1] - px(0.3):
        colour = colours[rng.integers(len(colours))]
        size = (px(rng.uniform(0.12, 0.24)), px(rng.uniform(0.16, 0.42)))
        if rng.random() < 0.4:
            centre = (x + size[0] // 2, level - size[0] // 2)
            cv2.circle(texture, centre, size[0] // 2, colour, cv2.FILLED, cv2.LINE_AA)
        else:
            corner = (x + size[0], level - size[1])
            cv2.rectangle(texture, (x, level), corner, colour, cv2.FILLED)
        x += size[0] + px(rng.uniform(0.06, 0.2))


def awning_cloth(width_m: float, depth_m: float) -> MatLike:
    """Green and cream stripes."""
    texture = np.full((px(depth_m), px(width_m), 3), _CREAM, dtype=np.uint8)
    for left in range(0, px(width_m), px(0.6)):
        cv2.rectangle(texture, (left, 0), (left + px(0.3), px(depth_m)), _GREEN, cv2.FILLED)
    return texture


def name_board(width_m: float, height_m: float) -> MatLike:
    """The shop's name in cream on green, centred, with a border."""
    width, height = px(width_m), px(height_m)
    texture = np.full((height, width, 3), _GREEN, dtype=np.uint8)
    cv2.rectangle(texture, (5, 5), (width - 6, height - 6), (120, 160, 84), 3)
    font, scale, thickness = cv2.FONT_HERSHEY_DUPLEX, height / 34, 4
    (text_w, text_h), _ = cv2.getTextSize(SHOP_NAME, font, scale, thickness)
    origin = ((width - text_w) // 2, (height + text_h) // 2)
    cv2.putText(texture, SHOP_NAME, origin, font, scale, _CREAM, thickness, cv2.LINE_AA)
    return texture


def shop_floor(width_m: float, depth_m: float) -> MatLike:
    """Warm boards, lighter towards the door; the top row is the far end."""
    width, height = px(width_m), px(depth_m)
    light = np.linspace(0.62, 1.0, height)[:, None, None]
    texture = (light * np.array([112, 150, 184])).astype(np.uint8)
    texture = np.broadcast_to(texture, (height, width, 3)).copy()
    for left in range(0, width, px(0.2)):
        cv2.line(texture, (left, 0), (left, height), (84, 116, 146), 2)
    return texture


def back_wall(rng: Generator, width_m: float, height_m: float) -> MatLike:
    """Shelves at the far end of the shop."""
    texture = np.full((px(height_m), px(width_m), 3), (132, 168, 196), dtype=np.uint8)
    for level_m in (0.6, 1.15, 1.7, 2.25):
        level = px(level_m)
        right = (px(width_m), level + px(0.05))
        cv2.rectangle(texture, (0, level), right, (70, 96, 124), cv2.FILLED)
        _goods(texture, rng, level)
    return texture
