"""Everything that is counted in one picture: tracks, lines and zones together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from edge_vision.domain.detections import Boxes, Detections
from edge_vision.domain.line_counter import Crossing, LineCounter
from edge_vision.domain.tracks import Tracker
from edge_vision.domain.zones import Visit, ZoneWatch


class Happened(NamedTuple):
    """What one frame completed."""

    crossings: list[Crossing]
    visits: list[Visit]


@dataclass
class Scene:
    """One camera's view. Values in, values out.

    Attributes:
        lines, zones: what to count.
        tracker: follows people.
    """

    lines: Sequence[LineCounter]
    zones: Sequence[ZoneWatch]
    tracker: Tracker = field(default_factory=Tracker)

    def expected(self, time_s: float) -> Boxes:
        """M x 4: where the people that are believed in should be at a time."""
        return self.tracker.expected(time_s, trusted=True)

    def step(self, found: Detections, time_s: float) -> Happened:
        """Take in one frame's detections. `time_s` never decreases but by `restart`."""
        step = self.tracker.step(found, time_s)
        crossings = [done for line in self.lines for done in line.step(step.seen, step.ended)]
        visits = [
            visit for zone in self.zones for visit in zone.step(step.seen, step.ended, time_s)
        ]
        return Happened(crossings, visits)

    def restart(self) -> Happened:
        """End everything that goes on: the source ended, jumped or changed its size."""
        ended = self.tracker.flush()
        for line in self.lines:
            line.step([], ended)
        return Happened([], [visit for zone in self.zones for visit in zone.flush()])
