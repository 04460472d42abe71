"""One body as rounded solids: what it is made of, and in which colours."""

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from demo.scene.looks import PUSHED, Colour, Look
from demo.scene.skeleton import RING_POINTS, Body
from demo.scene.solids import Field, Paint, SolidPainter, Stick, fold_sheet

Points3 = NDArray[np.float64]

_SHOPPING_BAG: Colour = (78, 104, 34)
_STEEL: Colour = (150, 152, 156)
_TYRE: Colour = (40, 40, 42)
_SLICES = 4
"""Horizontal sticks from one ring of the torso to the next."""
_UP = np.array([0.0, 0.0, 1.0])


def draw_figure(painter: SolidPainter, body: Body, look: Look, number: int) -> None:
    """Draw somebody. `number` chooses how their clothes crease."""
    painter.draw(list(parts_of(body, look)), fold_sheet(number))


def parts_of(body: Body, look: Look) -> Iterator[Stick]:
    """What somebody is made of, luggage and whatever they push included."""
    yield from _legs(body, look)
    yield from _torso(body, look)
    yield from _arms(body, look)
    yield from _head(body, look)
    yield from _luggage(body, look)


def _legs(body: Body, look: Look) -> Iterator[Stick]:
    tall, wide = look.height_m, look.height_m * look.build
    cloth = look.skin if look.outfit == "skirt" else look.bottom
    loose = 0.8 if look.outfit == "skirt" else 1.0
    for hip, knee, ankle, toe in body.legs:
        yield Stick(hip, knee, 0.052 * wide, 0.036 * wide * loose, cloth)
        yield Stick(knee, ankle, 0.037 * wide * loose, 0.028 * tall * loose, cloth)
        yield Stick(ankle - 0.012 * _UP, toe, 0.022 * tall, 0.018 * tall, look.shoes)


def _torso(body: Body, look: Look) -> Iterator[Stick]:
    rings = body.torso.reshape(-1, RING_POINTS, 3)
    yield from _stack(rings, look.top)
    if body.hem is not None:
        colour = look.bottom if look.outfit == "skirt" else look.top
        yield from _stack(np.stack([rings[-1], body.hem]), colour)


def _stack(rings: NDArray[np.float64], colour: Colour) -> Iterator[Stick]:
    """A solid through rings one under the other, as a pile of level sticks."""
    for upper, lower in itertools.pairwise(rings):
        for share in np.linspace(0, 1, _SLICES, endpoint=False):
            yield _slice(upper + share * (lower - upper), colour)
    yield _slice(rings[-1], colour)


