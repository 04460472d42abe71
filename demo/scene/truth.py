"""What really happened in a scene: who crossed the door line, which way and when.

The line stands `LINE_Y_M` before the shop front. Somebody crosses it when the ground point, the
middle between the feet, does.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np

from demo.scene.paths import Path

LINE_Y_M = 1.1
LINE_HALF_WIDTH_M = 1.8

Direction = Literal["in", "out"]


class Crossing(NamedTuple):
    """One person over the line. `in` is towards the door."""

    time_s: float
    direction: Direction


class Counts(NamedTuple):
    """People so far. `passed` came along the street and did not enter."""

    entered: int
    left: int
    passed: int

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def crossings_of(path: Path) -> list[Crossing]:
    """Every change of side of the ground point within the line's ends, in order of time.

    A point that is exactly on the line belongs to the door's side.
    """
    outside = path.points_m[:, 1] > LINE_Y_M
    found = []
    for index in np.flatnonzero(outside[:-1] != outside[1:]):
        (x0, y0), (x1, y1) = path.points_m[index], path.points_m[index + 1]
        share = (LINE_Y_M - y0) / (y1 - y0)
        if abs(x0 + share * (x1 - x0)) <= LINE_HALF_WIDTH_M:
            start_s, end_s = path.times_s[index], path.times_s[index + 1]
            direction: Direction = "in" if outside[index] else "out"
            found.append(Crossing(float(start_s + share * (end_s - start_s)), direction))
    return found


def nearest_to_door_s(path: Path) -> float:
    """When somebody who does not enter counts as having passed: nearest to the door."""
    return float(path.times_s[np.argmin(np.hypot(path.points_m[:, 0], path.points_m[:, 1]))])


def count(crossings: Iterable[Crossing], passed_s: Iterable[float], until_s: float) -> Counts:
    """Sum what happened up to and including `until_s`."""
    seen = [crossing.direction for crossing in crossings if crossing.time_s <= until_s]
    return Counts(
        entered=seen.count("in"),
        left=seen.count("out"),
        passed=sum(time_s <= until_s for time_s in passed_s),
    )
