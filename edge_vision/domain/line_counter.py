"""Counting who crosses a line: by the way they went, once they are clear of it.

Two things must come together. The way of the body's middle went through the line, which no step
is too long for and which going round an end is not. And the person is out of a band around the
line, on the side to which they went: so somebody who stops on the line and sways is not counted
fifteen times, nor is one who turns back. The band is measured in body sizes, because the jitter
of a box is.

Where a way begins and ends decides what a counter misses at a door, so it is stated here:

- A track that begins cut by the picture's edge, and then comes in, came from beyond that edge; one
  that ends while it goes out there went beyond it. A line close to the edge therefore counts,
  although nobody is ever seen on its far side.
- A track that begins elsewhere came from nowhere: one first seen just past the line is not
  counted. What was not seen is not invented; the cure is a line further from the place.
- A track that the model knows, that came some way and ends within the band while it walks away from
  the line it has crossed is counted. (Blobs end there for many reasons.)
- A track that begins just after the source, while the motion stage cannot say yet where the model
  has to look, was there before: it came as it walks on.
- A track that begins on the line where somebody stood who was lost a moment ago is that person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from edge_vision.domain.geometry import Point, near_enough, offset, passings
from edge_vision.domain.passage import Passage
from edge_vision.domain.picture_edge import Size, cut_by_edge
from edge_vision.domain.track import Track

Direction = Literal["in", "out"]
BAND_BODIES = 0.2
"""Half the width of the band."""
_PAST_THE_END_BODIES = 1.0
"""Further than this past an end, what happened on the line is of no meaning any more."""
_REJOIN_SECONDS, _REJOIN_BODIES = 3.0, 0.8
_AHEAD_SECONDS = 0.4
_EARLY_SECONDS = 1.4
"""So long after a source's begin, somebody who is seen for the first time was there before."""
_KNOWN_WAY_BODIES = 0.5
"""Who has gone so far since is known to walk, and where to."""


class Crossing(NamedTuple):
    """Somebody crossed. `time_s` is when the middle of the body was on the line."""

    line: str
    time_s: float
    direction: Direction
    staff: bool = False


