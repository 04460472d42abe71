"""Following people from frame to frame.

Association in stages, sure detections first, as in ByteTrack (Zhang et al., ECCV 2022): what a
model is sure of, then what it is unsure of, then what merely moves. Distances are measured in
standard deviations of each track's own filter (`motion_state`), so nothing depends on the frame
rate or the picture's size. The same detections always give the same tracks.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.company import note_company
from edge_vision.domain.detections import (
    Boxes,
    Detections,
    around_several,
    cover,
    iou,
    moved_into,
    parts_of_others,
)
from edge_vision.domain.fit import dress_costs, misfits
from edge_vision.domain.matching import pair_off
from edge_vision.domain.sight import Sight
from edge_vision.domain.track import Track, boxes_at

START_SCORE = 0.4
"""A detection below this continues a track but starts none."""
_DOUBT_SECONDS = 0.5
"""A track that is not trusted yet ends when unseen for this long."""
_LONGEST_TOGETHER_SECONDS = 3.0
"""Whoever was seen for so long only within a box around several is no longer believed in it."""
_MISSED_LOOKS = 4
_MOST_COST = 16.0
"""Of a pair: more than nearly all that `fit` lets pass. Whoever can be found again is."""
_MOST_TRACKS = 200


@dataclass(frozen=True)
class Step:
    """What one frame changed: tracks seen in it, and those given up."""

    seen: list[Track]
    ended: list[Track]


@dataclass
class Tracker:
    """Keeps tracks alive and ends them. Memory is bounded by `_MOST_TRACKS` tracks.

    Attributes:
        patience_s: how long a walking person may be unseen, as behind a pillar.
        still_patience_s: the same for somebody standing, whom motion does not show.
    """

    patience_s: float = 1.5
    still_patience_s: float = 5.0
    tracks: list[Track] = field(default_factory=list)
    _next_id: int = 1
    _sight: Sight = field(default_factory=Sight)

    def expected(self, time_s: float, *, trusted: bool = False) -> Boxes:
        """M x 4: where the tracks should be at a time; `trusted`: only those believed in."""
        return boxes_at([track for track in self.tracks if track.trusted or not trusted], time_s)

    def step(self, found: Detections, time_s: float) -> Step:
        """Take in one frame's detections.

        Args:
            found: people in the frame.
            time_s: the frame's time; never before that of the last step.
        """
        known = [track for track in self.tracks if track.trusted or track.known_by_sight]
        together = around_several(found.boxes_xyxy, boxes_at(known, time_s))
        single = found.only(np.asarray(~together.any(axis=1)))
        free = self._associate(single, time_s)
        seen = [track for track in self.tracks if track.seen_s == time_s]
        seen += self._start(single, free, time_s)
        note_company(seen, time_s)
        # Those who are here count at once: waiting until they leave would believe every shadow.
        usual_sight = self._sight.with_walkers(self.tracks).usual
        looked_at = found.looked_at(self.expected(time_s))
        for track, looked in zip(self.tracks, looked_at, strict=True):
            track.usual_sight = usual_sight
            track.looks += int(looked and track.seen_s == time_s)
            track.missed_looks += int(looked and track.seen_s != time_s)
        seen += _held(known, found.boxes_xyxy, together, time_s)
        ended = self._end(time_s)
        gone = {track.id for track in ended}
        return Step([track for track in seen if track.id not in gone], ended)

    def flush(self) -> list[Track]:
        """End all tracks: the source ended or the scene changed."""
        ended, self.tracks = self.tracks, []
        return ended

    def _associate(self, found: Detections, time_s: float) -> list[int]:
        """Match in stages; returns the indices of detections that nobody claimed."""
        sure = found.by_model & (found.scores >= START_SCORE)
        stages = [sure, found.by_model & ~sure, ~found.by_model]
        open_tracks = list(self.tracks)
        parts = parts_of_others(found.boxes_xyxy) & found.by_model
        free: list[int] = []
        for stage in stages:
            indices = np.flatnonzero(stage)
            boxes, colours = found.boxes_xyxy[indices], found.colours[indices]
            by_model = bool(found.by_model[indices].any())
            costs = misfits(open_tracks, boxes, parts[indices], time_s, by_model=by_model)
            costs += dress_costs(open_tracks, colours)
            pairs = pair_off(costs, _MOST_COST)
            for row, column in pairs:
                open_tracks[row].see(
                    boxes[column], time_s, by_model=by_model, colours=colours[column]
                )
            taken = {column for _, column in pairs}
            free += [int(i) for k, i in enumerate(indices) if k not in taken]
            open_tracks = [track for track in open_tracks if track.seen_s != time_s]
        return free

    def _start(self, found: Detections, free: list[int], time_s: float) -> list[Track]:
        """New tracks from sure detections that are not a part of somebody already followed."""
        born: list[Track] = []
        parts = parts_of_others(found.boxes_xyxy) & found.by_model
        for index in free:
            box, by_model = found.boxes_xyxy[index], bool(found.by_model[index])
            full = len(self.tracks) >= _MOST_TRACKS
            unsure = found.scores[index] < START_SCORE or bool(parts[index])
            if full or unsure or self._known(box, time_s, by_model):
                continue
            track = Track.born(
                self._next_id, box, time_s, by_model=by_model, colours=found.colours[index]
            )
            self._next_id += 1
            self.tracks.append(track)
            born.append(track)
        return born

    def _known(self, box: NDArray[np.float64], time_s: float, by_model: bool) -> bool:
        """Whether a box is mostly inside somebody who was seen in this very frame."""
        others = boxes_at([track for track in self.tracks if track.seen_s == time_s], time_s)
        if by_model:
            return bool((iou(box[None], others) > 0.6).any())
        return bool((cover(box[None], others) > 0.5).any())

    def _end(self, time_s: float) -> list[Track]:
        ended = [track for track in self.tracks if self._over(track, time_s)]
        gone = {track.id for track in ended}
        self._sight = self._sight.with_walkers(ended)
        self.tracks = [track for track in self.tracks if track.id not in gone]
        return ended

    def _over(self, track: Track, time_s: float) -> bool:
        unseen_s = time_s - track.seen_s
        if not track.trusted:
            return unseen_s > _DOUBT_SECONDS
        # Somebody who stands sinks into the background, and only the model can go on seeing them.
        standing = track.still and track.model_hits > 0 and track.missed_looks < _MISSED_LOOKS
        return unseen_s > (self.still_patience_s if standing else self.patience_s)


def _held(
    tracks: list[Track], boxes: Boxes, together: NDArray[np.bool_], time_s: float
) -> list[Track]:
    """Those seen only as one of several within one box: they are still there, somewhere in it.

    `together`, N x M, says which of the tracks (M) each box (N x 4) is around: `around_several`.
    """
    held = []
    for track, within in zip(tracks, together.T, strict=True):
        recent = time_s - track.alone_s <= _LONGEST_TOGETHER_SECONDS
        if within.any() and recent and track.seen_s < time_s:
            expected = np.asarray(track.box_at(time_s))
            track.hold(moved_into(expected, boxes[within.argmax()]), time_s)
            held.append(track)
    return held
