"""Visits: who was in a zone, from when to when; how many are there, and for how long together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from edge_vision.domain.geometry import Point, contains, near_enough
from edge_vision.domain.track import Track

LEAST_SECONDS = 0.8
"""A stay shorter than this is somebody's elbow."""
LEAST_QUEUE_SECONDS = 5.0
"""In a queue: somebody who walked through it. Few walk further than 5 m within a queue's zone."""
_REJOIN_SECONDS = 3.0
_REJOIN_BODIES = 0.8


class Visit(NamedTuple):
    """One stay in a zone, in the source's seconds."""

    zone: str
    enter_s: float
    leave_s: float
    staff: bool = False


class ZoneNow(NamedTuple):
    """How a zone stands after one frame: customers only."""

    zone: str
    present: int
    spent_s: float
    """Time spent there by all of them together that was not told before. In the end it adds up to
    the dwell times of all visits; a stay begins to count once it is a visit, then from its start.
    """


@dataclass
class _Stay:
    track: int
    enter_s: float
    last_s: float
    told_s: float
    place: Point
    body_px: float
    believed: bool = False
    staff: bool = False


@dataclass
class ZoneWatch:
    """Follows one zone. Memory is bounded by the tracker's tracks and `_REJOIN_SECONDS`.

    Attributes:
        name: the zone's name.
        points: the polygon, pixels.
        least_s: a shorter stay is no visit.
    """

    name: str
    points: Sequence[Point]
    least_s: float = LEAST_SECONDS
    _stays: dict[int, _Stay] = field(default_factory=dict)
    _lost: list[_Stay] = field(default_factory=list)

    @property
    def occupancy(self) -> int:
        """Customers in the zone now, for long enough to be visitors."""
        return sum(self._counts(stay) for stay in self._stays.values())

    def step(
        self,
        seen: Sequence[Track],
        ended: Sequence[Track],
        time_s: float,
        is_staff: Callable[[Track], bool] = lambda _track: False,
    ) -> list[Visit]:
        """Take in one frame; returns the visits that are over for good.

        Somebody who is found to be staff once stays so for the whole visit.
        """
        # Those known first: only then is it clear who is not seen any more.
        for track in sorted(seen, key=lambda track: track.id not in self._stays):
            if contains(self.points, track.position):
                self._stay(track, is_staff(track))
            elif track.id in self._stays:
                self._lost.append(self._stays.pop(track.id))
        for track in ended:
            if track.id in self._stays:
                self._lost.append(self._stays.pop(track.id))
        over = [stay for stay in self._lost if time_s - stay.last_s > _REJOIN_SECONDS]
        self._lost = [stay for stay in self._lost if time_s - stay.last_s <= _REJOIN_SECONDS]
        return self._visits(over)

    def take_stock(self) -> ZoneNow:
        """How the zone stands, with the time spent since this was asked last."""
        spent_s = 0.0
        for stay in self._stays.values():
            if self._counts(stay):
                spent_s += stay.last_s - stay.told_s
            if self._counts(stay) or stay.staff:
                stay.told_s = stay.last_s
        return ZoneNow(self.name, self.occupancy, spent_s)

    def flush(self) -> list[Visit]:
        """End all stays: the source ended."""
        over = [*self._lost, *self._stays.values()]
        self._lost, self._stays = [], {}
        return self._visits(over)

    def _stay(self, track: Track, staff: bool) -> None:
        stay = self._stays.get(track.id)
        if stay is None:
            stay = self._rejoin(track) or _Stay(
                track=track.id,
                enter_s=track.seen_s,
                last_s=track.seen_s,
                told_s=track.seen_s,
                place=track.position,
                body_px=track.state.body_px,
            )
            self._stays[track.id] = stay
            stay.track = track.id
        stay.last_s, stay.place, stay.body_px = track.seen_s, track.position, track.state.body_px
        stay.believed, stay.staff = stay.believed or track.trusted, stay.staff or staff

    def _rejoin(self, track: Track) -> _Stay | None:
        """The stay of somebody who was lost here a moment ago: the same visit goes on.

        Either this very track stepped out and back, or it began after the other was seen last:
        one person is not two tracks at a time.
        """
        unseen = [stay for stay in self._stays.values() if stay.last_s < track.seen_s]
        for stay in [*self._lost, *unseen]:
            same = stay.track == track.id or track.born_s > stay.last_s
            recent = track.seen_s - stay.last_s <= _REJOIN_SECONDS
            reach_px = _REJOIN_BODIES * max(stay.body_px, track.state.body_px)
            if same and recent and near_enough(stay.place, track.position, reach_px):
                self._lost = [lost for lost in self._lost if lost is not stay]
                self._stays = {
                    number: other for number, other in self._stays.items() if other is not stay
                }
                return stay
        return None

    def _counts(self, stay: _Stay) -> bool:
        return self._is_visit(stay) and not stay.staff

    def _is_visit(self, stay: _Stay) -> bool:
        return stay.believed and stay.last_s - stay.enter_s >= self.least_s

    def _visits(self, stays: list[_Stay]) -> list[Visit]:
        kept = [
            Visit(self.name, stay.enter_s, stay.last_s, stay.staff)
            for stay in stays
            if self._is_visit(stay)
        ]
        return sorted(kept, key=lambda visit: visit.enter_s)
