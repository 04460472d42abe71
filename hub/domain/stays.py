"""Visits to a zone, added up; in a queue's zone a visit is somebody's wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hub.domain.dwell import BINS

_NONE: Final = (0,) * len(BINS)


@dataclass(frozen=True, slots=True)
class Stays:
    """Sums over windows; only `most` is none. Staff are in `staff_visits` and nowhere else."""

    seconds: int = 0
    """Time looked at. Two zones looked at for an hour give two hours."""
    visits: int = 0
    dwell_ms: int = 0
    occupancy_ms: int = 0
    """Time that people spent in the zone, over all of them."""
    staff_visits: int = 0
    most: int = 0
    """Most people at one time in one zone."""
    dwell: tuple[int, ...] = _NONE
    """Visits by dwell time, in the order of `hub.domain.dwell.BINS`."""

    @property
    def mean_seconds(self) -> float | None:
        """Mean dwell time. None: nobody visited."""
        return self.dwell_ms / 1000 / self.visits if self.visits else None

    @property
    def mean_people(self) -> float | None:
        """People in one zone at a time, on average; in a queue its mean length (Little's L)."""
        return self.occupancy_ms / 1000 / self.seconds if self.seconds else None


def total(stays: Iterable[Stays]) -> Stays:
    """Put visits together."""
    every = list(stays)
    return Stays(
        seconds=sum(one.seconds for one in every),
        visits=sum(one.visits for one in every),
        dwell_ms=sum(one.dwell_ms for one in every),
        occupancy_ms=sum(one.occupancy_ms for one in every),
        staff_visits=sum(one.staff_visits for one in every),
        most=max((one.most for one in every), default=0),
        dwell=tuple(map(sum, zip(_NONE, *(one.dwell for one in every), strict=True))),
    )
