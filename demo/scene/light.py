"""The weather and the door over time: pure functions of the seed and the instant."""

import math
from collections.abc import Iterable

import numpy as np

from demo.scene.script import Walker

_DOOR_OPENS_AT_M = 2.1
_DOOR_IS_OPEN_AT_M = 1.2


def cloud(seed: int, time_s: float) -> float:
    """How much of the sun a cloud takes, 0 to 1. Comes and goes within a few seconds."""
    phases = np.random.default_rng((seed, 1_000_003)).uniform(0, 2 * math.pi, 2)
    wave = 0.6 * math.sin(2 * math.pi * time_s / 53 + phases[0])
    wave += 0.4 * math.sin(2 * math.pi * time_s / 21 + phases[1])
    return _smooth_step((wave - 0.15) / 0.5)


def door_openness(walkers: Iterable[Walker], time_s: float) -> float:
    """How far the sliding door is open, 0 to 1: it has a sensor for whoever comes near."""
    nearest_m = min(
        (math.hypot(*walker.path.position_m(time_s)) for walker in walkers), default=math.inf
    )
    return _smooth_step((_DOOR_OPENS_AT_M - nearest_m) / (_DOOR_OPENS_AT_M - _DOOR_IS_OPEN_AT_M))


def _smooth_step(share: float) -> float:
    """0 below 0, 1 above 1, without a kink."""
    held = min(max(share, 0.0), 1.0)
    return held * held * (3 - 2 * held)
