"""Counting who crosses a line: by the way they went, once they are clear of it.

Two things must come together. The way of the body's middle went through the line, which no step
is too long for and which going round an end is not. And the person is out of a band around the
line, on the side to which they went: so somebody who stops on the line and sways is not counted
fifteen times, nor is one who turns back. The band is measured in body sizes, because the jitter
of a box is.

Where a way begins and ends decides what a counter misses at a door, so it is stated here:

- A track that begins cut by the picture's edge came from beyond that edge, and one that ends
  there went beyond it. A line drawn close to the edge therefore counts, although nobody is ever
  seen on its far side.
- A track that begins elsewhere came from nowhere: one first seen just past the line is not
  counted. What was not seen is not invented; the cure is a line further from the place.
- A track that ends within the band while it walks away from the line it has crossed is counted.
- A track that begins on the line where another was lost a moment ago is the same person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from edge_vision.domain.geometry import Point, near_enough, offset, passings
from edge_vision.domain.track import Track

Direction = Literal["in", "out"]
BAND_BODIES = 0.2
"""Half the width of the band."""
_PAST_THE_END_BODIES = 1.0
"""Further than this past an end, what happened on the line is of no meaning any more."""
_REJOIN_SECONDS, _REJOIN_BODIES = 3.0, 0.8
_AHEAD_SECONDS = 0.4
_EDGE_PX = 3.0
_FROM_EDGE_BODIES = 0.5
"""Who came from beyond the edge must have walked this far: not somebody who stands there."""


class Crossing(NamedTuple):
    """Somebody crossed. `time_s` is when the middle of the body was on the line."""

    line: str
    time_s: float
    direction: Direction
    staff: bool = False


@dataclass
class _Passage:
    """One track's way so far.

    `net`: 1, -1 or 0, how it went through since it was last clear. `taken`: another track goes on
    with it; should this one be seen again after all, they were two people.
    """

    place: Point
    time_s: float
    body_px: float
    net: int = 0
    on_line_s: float = 0.0
    from_edge: bool = False
    taken: bool = False


@dataclass
class LineCounter:
    """Counts one line. *in* is from the left to the right hand of who walks point 1 to last.

    Memory is bounded by the tracker's tracks and those lost within `_REJOIN_SECONDS`.

    Attributes:
        name: the line's name in messages.
        points: two or more, pixels.
        picture_wh: size of the picture; None: its edges are not known.
        entered, left: crossings since the start.
    """

    name: str
    points: Sequence[Point]
    picture_wh: tuple[int, int] | None = None
    entered: int = 0
    left: int = 0
    _passages: dict[int, _Passage] = field(default_factory=dict)
    _lost: list[_Passage] = field(default_factory=list)

    def step(self, seen: Sequence[Track], ended: Sequence[Track]) -> list[tuple[Track, Crossing]]:
        """Take in the tracks seen in one frame, and forget those that ended.

        Returns who crossed, each with the crossing.
        """
        now_s = max((track.seen_s for track in seen), default=0.0)
        self._lost = [one for one in self._lost if now_s - one.time_s <= _REJOIN_SECONDS]
        # Those known first: only then is it clear who is not seen any more.
        order = sorted(seen, key=lambda track: track.id not in self._passages)
        done = [(track, self._follow(track)) for track in order]
        done += [(track, self._end(track)) for track in ended if track.id in self._passages]
        return [(track, crossing) for track, crossing in done if crossing is not None]

    def _follow(self, track: Track) -> Crossing | None:
        passage = self._passages.get(track.id)
        if passage is None:
            passage = self._passages[track.id] = self._begin(track)
        self._go(passage, track.position, track.seen_s)
        passage.body_px, passage.taken = track.state.body_px, False
        return self._complete(track, passage)

    def _begin(self, track: Track) -> _Passage:
        """Where a new track comes from: see this module."""
        lost = self._rejoin(track)
        if lost is not None:
            return lost
        outside = _beyond_edge(track, self.picture_wh)
        passage = _Passage(track.position, track.seen_s, track.state.body_px)
        if outside is not None:
            passage.place, passage.from_edge = outside, True
        return passage

    def _rejoin(self, track: Track) -> _Passage | None:
        """The way of somebody who was lost on the line where this track begins."""
        if not self._in_band(track.position, track.state.body_px):
            return None
        unseen = [one for one in self._passages.values() if one.time_s < track.seen_s]
        for one in [*self._lost, *unseen]:
            reach_px = _REJOIN_BODIES * max(one.body_px, track.state.body_px)
            recent = track.seen_s - one.time_s <= _REJOIN_SECONDS
            near = near_enough(one.place, track.position, reach_px)
            if recent and near and not one.taken and self._in_band(one.place, one.body_px):
                self._lost = [lost for lost in self._lost if lost is not one]
                found = replace(one)
                one.taken = True
                return found
        return None

    def _end(self, track: Track) -> Crossing | None:
        """A track is given up: count it if it was walking away from the line it had crossed."""
        passage = self._passages.pop(track.id)
        if passage.taken:
            return None
        ahead = track.state.after(_AHEAD_SECONDS)
        going = replace(passage)
        outside = _beyond_edge(track, self.picture_wh, towards=(ahead.x, ahead.y))
        if outside is not None:
            self._go(going, outside, track.seen_s)
        elif passage.net:
            going.place = (ahead.x, ahead.y)
        crossing = self._complete(track, going)
        if crossing is None and self._in_band(passage.place, passage.body_px):
            self._lost.append(passage)
        return crossing

    def _go(self, passage: _Passage, place: Point, time_s: float) -> None:
        """One step on, and through the line where the step leads through it."""
        through = passings(self.points, passage.place, place)
        for one in sorted(through, key=lambda passing: passing.share):
            passage.net += one.sign
            passage.on_line_s = passage.time_s + one.share * (time_s - passage.time_s)
        passage.place, passage.time_s = place, time_s

    def _complete(self, track: Track, passage: _Passage) -> Crossing | None:
        """Count, once the band is behind a track that is believed in."""
        if not self._clear(passage) or not track.trusted:
            return None
        if passage.from_edge and track.travelled_bodies < _FROM_EDGE_BODIES:
            return None
        direction: Direction = "in" if passage.net > 0 else "out"
        passage.net, passage.from_edge = 0, False
        if direction == "in":
            self.entered += 1
        else:
            self.left += 1
        return Crossing(self.name, passage.on_line_s, direction)

    def _clear(self, passage: _Passage) -> bool:
        """Whether somebody went through and is out of the band, on that side."""
        if not passage.net:
            return False
        where = offset(self.points, passage.place)
        away_px, body_px = abs(where.distance_px), passage.body_px
        past_the_end = where.beyond_px > max(_PAST_THE_END_BODIES * body_px, away_px)
        out = away_px >= BAND_BODIES * body_px
        back = out and (where.distance_px > 0) != (passage.net > 0)
        if past_the_end or back:
            passage.net = 0  # gone along the line, or back round an end of it
        return out and passage.net != 0

    def _in_band(self, place: Point, body_px: float) -> bool:
        where = offset(self.points, place)
        return not where.beyond_px and abs(where.distance_px) < BAND_BODIES * body_px


def _beyond_edge(
    track: Track, picture_wh: tuple[int, int] | None, *, towards: Point | None = None
) -> Point | None:
    """A place outside the picture beyond the edge that cuts the body; None: none does.

    Args:
        track: whose box is meant.
        picture_wh: width and height; None: not known.
        towards: where it is heading; only an edge that it heads for counts then.
    """
    if picture_wh is None:
        return None
    x, y = track.position
    place = [x, y]
    for axis, (middle, side) in enumerate(((x, track.width), (y, track.height))):
        low, high = middle - side / 2 <= _EDGE_PX, middle + side / 2 >= picture_wh[axis] - _EDGE_PX
        if low == high:
            continue  # cut on neither side, or as large as the picture
        if towards is not None and (towards[axis] < middle) != low:
            continue
        body_px = track.state.body_px
        place[axis] = -body_px if low else picture_wh[axis] + body_px
    return None if place == [x, y] else (place[0], place[1])
