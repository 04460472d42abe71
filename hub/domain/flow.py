"""Passages over lines, and how much of the time somebody was looking."""

from collections.abc import Iterable
from typing import NamedTuple


class Flow(NamedTuple):
    """Sums over windows. `dropped` are the frames the machine was too slow for."""

    entered: int = 0
    left: int = 0
    seconds: int = 0
    """Counted time. Two cameras that count the same hour give two hours."""
    frames: int = 0
    dropped: int = 0
    staff_entered: int = 0
    """Crossings of people taken for staff: never in `entered`."""
    staff_left: int = 0

    @property
    def dropped_share(self) -> float | None:
        """Frames not looked at, of all that came, 0 to 1. None: there were none."""
        came = self.frames + self.dropped
        return self.dropped / came if came else None


def total(flows: Iterable[Flow]) -> Flow:
    """Put flows together."""
    columns = list(zip(*flows, strict=True))
    return Flow(*map(sum, columns)) if columns else Flow()