def _slice(ring: Points3, colour: Colour) -> Stick:
    middle = ring.mean(axis=0)
    left, right = ring[RING_POINTS // 4], ring[3 * RING_POINTS // 4]
    deep = float(np.linalg.norm(ring[0] - ring[RING_POINTS // 2])) / 2
    share = max(0.0, 1 - deep / max(float(np.linalg.norm(left - right)) / 2, 1e-6))
    return Stick(
        middle + share * (left - middle), middle + share * (right - middle), deep, deep, colour
    )


def _arms(body: Body, look: Look) -> Iterator[Stick]:
    tall, wide = look.height_m, look.height_m * look.build
    sleeve = _toned(look.top, 0.93)
    for shoulder, elbow, hand in body.arms:
        wrist = elbow + 0.85 * (hand - elbow)
        yield Stick(shoulder, elbow, 0.036 * wide, 0.028 * wide, sleeve)
        yield Stick(elbow, wrist, 0.028 * wide, 0.022 * wide, sleeve)
        yield Stick(wrist, hand, 0.018 * tall, 0.021 * tall, look.skin)


def _head(body: Body, look: Look) -> Iterator[Stick]:
    radius = body.head_radius_m
    forward = (body.face - body.head) * (1, 1, 0)
    forward = forward / max(float(np.linalg.norm(forward)), 1e-6)
    neck = body.torso[:RING_POINTS].mean(axis=0)
    chin = body.head + 0.25 * radius * forward - 0.62 * radius * _UP
    crown = body.head - 0.08 * radius * forward + 0.30 * radius * _UP
    throat = body.head - 0.3 * radius * _UP
    yield Stick(neck - 0.05 * _UP, throat, 0.6 * radius, 0.5 * radius, look.skin)
    yield Stick(crown, chin, 0.95 * radius, 0.68 * radius, _hair_and_face(look, forward))
    if look.hair_style == "long":
        nape = body.nape + 0.3 * (body.head - body.nape)
        yield Stick(crown - 0.2 * radius * forward, nape, 0.98 * radius, 0.7 * radius, look.hair)
    if look.hair_style == "hat":
        hat = _toned(look.bottom, 1.1)
        yield Stick(
            crown + 0.1 * radius * _UP, crown + 0.35 * radius * _UP, radius * 1.08, radius, hat
        )


def _hair_and_face(look: Look, forward: Points3) -> Paint:
    """Hair over the crown and the back of the head, a face with dark eyes in front."""
    hair = np.asarray(look.skin if look.hair_style == "bald" else look.hair, np.float32)
    skin = np.asarray(look.skin, np.float32)
    hairline = (0.75 * _UP - 0.72 * forward).astype(np.float32)
    ahead = forward.astype(np.float32)

    def paint(normals: Field) -> Field:
        toward = normals @ ahead
        colours = np.where((normals @ hairline > 0.02)[:, None], hair, skin)
        eyes = (toward > 0.72) & (np.abs(normals[:, 2] - 0.12) < 0.1)
        return np.asarray(np.where(eyes[:, None], colours * 0.55, colours), dtype=np.float32)

    return paint


def _luggage(body: Body, look: Look) -> Iterator[Stick]:
    tall = look.height_m
    if look.luggage == "backpack":
        colour = _toned(look.shoes, 1.2)
        up = 0.085 * tall * _UP
        yield Stick(body.back + up, body.back - up, 0.062 * tall, 0.075 * tall, colour)
    elif look.luggage == "shopping":
        hand = body.arms[1][2]
        yield Stick(hand, hand - 0.13 * _UP, 0.008, 0.02, _toned(_SHOPPING_BAG, 0.7))
        yield Stick(hand - 0.18 * _UP, hand - 0.32 * _UP, 0.09, 0.11, _SHOPPING_BAG)
    elif look.luggage in PUSHED:
        yield from _pushed(body, look)


def _pushed(body: Body, look: Look) -> Iterator[Stick]:
    """A shopping trolley or a pram before the body."""
    forward = (body.face - body.head) * (1, 1, 0)
    forward = forward / max(float(np.linalg.norm(forward)), 1e-6)
    side = np.cross(_UP, forward)
    ground = body.head * (1, 1, 0)
    pram = look.luggage == "pram"
    colour = _toned(look.bottom, 0.9) if pram else _STEEL

    def at(ahead: float, across: float, up: float) -> Points3:
        return np.asarray(ground + ahead * forward + across * side + up * _UP)

    for across in (-0.24, 0.24):
        yield Stick(at(0.38, across, 0.98), at(0.55, across, 0.55), 0.018, 0.018, _STEEL)
        yield Stick(at(0.5, across, 0.12), at(1.15, across, 0.12), 0.03, 0.03, _STEEL)
        for ahead in (0.5, 1.15):
            yield Stick(at(ahead, across, 0.08), at(ahead, across, 0.1), 0.08, 0.08, _TYRE)
    yield Stick(at(0.38, -0.24, 0.98), at(0.38, 0.24, 0.98), 0.02, 0.02, _TYRE)
    for up in (0.5, 0.62, 0.74):
        for ahead in (0.62, 0.8, 0.98):
            yield Stick(at(ahead, -0.16, up), at(ahead, 0.16, up), 0.11, 0.11, colour)
    if pram:
        yield Stick(at(1.0, -0.15, 0.86), at(1.0, 0.15, 0.86), 0.19, 0.19, colour)


def _toned(colour: Colour, share: float) -> Colour:
    """Lighter above 1, darker below."""
    blue, green, red = (min(255, round(part * share)) for part in colour)
    return blue, green, red
