"""Everything that is counted in one picture: tracks, lines, zones and staff together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from edge_vision.domain.attention import relevant
from edge_vision.domain.detections import Boxes, Detections
from edge_vision.domain.line_counter import Crossing, LineCounter
from edge_vision.domain.staff import StaffWatch
from edge_vision.domain.track import Track
from edge_vision.domain.tracks import Tracker
from edge_vision.domain.zones import Visit, ZoneNow, ZoneWatch

_REMEMBERED_CROSSINGS = 8
"""Of one track: enough for whoever walks in and out of the door while following somebody."""

TagReader = Callable[[tuple[float, float, float, float]], bool]
"""Whether a body in this box (x1, y1, x2, y2 in pixels) of the present picture wears a tag."""


class Happened(NamedTuple):
    """What one frame completed. Those of staff are marked, not left out.

    `turned_staff` names earlier crossings of people who only now were found to be staff.
    """

    crossings: list[Crossing]
    visits: list[Visit]
    zones: Sequence[ZoneNow] = ()
    turned_staff: Sequence[Crossing] = ()


@dataclass
class Scene:
    """One camera's view. Values in, values out.

    Attributes:
        lines, zones: what to count.
        tracker: follows people.
        staff: tells staff from customers.
    """

    lines: Sequence[LineCounter]
    zones: Sequence[ZoneWatch]
    tracker: Tracker = field(default_factory=Tracker)
    staff: StaffWatch = field(default_factory=StaffWatch)
    _crossed: dict[int, list[Crossing]] = field(default_factory=dict)

    def expected(self, time_s: float) -> Boxes:
        """M x 4: where the people that are believed in should be at a time."""
        return self.tracker.expected(time_s, trusted=True)

    def step(
        self,
        found: Detections,
        time_s: float,
        *,
        wears_tag: TagReader | None = None,
        all_staff: bool = False,
    ) -> Happened:
        """Take in one frame's detections.

        Args:
            found: people in the frame.
            time_s: the frame's time; never decreases but by `restart`.
            wears_tag: looks for staff tags in the frame; None: there are none.
            all_staff: these are hours in which everybody is staff.
        """
        step = self.tracker.step(found, time_s)
        newly = self.staff.step(step.seen, self._tag_of(wears_tag) if wears_tag else None)
        turned = [crossing for number in newly for crossing in self._crossed.pop(number, [])]

        def is_staff(track: Track) -> bool:
            return all_staff or track.id in self.staff.found

        crossings = [
            self._noted(track, crossing._replace(staff=is_staff(track)))
            for line in self.lines
            for track, crossing in line.step(step.seen, step.ended)
        ]
        visits = [
            visit
            for zone in self.zones
            for visit in zone.step(step.seen, step.ended, time_s, is_staff)
        ]
        self._forget(step.ended)
        return Happened(crossings, visits, [zone.take_stock() for zone in self.zones], turned)

    def restart(self, end_s: float | None = None, *, all_staff: bool = False) -> Happened:
        """End everything that goes on: the source ended or jumped.

        Args:
            end_s: when it ended; None: when everybody was seen last.
            all_staff: these are hours in which everybody is staff.
        """
        ended = self.tracker.flush()
        crossings = [
            crossing._replace(staff=all_staff or track.id in self.staff.found)
            for line in self.lines
            for track, crossing in line.flush(ended, end_s)
        ]
        self._forget(ended)
        visits = [visit for zone in self.zones for visit in zone.flush()]
        return Happened(crossings, visits)

    def begin(self, time_s: float, width_px: int, height_px: int) -> None:
        """A source begins: when, and the size of its pictures, for who is cut by their edge."""
        for line in self.lines:
            line.begin_s, line.picture_wh = time_s, (width_px, height_px)

    def _tag_of(self, wears_tag: TagReader) -> Callable[[Track], bool | None]:
        """Look for a tag only where it matters: near a line or zone."""
        lines = [line.points for line in self.lines]
        zones = [zone.points for zone in self.zones]

        def look(track: Track) -> bool | None:
            box = track.box_at(track.seen_s)
            near = relevant(np.asarray([box]), lines, zones)[0]
            return wears_tag(box) if near else None

        return look

    def _noted(self, track: Track, crossing: Crossing) -> Crossing:
        """Remember a customer's crossing, should they turn out to be staff."""
        if not crossing.staff:
            known = self._crossed.setdefault(track.id, [])
            known.append(crossing)
            del known[:-_REMEMBERED_CROSSINGS]
        return crossing

    def _forget(self, ended: Sequence[Track]) -> None:
        self.staff.forget(ended)
        for track in ended:
            self._crossed.pop(track.id, None)