@dataclass
class LineCounter:
    """Counts one line. *in* is from the left to the right hand of who walks point 1 to last.

    Memory is bounded by the tracker's tracks and those lost within `_REJOIN_SECONDS`.

    Attributes:
        name: the line's name in messages.
        points: two or more, pixels.
        picture_wh: size of the picture; None: its edges are not known.
        begin_s: when the source began; None: nobody knows.
        entered, left: crossings since the start.
    """

    name: str
    points: Sequence[Point]
    picture_wh: Size | None = None
    begin_s: float | None = None
    entered: int = 0
    left: int = 0
    _passages: dict[int, Passage] = field(default_factory=dict)
    _lost: list[Passage] = field(default_factory=list)

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

    def flush(
        self, ended: Sequence[Track], end_s: float | None = None
    ) -> list[tuple[Track, Crossing]]:
        """These tracks were the last: the source ended, and its time may begin anew.

        Args:
            ended: the tracks.
            end_s: when the source ended: until then people went on as they went. None: when each
                was seen last.
        """
        known = [track for track in ended if track.id in self._passages]
        done = [(track, self._end(track, end_s)) for track in known]
        self._passages, self._lost = {}, []
        return [(track, crossing) for track, crossing in done if crossing is not None]

    def _follow(self, track: Track) -> Crossing | None:
        passage = self._passages.get(track.id)
        if passage is None:
            passage = self._passages[track.id] = self._begin(track)
        self._go(passage, track.position, track.seen_s)
        self._come_in(track, passage)
        self._look_back(track, passage)
        passage.body_px = track.state.body_px
        passage.most_wh = (
            max(passage.most_wh[0], track.width),
            max(passage.most_wh[1], track.height),
        )
        passage.stood = track.trusted and track.still and track.known_by_sight
        if (heir := passage.heir) is not None:
            heir.net, heir.inherited, passage.heir = heir.net - heir.inherited, 0, None
        return self._complete(track, passage)

    def _begin(self, track: Track) -> Passage:
        """Where a new track comes from: see this module."""
        lost = self._rejoin(track)
        if lost is not None:
            return lost
        passage = Passage(track.position, track.seen_s, track.state.body_px)
        if self.picture_wh is not None:
            passage.came = cut_by_edge(track, self.picture_wh)
        if self.begin_s is not None and passage.came is None:
            passage.early = 0 < track.born_s - self.begin_s <= _EARLY_SECONDS
        return passage

    def _look_back(self, track: Track, passage: Passage) -> None:
        """Once it is known how somebody walks who was overlooked at first: where they came from."""
        known = track.trusted and track.known_to_model
        if not passage.early or not known or track.travelled_bodies < _KNOWN_WAY_BODIES:
            return
        passage.early = False
        begin_s = self.begin_s if self.begin_s is not None else track.born_s
        for one in passings(self.points, track.before(begin_s), track.first):
            passage.net += one.sign
            passage.on_line_s = begin_s + one.share * (track.born_s - begin_s)

    def _come_in(self, track: Track, passage: Passage) -> None:
        """Once more of a body shows than at first, the way to where it was first seen is known."""
        if passage.came is not None and passage.came.came_in(track):
            through = sum(
                one.sign for one in passings(self.points, passage.came.place, track.first)
            )
            passage.came = None
            if through:
                passage.net += through
                passage.on_line_s = passage.on_line_s or track.born_s

    def _rejoin(self, track: Track) -> Passage | None:
        """The way of somebody who was lost on the line where this track begins."""
        if not self._in_band(track.position, track.state.body_px):
            return None
        unseen = [one for one in self._passages.values() if one.time_s < track.seen_s]
        for one in [*self._lost, *unseen]:
            if not one.stood:
                continue  # of somebody who walks, pieces are taken for newcomers all the time
            reach_px = _REJOIN_BODIES * max(one.body_px, track.state.body_px)
            recent = track.seen_s - one.time_s <= _REJOIN_SECONDS
            near = near_enough(one.place, track.position, reach_px)
            if recent and near and one.heir is None and self._in_band(one.place, one.body_px):
                self._lost = [lost for lost in self._lost if lost is not one]
                one.heir = found = replace(one)
                self._go(found, track.position, track.seen_s)
                found.inherited = found.net
                return found
        return None

    def _end(self, track: Track, until_s: float | None = None) -> Crossing | None:
        """A track is given up: count it if it was walking away from the line it had crossed.

        `until_s`: it went on until then; None: nothing is known of that.
        """
        passage = self._passages.pop(track.id)
        if passage.heir is not None:
            return None
        gone_s = 0.0 if until_s is None else until_s - track.seen_s
        ahead = track.state.after(gone_s + _AHEAD_SECONDS)
        going = replace(passage)
        cut = None
        if self.picture_wh is not None:
            cut = cut_by_edge(track, self.picture_wh, towards=(ahead.x, ahead.y))
        crossing = None
        if cut is not None and cut.goes_out(passage.most_wh):
            self._go(going, cut.place, track.seen_s)
            crossing = self._complete(track, going)
        elif (track.walked or until_s is not None) and track.known_to_model:
            here = track.state.after(gone_s)
            self._go(going, (here.x, here.y), track.seen_s + gone_s)
            if going.net:
                going.place = (ahead.x, ahead.y)
                crossing = self._complete(track, going)
        if crossing is None and passage.stood:
            self._lost.append(passage)
        return crossing

    def _go(self, passage: Passage, place: Point, time_s: float) -> None:
        """One step on, and through the line where the step leads through it."""
        through = passings(self.points, passage.place, place)
        for one in sorted(through, key=lambda passing: passing.share):
            passage.net += one.sign
            passage.on_line_s = passage.time_s + one.share * (time_s - passage.time_s)
        passage.place, passage.time_s = place, time_s

    def _complete(self, track: Track, passage: Passage) -> Crossing | None:
        """Count, once the band is behind a track that is believed in."""
        if not self._clear(passage) or not track.trusted:
            return None
        if passage.inherited and not track.known_by_sight:
            return None
        direction: Direction = "in" if passage.net > 0 else "out"
        passage.settle()
        if direction == "in":
            self.entered += 1
        else:
            self.left += 1
        return Crossing(self.name, passage.on_line_s, direction)

    def _clear(self, passage: Passage) -> bool:
        """Whether somebody went through and is out of the band, on that side."""
        if not passage.net:
            return False
        where = offset(self.points, passage.place)
        away_px, body_px = abs(where.distance_px), passage.body_px
        past_the_end = where.beyond_px > max(_PAST_THE_END_BODIES * body_px, away_px)
        out = away_px >= BAND_BODIES * body_px
        back = out and (where.distance_px > 0) != (passage.net > 0)
        if past_the_end or back:
            passage.settle()  # gone along the line, or back round an end of it
        return out and passage.net != 0

    def _in_band(self, place: Point, body_px: float) -> bool:
        where = offset(self.points, place)
        return not where.beyond_px and abs(where.distance_px) < BAND_BODIES * body_px
