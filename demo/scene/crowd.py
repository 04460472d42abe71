"""Nobody walks through anybody: parties wait until their way is free.

A picture in which two bodies fill the same place has a truth that no counter could find.
"""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np

from demo.scene.paths import Path, Points

CLEARANCE_M = 0.5
_GRID_S = 0.2
_DELAY_CELLS = 3
_MAX_DELAYS = 50
_SEEN_FROM_Y_M, _SEEN_TO_X_M = -1.2, 5.5
"""Deep in the shop and out of the picture people may meet as they like."""


class Trace(NamedTuple):
    """A path's points at the ticks of a common grid, from tick `first` on; unseen ones are NaN."""

    first: int
    points_m: Points

    @classmethod
    def of(cls, path: Path, *, everywhere: bool = False) -> Self:
        """Sample a path; `everywhere`: no part of it is out of sight."""
        first = int(np.ceil(path.start_s / _GRID_S))
        times = np.arange(first, int(path.end_s / _GRID_S) + 1) * _GRID_S
        columns = [np.interp(times, path.times_s, path.points_m[:, axis]) for axis in (0, 1)]
        points = np.stack(columns, axis=1)
        unseen = (points[:, 1] < _SEEN_FROM_Y_M) | (np.abs(points[:, 0]) > _SEEN_TO_X_M)
        if not everywhere:
            points[unseen] = np.nan
        return cls(first, points)

    @property
    def end(self) -> int:
        """The tick after the last."""
        return self.first + len(self.points_m)

    def nearest_m(self, other: "Trace", later: int) -> float:
        """How near both come if this one sets out `later` ticks later; infinite: never met."""
        first = self.first + later
        start, end = max(first, other.first), min(self.end + later, other.end)
        if start >= end:
            return float("inf")
        mine = self.points_m[start - first : end - first]
        theirs = other.points_m[start - other.first : end - other.first]
        return float(np.fmin.reduce(np.hypot(*(mine - theirs).T), initial=np.inf))


class Crowd:
    """The ways that are taken already.

    Args:
        everywhere: whether people keep apart also where a door's camera would not see them.
    """

    def __init__(self, *, everywhere: bool = False) -> None:
        self._everywhere = everywhere
        self._traces: list[Trace] = []

    def join(self, paths: Sequence[Path]) -> list[Path]:
        """Add a party, which sets out later where it would run into somebody.

        After half a minute of waiting it takes the least bad moment: in a dense crowd
        people do touch.
        """
        traces = [Trace.of(path, everywhere=self._everywhere) for path in paths]
        delay = self._delay(traces)
        joined = [path.later(delay * _GRID_S) for path in paths]
        self._traces += [Trace(trace.first + delay, trace.points_m) for trace in traces]
        return joined

    def _delay(self, traces: list[Trace]) -> int:
        """Ticks to wait."""
        begin = min(trace.first for trace in traces)
        end = max(trace.end for trace in traces) + _DELAY_CELLS * _MAX_DELAYS
        others = [other for other in self._traces if other.end > begin and other.first < end]
        best, best_m = 0, -1.0
        for later in range(0, _DELAY_CELLS * _MAX_DELAYS + 1, _DELAY_CELLS):
            near_m = min(
                (trace.nearest_m(other, later) for trace in traces for other in others),
                default=float("inf"),
            )
            if near_m >= CLEARANCE_M:
                return later
            if near_m > best_m:
                best, best_m = later, near_m
        return best
