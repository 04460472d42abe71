"""Who is staff: by where they come from, by where they stay, by the colour they wear.

The decision is made with what has been seen so far, at the crossing or during the visit that it
is about, and holds as long as the track. A track that is found to be staff only later has its
crossings named, so that they can be taken back where that is still possible.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from edge_vision.domain.geometry import Point, contains
from edge_vision.domain.track import Track

_BEGAN_SECONDS = 2.0
"""Who is first seen in a staff area and stays this long came from there: the till, an office."""
_STAYED_SECONDS = 5.0
"""Who is this long in a staff area, and more than half of the time so far, works there."""
_LOOKS, _LEAST_HITS = 9, 3
"""Looks for a tag that are remembered, and how many must find it: a majority, three at least."""
_LOOK_SECONDS, _LATER_SECONDS = 0.15, 1.0
"""Between two looks at one body: the first nine, and the others. A look costs about 0.1 ms."""


@dataclass
class _Evidence:
    first_s: float
    last_s: float
    began_inside: bool
    inside_s: float = 0.0
    looks: deque[bool] = field(default_factory=lambda: deque(maxlen=_LOOKS))
    looked_s: float = -1.0


@dataclass
class StaffWatch:
    """Follows everybody's evidence. Memory is bounded by the tracker's tracks.

    Attributes:
        areas: polygons, pixels, in which only staff are.
        found: ids of the tracks that are staff.
    """

    areas: Sequence[Sequence[Point]] = ()
    found: set[int] = field(default_factory=set)
    _evidence: dict[int, _Evidence] = field(default_factory=dict)

    def step(
        self, seen: Sequence[Track], wears_tag: Callable[[Track], bool | None] | None
    ) -> list[int]:
        """Take in the tracks seen in one frame; returns the ids of those newly found.

        Args:
            seen: tracks seen in this frame.
            wears_tag: looks whether a body wears a tag; None: nobody near enough to matter, or a
                body it cannot judge. None instead of a function: there are no tags.
        """
        if not self.areas and wears_tag is None:
            return []
        newly = []
        for track in seen:
            if track.id in self.found:
                continue
            evidence = self._take_in(track)
            if wears_tag is not None:
                _look(evidence, track, wears_tag)
            if _belongs(evidence) or _tagged(evidence):
                self.found.add(track.id)
                newly.append(track.id)
        return newly

    def forget(self, ended: Sequence[Track]) -> None:
        """These tracks are over."""
        for track in ended:
            self.found.discard(track.id)
            self._evidence.pop(track.id, None)

    def _take_in(self, track: Track) -> _Evidence:
        inside = any(contains(area, track.position) for area in self.areas)
        evidence = self._evidence.get(track.id)
        if evidence is None:
            evidence = _Evidence(track.born_s, track.seen_s, inside)
            self._evidence[track.id] = evidence
        if inside:
            evidence.inside_s += track.seen_s - evidence.last_s
        evidence.last_s = track.seen_s
        return evidence


def _look(evidence: _Evidence, track: Track, wears_tag: Callable[[Track], bool | None]) -> None:
    pause_s = _LOOK_SECONDS if len(evidence.looks) < _LOOKS else _LATER_SECONDS
    if evidence.looked_s >= 0 and track.seen_s - evidence.looked_s < pause_s:
        return
    found = wears_tag(track)
    if found is not None:
        evidence.looks.append(found)
        evidence.looked_s = track.seen_s


def _belongs(evidence: _Evidence) -> bool:
    """Whether the staff areas say so."""
    if evidence.began_inside and evidence.inside_s >= _BEGAN_SECONDS:
        return True
    life_s = evidence.last_s - evidence.first_s
    return evidence.inside_s >= _STAYED_SECONDS and 2 * evidence.inside_s > life_s


def _tagged(evidence: _Evidence) -> bool:
    """Whether the looks for a tag say so."""
    hits = sum(evidence.looks)
    return hits >= _LEAST_HITS and 2 * hits > len(evidence.looks)
