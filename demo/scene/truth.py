"""What really happened in a scene: who crossed the line, which way and when.

Somebody crosses it when the ground point, the middle between the feet, does.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np

from demo.scene.options import Viewpoint
from demo.scene.paths import Path

LINE_Y_M = 1.1
LINE_HALF_WIDTH_M = 1.8

Direction = Literal["in", "out"]


class Gate(NamedTuple):
    """A line on the ground along x, `y_m` from where y begins, `half_width_m` to either side."""

    y_m: float
    half_width_m: float


DOOR_GATE = Gate(LINE_Y_M, LINE_HALF_WIDTH_M)
_GATES: dict[Viewpoint, Gate] = {"stairs": Gate(0.0, 40.0), "square": Gate(0.0, 40.0)}


def gate_at(viewpoint: Viewpoint) -> Gate:
    """The line of a viewpoint: before the door, or right across the picture."""
    return _GATES.get(viewpoint, DOOR_GATE)


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

    def since(self, before: "Counts") -> "Counts":
        """What came after an earlier count."""
        return Counts(*(mine - theirs for mine, theirs in zip(self, before, strict=True)))


def crossings_of(path: Path, gate: Gate = DOOR_GATE) -> list[Crossing]:
    """Every change of side of the ground point within the line's ends, in order of time.

    A point that is exactly on the line belongs to the door's side.
    """
    outside = path.points_m[:, 1] > gate.y_m
    found = []
    for index in np.flatnonzero(outside[:-1] != outside[1:]):
        (x0, y0), (x1, y1) = path.points_m[index], path.points_m[index + 1]
        share = (gate.y_m - y0) / (y1 - y0)
        if abs(x0 + share * (x1 - x0)) <= gate.half_width_m:
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
