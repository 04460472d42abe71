"""Where the parts of a walking body are: pure geometry in metres.

Proportions are shares of the height, after the body segment table of Drillis and Contini (1966),
rounded.
"""

from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from demo.scene.looks import Look
from demo.scene.paths import Path

Points3 = NDArray[np.float64]

_STRIDE_SHARE = 0.83
"""Way of two steps, as a share of the height."""
RING_POINTS = 12
"""Points of each ring of the torso."""
_LEG_JOINTS = 4
_HIP, _SHOULDER, _HEAD = 0.5, 0.815, 0.925
_THIGH, _SHIN, _UPPER_ARM, _FOREARM, _FOOT = 0.25, 0.235, 0.17, 0.17, 0.1
_SOLE = 0.012


def _rings(*levels: tuple[float, float, float]) -> Points3:
    """Ellipses one under the other: (height, half width, half depth) to (N, 3) local points."""
    turns = np.arange(RING_POINTS) * (2 * pi / RING_POINTS)
    return np.concatenate(
        [
            np.stack([deep * np.cos(turns), wide * np.sin(turns), np.full(RING_POINTS, up)], axis=1)
            for up, wide, deep in levels
        ]
    )


_TORSO = _rings(
    (0.84, 0.075, 0.05),
    (0.80, 0.125, 0.065),
    (0.70, 0.120, 0.075),
    (0.60, 0.098, 0.066),
    (0.48, 0.108, 0.072),
)
_HEMS = {"coat": _rings((0.30, 0.125, 0.09)), "skirt": _rings((0.28, 0.135, 0.10))}
_HEAD_PARTS = np.array(
    [(0.01, 0, _HEAD), (0.035, 0, _HEAD - 0.012), (-0.05, 0, _SHOULDER - 0.03), (-0.1, 0, 0.7)]
)
"""Head, face, nape, middle of a backpack."""


@dataclass(frozen=True, eq=False)
class Body:
    """All parts of one body at one instant, (N, 3) metres each.

    Attributes:
        legs, arms: left and right: (4, 3) hip, knee, ankle, toe; (3, 3) shoulder, elbow, hand.
        torso: (5 rings of `RING_POINTS`, 3), from the neck down.
        hem: the lower edge of a coat or skirt, or None.
        head, face, nape: (3,) middles; nape is where long hair ends.
        back: (3,) middle of a backpack.
        head_radius_m: half the head's width.
    """

    legs: tuple[Points3, Points3]
    arms: tuple[Points3, Points3]
    torso: Points3
    hem: Points3 | None
    head: Points3
    face: Points3
    nape: Points3
    back: Points3
    head_radius_m: float


def body_at(look: Look, path: Path, time_s: float) -> Body:
    """The body of somebody with this look on this path."""
    gait = min(path.speed_m_s(time_s) / 0.7, 1.0)
    phase = 2 * pi * path.distance_m(time_s) / (_STRIDE_SHARE * look.height_m)
    hem = _HEMS.get(look.outfit)
    clothes = _TORSO if hem is None else np.concatenate([_TORSO, hem])
    local = [
        _leg(-1, phase, gait),
        _leg(1, phase + pi, gait),
        _arm(-1, phase + pi, gait, look.build),
        _arm(1, phase, gait, look.build),
        clothes * (look.build, look.build, 1.0),
        _HEAD_PARTS,
    ]
    world = _placed(np.concatenate(local), look.height_m, path, time_s)
    ends = np.cumsum([len(part) for part in local])[:-1]
    left_leg, right_leg, left_arm, right_arm, dressed, (head, face, nape, back) = np.split(
        world, ends
    )
    return Body(
        legs=(left_leg, right_leg),
        arms=(left_arm, right_arm),
        torso=dressed[: len(_TORSO)],
        hem=None if hem is None else dressed[len(_TORSO) :],
        head=head,
        face=face,
        nape=nape,
        back=back,
        head_radius_m=look.height_m * (0.075 if look.is_child else 0.062),
    )


def _placed(local: Points3, height_m: float, path: Path, time_s: float) -> Points3:
    """From the body's own axes (forward, to its side, up; shares of the height) to the world."""
    x_m, y_m = path.position_m(time_s)
    heading = path.heading_rad(time_s)
    # The lower foot stands on the ground, which makes the head bob as it does.
    lift = _SOLE - local[: 2 * _LEG_JOINTS, 2].min()
    turn = np.array([(cos(heading), sin(heading), 0), (-sin(heading), cos(heading), 0), (0, 0, 1)])
    lifted = local + np.array([0.0, 0.0, lift])
    return np.asarray(lifted * height_m @ turn + np.array([x_m, y_m, 0.0]))


def _leg(side: int, phase: float, gait: float) -> Points3:
    thigh_rad = gait * (0.42 * sin(phase) + 0.06)
    # The knee bends while the leg swings forward, else the foot would drag.
    shin_rad = thigh_rad - gait * (0.12 + 0.85 * max(0.0, cos(phase)))
    lateral = 0.055 * side
    knee = (_THIGH * sin(thigh_rad), lateral, _HIP - _THIGH * cos(thigh_rad))
    ankle = (knee[0] + _SHIN * sin(shin_rad), lateral, knee[2] - _SHIN * cos(shin_rad))
    toe_rad = 0.6 * min(shin_rad, 0.0)
    toe = (ankle[0] + _FOOT * cos(toe_rad), lateral, ankle[2] + _FOOT * sin(toe_rad))
    return np.array([(0.0, lateral, _HIP), knee, ankle, toe])


def _arm(side: int, phase: float, gait: float, build: float) -> Points3:
    upper_rad = gait * 0.42 * sin(phase) - 0.05
    fore_rad = upper_rad + 0.25 + gait * 0.3 * max(0.0, sin(phase))
    lateral, top = side * 0.135 * build, _SHOULDER - 0.02
    elbow = (_UPPER_ARM * sin(upper_rad), 1.1 * lateral, top - _UPPER_ARM * cos(upper_rad))
    hand = (
        elbow[0] + _FOREARM * sin(fore_rad),
        1.08 * lateral,
        elbow[2] - _FOREARM * cos(fore_rad),
    )
    return np.array([(0.0, 0.95 * lateral, top), elbow, hand])
