"""Who sets out together, and when: sizes, looks and gaps, drawn from a seeded generator."""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator

from demo.scene.looks import Look, pushing, random_look
from demo.scene.options import SceneOptions

_PUSHING_SHARE = 0.3
_CHILD_SHARE = 0.3
_GROUP_SIZES = (1, 2, 3)
_GROUP_SHARES = (0.62, 0.26, 0.12)
_MIN_GAP_S = 0.8


def starts(rng: Generator, begin_s: float, end_s: float, mean_gap_s: float) -> Iterator[float]:
    """When parties set out: a Poisson process with a least gap."""
    time_s = begin_s
    least_s = min(_MIN_GAP_S, mean_gap_s / 2)
    while True:
        time_s += least_s + rng.exponential(mean_gap_s - least_s)
        if time_s >= end_s:
            return
        yield time_s


def _shares(options: SceneOptions) -> tuple[float, float, float]:
    return _GROUP_SHARES if options.groups else (1.0, 0.0, 0.0)


def mean_size(options: SceneOptions) -> float:
    """People in a party, on average."""
    return float(np.dot(_GROUP_SIZES, _shares(options)))


def size_of(rng: Generator, options: SceneOptions) -> int:
    """How many are in the next party."""
    return int(rng.choice(_GROUP_SIZES, p=_shares(options)))


def looks_of(rng: Generator, size: int, options: SceneOptions) -> list[Look]:
    """A party: the first is grown up and may push something."""
    looks = [
        random_look(rng, child=place > 0 and rng.random() < _CHILD_SHARE) for place in range(size)
    ]
    if options.trolleys and rng.random() < _PUSHING_SHARE:
        looks[0] = pushing(looks[0], rng)
    return looks
