"""From frames to what happened in them: the same steps live and in replay."""

from collections.abc import Sequence
from typing import NamedTuple

from edge_vision.domain.geometry import Point, outside_picture
from edge_vision.domain.line_counter import LineCounter
from edge_vision.domain.scene import Happened, Scene
from edge_vision.domain.track import Track
from edge_vision.domain.zones import ZoneWatch
from edge_vision.ports import Frame, PersonDetector
from wire.errors import SettingsError


class Shape(NamedTuple):
    """A named line or zone."""

    name: str
    points: Sequence[Point]


class Pipeline:
    """Detect, follow, count: one frame at a time, on one thread.

    Args:
        detector: finds people.
        lines: what to count at.
        zones: where to time visits.
    """

    def __init__(
        self, detector: PersonDetector, lines: Sequence[Shape], zones: Sequence[Shape] = ()
    ) -> None:
        self._detector = detector
        self._shapes = [*lines, *zones]
        self._scene = Scene(
            [LineCounter(line.name, line.points) for line in lines],
            [ZoneWatch(zone.name, zone.points) for zone in zones],
        )
        self._size: tuple[int, ...] = ()
        self._last_s = 0.0

    @property
    def method(self) -> str:
        """How people are found, as footfall windows say it."""
        return self._detector.method

    @property
    def tracks(self) -> Sequence[Track]:
        """Everybody followed now, those included who are not believed in yet."""
        return self._scene.tracker.tracks

    def step(self, frame: Frame) -> Happened:
        """Take in one frame.

        Raises:
            SettingsError: a line or zone lies outside a picture of this size.
        """
        before = Happened([], [])
        if frame.image.shape != self._size or frame.time_s < self._last_s:
            before = self._new_scene(frame)
        self._last_s = frame.time_s
        found = self._detector.detect(frame, self._scene.expected(frame.time_s))
        happened = self._scene.step(found, frame.time_s)
        return Happened(happened.crossings, before.visits + happened.visits)

    def finish(self) -> Happened:
        """The source ended: visits that still went on are over."""
        self._size = ()
        return self._scene.restart()

    def _new_scene(self, frame: Frame) -> Happened:
        """A first frame, a new size or a jump back in time: nothing of before can be followed."""
        height, width = frame.image.shape[:2]
        faults = [
            f"{shape.name!r} lies outside the picture of {width} x {height} pixels: draw it anew"
            for shape in self._shapes
            if outside_picture(shape.points, width, height)
        ]
        if faults:
            raise SettingsError("lines and zones", faults)
        self._size = frame.image.shape
        return self._scene.restart()
