"""Where somebody is, as a pure function of time.

Ground coordinates in metres: x runs along the shop front to the right as the camera sees it, y is
the distance from the front towards the street (negative inside the shop). Headings are radians,
0 along x, growing towards the street.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Series = NDArray[np.float64]

_STEP_M = 0.1
_ROUNDING_PASSES = 3
_EASING_M = 0.5
_SLOWEST_SHARE = 0.3
"""Share of the walking speed at a stop; people neither stop nor start at once."""


class Leg(NamedTuple):
    """A walk through `waypoints_m`, corners rounded, and a stop of `pause_s` at its end."""

    waypoints_m: Sequence[tuple[float, float]]
    pause_s: float = 0.0


@dataclass(frozen=True, eq=False)
class Path:
    """A walk, known at N instants and linear in between.

    Attributes:
        times_s: (N,) strictly growing.
        points_m: (N, 2) ground points.
        headings_rad: (N,) without jumps of a full turn.
        distances_m: (N,) way gone so far.
    """

    times_s: Series
    points_m: Points
    headings_rad: Series
    distances_m: Series

    @property
    def start_s(self) -> float:
        """First instant of the walk."""
        return float(self.times_s[0])

    @property
    def end_s(self) -> float:
        """Last instant of the walk."""
        return float(self.times_s[-1])

    def later(self, seconds: float) -> "Path":
        """The same walk at another time."""
        return replace(self, times_s=self.times_s + seconds)

    def position_m(self, time_s: float) -> tuple[float, float]:
        """Ground point; before the start and after the end, the point nearest in time."""
        return (
            float(np.interp(time_s, self.times_s, self.points_m[:, 0])),
            float(np.interp(time_s, self.times_s, self.points_m[:, 1])),
        )

    def heading_rad(self, time_s: float) -> float:
        """Which way the body faces."""
        return float(np.interp(time_s, self.times_s, self.headings_rad))

    def distance_m(self, time_s: float) -> float:
        """Way gone so far; the legs swing by it."""
        return float(np.interp(time_s, self.times_s, self.distances_m))

    def speed_m_s(self, time_s: float) -> float:
        """Mean speed over the fifth of a second around an instant."""
        return (self.distance_m(time_s + 0.1) - self.distance_m(time_s - 0.1)) / 0.2


def walk(legs: Sequence[Leg], *, start_s: float, speed_m_s: float) -> Path:
    """Walk the legs one after the other at one speed, slower near each stop.

    Args:
        legs: each begins where the one before ends; all but the last need a pause.
        start_s: when the first waypoint is left.
        speed_m_s: walking speed away from stops.
    """
    times: list[Series] = []
    points: list[Points] = []
    steps: list[Series] = []
    clock = start_s
    for number, leg in enumerate(legs):
        leg_points, leg_steps = _resampled(_rounded(np.array(leg.waypoints_m, dtype=np.float64)))
        is_last = number == len(legs) - 1
        durations = _step_durations(leg_steps, speed_m_s, eased=(number > 0, not is_last))
        times.append(clock + np.concatenate(([0.0], np.cumsum(durations))))
        points.append(leg_points)
        # Nobody gets further during a pause, hence the 0 between two legs.
        steps += [np.zeros(1), leg_steps]
        clock = float(times[-1][-1]) + leg.pause_s
    headings = np.concatenate([_headings(leg_points) for leg_points in points])
    return Path(
        times_s=np.concatenate(times),
        points_m=np.concatenate(points),
        headings_rad=np.unwrap(headings),
        distances_m=np.cumsum(np.concatenate(steps)),
    )


def _rounded(corners: Points) -> Points:
    """Cut corners as Chaikin (1974) does: each pass replaces a corner by two softer ones."""
    for _ in range(_ROUNDING_PASSES):
        before, after = corners[:-1], corners[1:]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1)
        corners = np.concatenate([corners[:1], cut.reshape(-1, 2)[1:-1], corners[-1:]])
    return corners


def _resampled(points: Points) -> tuple[Points, Series]:
    """N points at equal distances along the way, and the N - 1 steps between them in metres."""
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    count = max(2, round(float(along[-1]) / _STEP_M) + 1)
    wanted = np.linspace(0.0, along[-1], count)
    places = np.stack([np.interp(wanted, along, points[:, axis]) for axis in (0, 1)], axis=1)
    return places, np.diff(wanted)


def _step_durations(steps: Series, speed_m_s: float, *, eased: tuple[bool, bool]) -> Series:
    middles = np.cumsum(steps) - steps / 2
    to_stop = np.full_like(steps, np.inf)
    if eased[0]:
        to_stop = np.minimum(to_stop, middles)
    if eased[1]:
        to_stop = np.minimum(to_stop, steps.sum() - middles)
    share = np.minimum(1.0, _SLOWEST_SHARE + (1 - _SLOWEST_SHARE) * to_stop / _EASING_M)
    return np.asarray(steps / (speed_m_s * share), dtype=np.float64)


def _headings(points: Points) -> Series:
    gradient = np.gradient(points, axis=0)
    return np.asarray(np.arctan2(gradient[:, 1], gradient[:, 0]), dtype=np.float64)
