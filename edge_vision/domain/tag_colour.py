"""The colour by which staff are known: a badge, a lanyard, an apron, a uniform.

Hue is what light changes least, so a colour is a narrow range of hues, strong enough not to be a
grey, in any light that is not darkness. What would take customers for staff is refused when it is
learnt: black, white and grey, which they wear; the hues of skin and wood unless they are strong
(on clips of a shop and a stand every single look at anybody found these); and what much of the
picture has anyway.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_vision.errors import TagError

_LEAST_SATURATION, _LEAST_VALUE = 0.3, 0.2
"""Of a patch that can be learnt: below, hue is noise of the sensor."""
_HUE_MARGIN_DEGREES, _WIDEST_DEGREES = 10.0, 50.0
_SATURATION_MARGIN, _VALUE_FACTOR = 0.15, 0.5
_SKIN_DEGREES, _STRONGER_THAN_SKIN = (-10.0, 55.0), 0.6
_MOST_ELSEWHERE = 0.05
"""Of the picture away from the tag that may have its colour: floors and shelves do not move."""
_CORE = (0.2, 0.8)
"""Of the box's sides: fingers hold the tag at its edge."""
_FEWEST_PIXELS = 100
_SAMPLES = 48
"""Pixels looked at along each side of a body: a tag of a tenth of its width is still five wide."""
DEFAULT_SHARE = 0.03

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class TagColour:
    """A range of colours. All bounds are inclusive.

    Attributes:
        hue_degrees: from and to, 0 to 360, clockwise: (350, 10) is red.
        saturation: lowest and highest, 0 (grey) to 1.
        value: lowest and highest brightness, 0 (black) to 1.
        least_share: of a body's box that must have this colour.
    """

    hue_degrees: tuple[float, float]
    saturation: tuple[float, float]
    value: tuple[float, float]
    least_share: float = DEFAULT_SHARE


def learn_tag(image_bgr: Pixels, box_xyxy: tuple[float, float, float, float]) -> TagColour:
    """The colour of a tag that is held to the camera.

    Args:
        image_bgr: H x W x 3.
        box_xyxy: around the tag and little else, pixels.

    Raises:
        TagError: the patch is too small, too dark, hardly coloured, of several colours, like skin,
            or of a colour that much of the picture has.
    """
    pixels = _core(image_bgr, box_xyxy)
    if len(pixels) < _FEWEST_PIXELS:
        raise TagError("The patch is too small to learn from: hold the tag nearer to the camera.")
    hue, saturation, value = _hsv(pixels)
    if np.median(value) < _LEAST_VALUE:
        raise TagError("The patch is too dark to tell its colour: bring it into the light.")
    if np.median(saturation) < _LEAST_SATURATION:
        raise TagError(
            "The patch is nearly black, grey or white, as many customers' clothes are: choose a "
            "strong colour."
        )
    middle, low, high = _hue_range(hue, saturation)
    if high - low > _WIDEST_DEGREES:
        raise TagError("The patch has several colours: choose a tag, or a part of it, of one.")
    tag = TagColour(
        hue_degrees=(
            round((middle + low - _HUE_MARGIN_DEGREES) % 360, 1),
            round((middle + high + _HUE_MARGIN_DEGREES) % 360, 1),
        ),
        saturation=(_floor(np.percentile(saturation, 10) - _SATURATION_MARGIN, 0.2), 1.0),
        value=(_floor(np.percentile(value, 10) * _VALUE_FACTOR, 0.12), 1.0),
    )
    like_skin = _SKIN_DEGREES[0] < middle < _SKIN_DEGREES[1]
    if like_skin and tag.saturation[0] < _STRONGER_THAN_SKIN:
        raise TagError(
            "The colour is too close to that of skin and wood: choose green, blue, violet or pink, "
            "or a red or orange that is much stronger."
        )
    if _elsewhere(image_bgr, box_xyxy, tag) > _MOST_ELSEWHERE:
        raise TagError(
            "Much of the picture has this colour without the tag: choose another one, or turn the "
            "camera away from it."
        )
    return tag


