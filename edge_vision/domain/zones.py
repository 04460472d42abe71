"""Visits: who was in a zone, from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from edge_vision.domain.geometry import Point, contains
from edge_vision.domain.track import Track

_SHORTEST_SECONDS = 0.8
"""A visit shorter than this is somebody's elbow."""
_REJOIN_SECONDS = 3.0
_REJOIN_BODIES = 0.8


class Visit(NamedTuple):
    """One stay in a zone, in the source's seconds."""

    zone: str
    enter_s: float
    leave_s: float


@dataclass
class _Stay:
    enter_s: float
    last_s: float
    place: Point
    body_px: float
    believed: bool


@dataclass
class ZoneWatch:
    """Follows one zone. Memory is bounded by the tracker's tracks and `_REJOIN_SECONDS`.

    Attributes:
        name: the zone's name.
        points: the polygon, pixels.
    """

    name: str
    points: Sequence[Point]
    _stays: dict[int, _Stay] = field(default_factory=dict)
    _lost: list[_Stay] = field(default_factory=list)

    @property
    def occupancy(self) -> int:
        """People believed to be in the zone now."""
        return sum(stay.believed for stay in self._stays.values())

    def step(self, seen: Sequence[Track], ended: Sequence[Track], time_s: float) -> list[Visit]:
        """Take in one frame; returns the visits that are over for good."""
        for track in seen:
            if contains(self.points, track.position):
                self._stay(track)
            elif track.id in self._stays:
                self._lost.append(self._stays.pop(track.id))
        for track in ended:
            if track.id in self._stays:
                self._lost.append(self._stays.pop(track.id))
        over = [stay for stay in self._lost if time_s - stay.last_s > _REJOIN_SECONDS]
        self._lost = [stay for stay in self._lost if time_s - stay.last_s <= _REJOIN_SECONDS]
        return self._visits(over)

    def flush(self) -> list[Visit]:
        """End all stays: the source ended."""
        over = [*self._lost, *self._stays.values()]
        self._lost, self._stays = [], {}
        return self._visits(over)

    def _stay(self, track: Track) -> None:
        stay = self._stays.get(track.id)
        if stay is None:
            stay = self._rejoin(track) or _Stay(
                track.seen_s, track.seen_s, track.position, track.state.body_px, believed=False
            )
            self._stays[track.id] = stay
        stay.last_s, stay.place = track.seen_s, track.position
        stay.body_px, stay.believed = track.state.body_px, stay.believed or track.trusted

    def _rejoin(self, track: Track) -> _Stay | None:
        """The stay of somebody who was lost here a moment ago: the same visit goes on."""
        for stay in self._lost:
            away_x = abs(stay.place[0] - track.position[0])
            away_y = abs(stay.place[1] - track.position[1])
            if max(away_x, away_y) < _REJOIN_BODIES * max(stay.body_px, track.state.body_px):
                self._lost.remove(stay)
                return stay
        return None

    def _visits(self, stays: list[_Stay]) -> list[Visit]:
        kept = [
            Visit(self.name, stay.enter_s, stay.last_s)
            for stay in stays
            if stay.believed and stay.last_s - stay.enter_s >= _SHORTEST_SECONDS
        ]
        return sorted(kept, key=lambda visit: visit.enter_s)
