"""Counting who crosses a line, by completed passages through a band around it.

The band is what keeps somebody who stops on the line and sways from being counted fifteen times:
a crossing counts once the person is out of the band on the other side. It is measured in body
sizes, because the jitter of a box is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from edge_vision.domain.geometry import Point, offset
from edge_vision.domain.track import Track

Direction = Literal["in", "out"]
BAND_BODIES = 0.2
"""Half the width of the band."""


class Crossing(NamedTuple):
    """Somebody crossed. `time_s` is when the middle of the body was on the line."""

    line: str
    time_s: float
    direction: Direction


@dataclass
class _Passage:
    """Where one track stands: the side it came from (-1, 1), and its last change of side."""

    side: int
    distance_px: float
    time_s: float
    on_line_s: float


@dataclass
class LineCounter:
    """Counts one line. *in* is from the left to the right hand of who walks point 1 to last.

    Attributes:
        name: the line's name in messages.
        points: two or more, pixels.
        entered, left: crossings since the start.
    """

    name: str
    points: Sequence[Point]
    entered: int = 0
    left: int = 0
    _passages: dict[int, _Passage] = field(default_factory=dict)

    def step(self, seen: Sequence[Track], ended: Sequence[Track]) -> list[Crossing]:
        """Take in the tracks seen in one frame, and forget those that ended."""
        crossings = [done for track in seen if (done := self._follow(track)) is not None]
        for track in ended:
            self._passages.pop(track.id, None)
        return crossings

    def _follow(self, track: Track) -> Crossing | None:
        where = offset(self.points, track.position)
        if where.beyond_px:
            # Past an end: going round is no crossing, so start anew when it comes back.
            self._passages.pop(track.id, None)
            return None
        distance_px, time_s = where.distance_px, track.seen_s
        passage = self._passages.get(track.id)
        if passage is None:
            side = 1 if distance_px > 0 else -1
            self._passages[track.id] = _Passage(side, distance_px, time_s, time_s)
            return None
        if distance_px * passage.distance_px <= 0 and distance_px != passage.distance_px:
            share = passage.distance_px / (passage.distance_px - distance_px)
            passage.on_line_s = passage.time_s + share * (time_s - passage.time_s)
        passage.distance_px, passage.time_s = distance_px, time_s
        return self._complete(track, passage)

    def _complete(self, track: Track, passage: _Passage) -> Crossing | None:
        """Count, once the far edge of the band is behind a track that is believed in."""
        band_px = BAND_BODIES * track.state.body_px
        if -passage.side * passage.distance_px < band_px or not track.trusted:
            return None
        passage.side = -passage.side
        direction: Direction = "in" if passage.side > 0 else "out"
        if direction == "in":
            self.entered += 1
        else:
            self.left += 1
        return Crossing(self.name, passage.on_line_s, direction)