def _elsewhere(image: Pixels, box: tuple[float, float, float, float], tag: TagColour) -> float:
    """The share of the picture that has the colour, away from the tag and from who holds it."""
    x1, y1, x2, y2 = (int(side) for side in box)
    half, high = (x2 - x1) // 2, y2 - y1
    down, across = (max(1, side // (2 * _SAMPLES)) for side in image.shape[:2])
    away = np.ones(image.shape[:2], dtype=bool)
    away[max(0, y1 - high) : max(0, y2 + 3 * high), max(0, x1 - half) : max(0, x2 + half)] = False
    rest = image[::down, ::across][away[::down, ::across]]
    return _match(rest, tag) if len(rest) else 0.0


def tag_share(
    image_bgr: Pixels, box_xyxy: tuple[float, float, float, float], tag: TagColour
) -> float:
    """The share of a body's box that has the tag's colour, 0 to 1; 0 for a box off the picture."""
    patch = _cut(image_bgr, box_xyxy)
    if not patch.size:
        return 0.0
    down, across = (max(1, side // _SAMPLES) for side in patch.shape[:2])
    return _match(patch[::down, ::across].reshape(-1, 3), tag)


def _match(pixels: Pixels, tag: TagColour) -> float:
    """The share of N x 3 pixels that have a colour."""
    hue, saturation, value = _hsv(pixels)
    start, end = tag.hue_degrees
    within = (hue - start) % 360 <= (end - start) % 360
    within &= (saturation >= tag.saturation[0]) & (saturation <= tag.saturation[1])
    within &= (value >= tag.value[0]) & (value <= tag.value[1])
    return float(within.mean())


def wears(image_bgr: Pixels, box_xyxy: tuple[float, float, float, float], tag: TagColour) -> bool:
    """Whether enough of a body's box has the tag's colour."""
    return tag_share(image_bgr, box_xyxy, tag) >= tag.least_share


def _cut(image: Pixels, box: tuple[float, float, float, float]) -> Pixels:
    height, width = image.shape[:2]
    x1, y1 = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
    x2, y2 = min(width, math.ceil(box[2])), min(height, math.ceil(box[3]))
    return image[y1 : max(y1, y2), x1 : max(x1, x2)]


def _core(image: Pixels, box: tuple[float, float, float, float]) -> Pixels:
    """N x 3: the pixels in the middle of a box."""
    (start, end), (x1, y1, x2, y2) = _CORE, box
    wide, high = x2 - x1, y2 - y1
    inner = (x1 + start * wide, y1 + start * high, x1 + end * wide, y1 + end * high)
    return _cut(image, inner).reshape(-1, 3)


def _hsv(pixels: Pixels) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Hue in degrees, saturation and value 0 to 1, of N x 3 pixels in BGR.

    The hexcone of Smith, "Color gamut transform pairs", SIGGRAPH 1978.
    """
    blue, green, red = (pixels[:, channel].astype(np.float64) for channel in range(3))
    most = np.maximum(np.maximum(blue, green), red)
    spread = most - np.minimum(np.minimum(blue, green), red)
    part = np.maximum(spread, 1e-9)
    hue = np.where(
        most == red,
        (green - blue) / part % 6,
        np.where(most == green, (blue - red) / part + 2, (red - green) / part + 4),
    )
    return 60 * hue, spread / np.maximum(most, 1e-9), most / 255


def _hue_range(
    hue: NDArray[np.float64], saturation: NDArray[np.float64]
) -> tuple[float, float, float]:
    """The mean hue, and how far below and above it 90 % of the patch lies, in degrees."""
    angles = np.exp(1j * np.radians(hue))
    middle = float(np.degrees(np.angle((angles * saturation).sum())))
    away = np.degrees(np.angle(angles * np.exp(-1j * np.radians(middle))))
    low, high = np.percentile(away, (5, 95))
    return middle, float(low), float(high)


def _floor(value: float, least: float) -> float:
    return round(max(least, float(value)), 2)
