"""Draws one body: flat colours with a lit and a shaded side, as in a tidy illustration."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from demo.scene.camera import Camera
from demo.scene.looks import Colour, Look
from demo.scene.skeleton import RING_POINTS, Body

_FRACTION_BITS: Final = 4
"""OpenCV draws at sixteenths of a pixel: without, slow walkers would move in jerks."""
_LIGHT_FROM = np.array([-0.75, 0.15, 0.64])
_LIGHTER, _DARKER = 1.16, 0.80
_SHOPPING_BAG: Colour = (78, 104, 34)

Points3 = NDArray[np.float64]


class Brush:
    """Draws world shapes of one body into a picture whose corner may be anywhere in the frame."""

    def __init__(self, picture: MatLike, camera: Camera, corner_px: tuple[int, int]) -> None:
        self._picture = picture
        self._camera = camera
        self._corner = np.array(corner_px, dtype=np.float64)

    def limb(self, joints: Points3, width_m: float, colour: Colour) -> None:
        """Rounded sticks from joint to joint, with an edge of a darker tone."""
        points, depths = self._place(joints)
        thick = max(1, round(width_m * self._camera.focal_px / float(depths.mean())))
        for tone, grow in ((_toned(colour, _DARKER), 1), (colour, -1)):
            cv2.polylines(
                self._picture,
                [points],
                isClosed=False,
                color=tone,
                thickness=max(1, thick + grow),
                lineType=cv2.LINE_AA,
                shift=_FRACTION_BITS,
            )

    def ball(self, centre: Points3, radius_m: float, colour: Colour) -> None:
        """A disc."""
        points, depths = self._place(centre[None])
        radius = radius_m * self._camera.focal_px / float(depths[0])
        cv2.circle(
            self._picture,
            (int(points[0, 0]), int(points[0, 1])),
            round(radius * 2**_FRACTION_BITS),
            colour,
            cv2.FILLED,
            cv2.LINE_AA,
            _FRACTION_BITS,
        )

    def hull(self, points_m: Points3, colour: Colour, *, edge: bool = False) -> None:
        """The outline of a solid, filled; `edge` draws it round in a darker tone."""
        outline = cv2.convexHull(self._place(points_m)[0])
        cv2.fillConvexPoly(self._picture, outline, colour, cv2.LINE_AA, _FRACTION_BITS)
        if edge:
            dark = _toned(colour, _DARKER)
            cv2.polylines(self._picture, [outline], True, dark, 1, cv2.LINE_AA, _FRACTION_BITS)

    def depths_m(self, points_m: Points3) -> NDArray[np.float64]:
        """How far (N, 3) points are from the camera: (N,) metres."""
        return self._camera.pixels(points_m)[1]

    def _place(self, points_m: Points3) -> tuple[MatLike, NDArray[np.float64]]:
        pixels, depths = self._camera.pixels(points_m)
        fine = (pixels - self._corner) * 2**_FRACTION_BITS
        return np.round(fine).astype(np.int32), depths


def draw_figure(brush: Brush, body: Body, look: Look) -> None:
    """Draw somebody, the parts that are further from the camera first."""
    _run_far_to_near(
        brush, [(leg.mean(axis=0), partial(_draw_leg, brush, leg, look)) for leg in body.legs]
    )
    upper = [(arm.mean(axis=0), partial(_draw_arm, brush, arm, look)) for arm in body.arms]
    upper.append((body.torso.mean(axis=0), partial(_draw_torso, brush, body, look)))
    if look.luggage == "backpack":
        upper.append((body.back, partial(_draw_backpack, brush, body, look)))
    _run_far_to_near(brush, upper)
    _draw_head(brush, body, look)
    if look.luggage == "shopping":
        _draw_bag(brush, body.arms[1][2])


def _run_far_to_near(brush: Brush, parts: Sequence[tuple[Points3, partial[None]]]) -> None:
    depths = brush.depths_m(np.stack([middle for middle, _ in parts]))
    for index in np.argsort(-depths, kind="stable"):
        parts[index][1]()


def _draw_leg(brush: Brush, leg: Points3, look: Look) -> None:
    width_m = 0.085 * look.height_m * look.build
    colour = look.skin if look.outfit == "skirt" else look.bottom
    brush.limb(leg[2:], 0.05 * look.height_m, look.shoes)
    brush.limb(leg[1:3], 0.7 * width_m, colour)
    brush.limb(leg[:2], width_m, colour)


def _draw_arm(brush: Brush, arm: Points3, look: Look) -> None:
    brush.ball(arm[2], 0.028 * look.height_m, look.skin)
    brush.limb(arm, 0.052 * look.height_m * look.build, _toned(look.top, 0.93))


def _draw_torso(brush: Brush, body: Body, look: Look) -> None:
    if body.hem is not None:
        colour = look.bottom if look.outfit == "skirt" else look.top
        waist = body.torso[-2 * len(body.hem) :]
        brush.hull(np.concatenate([waist, body.hem]), colour, edge=True)
    brush.hull(body.torso, look.top, edge=True)
    middle = body.torso.mean(axis=0) * (1, 1, 0)
    lit = ((body.torso * (1, 1, 0) - middle) @ _LIGHT_FROM) > 0.02
    if lit.sum() >= 3:
        brush.hull(body.torso[lit], _toned(look.top, _LIGHTER))


def _draw_backpack(brush: Brush, body: Body, look: Look) -> None:
    back, up = body.back, np.array([0.0, 0.0, 0.09 * look.height_m])
    colour = _toned(look.shoes, 1.2)
    brush.limb(np.stack([back + up, back - up]), 0.17 * look.height_m, colour)


def _draw_bag(brush: Brush, hand: Points3) -> None:
    low, high = hand - (0, 0, 0.36), hand - (0, 0, 0.12)
    wide, deep = np.array([0.13, 0.0, 0.0]), np.array([0.0, 0.06, 0.0])
    corners = [end + a * wide + b * deep for end in (low, high) for a in (-1, 1) for b in (-1, 1)]
    brush.limb(np.stack([hand, high]), 0.015, _toned(_SHOPPING_BAG, 0.7))
    brush.hull(np.stack(corners), _SHOPPING_BAG, edge=True)


def _draw_head(brush: Brush, body: Body, look: Look) -> None:
    radius_m = body.head_radius_m
    neck = body.torso[:RING_POINTS].mean(axis=0)
    brush.limb(np.stack([neck, body.head]), radius_m * 1.1, look.skin)
    face_m, head_m = brush.depths_m(np.stack([body.face, body.head]))
    if face_m < head_m:
        _draw_hair(brush, body, look)
    brush.ball(body.face, radius_m * 0.86, look.skin)
    if face_m >= head_m:
        _draw_hair(brush, body, look)
    if look.hair_style == "hat":
        up = np.array([0.0, 0.0, radius_m])
        brush.ball(body.head + 0.55 * up, radius_m * 1.12, _toned(look.bottom, 1.1))
        brush.ball(body.head + 1.05 * up, radius_m * 0.8, _toned(look.bottom, 1.3))


def _draw_hair(brush: Brush, body: Body, look: Look) -> None:
    radius_m = body.head_radius_m
    colour = look.skin if look.hair_style == "bald" else look.hair
    if look.hair_style == "long":
        brush.limb(np.stack([body.head, body.nape]), radius_m * 1.9, colour)
    brush.ball(body.head, radius_m * 1.12, _toned(colour, _DARKER))
    brush.ball(body.head, radius_m * 1.02, colour)


def _toned(colour: Colour, share: float) -> Colour:
    """Lighter above 1, darker below."""
    blue, green, red = (min(255, round(part * share)) for part in colour)
    return blue, green, red
