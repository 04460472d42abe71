"""From frames to what happened in them: the same steps live and in replay."""

from collections.abc import Sequence
from typing import NamedTuple

from edge_vision.domain.geometry import Point, line_outside, zone_outside
from edge_vision.domain.line_counter import LineCounter
from edge_vision.domain.scene import Happened, Scene, TagReader
from edge_vision.domain.staff import StaffWatch
from edge_vision.domain.tag_colour import TagColour, wears
from edge_vision.domain.track import Track
from edge_vision.domain.zones import LEAST_SECONDS, ZoneWatch
from edge_vision.ports import Frame, PersonDetector
from wire.errors import SettingsError


class Shape(NamedTuple):
    """A named line or zone. `least_s`: of a zone, the shortest stay that is a visit."""

    name: str
    points: Sequence[Point]
    least_s: float = LEAST_SECONDS


class Pipeline:
    """Detect, follow, count: one frame at a time, on one thread.

    Args:
        detector: finds people.
        lines: what to count at.
        zones: where to time visits.
        staff_areas: where only staff are.
        tags: colours that only staff wear.
        drawn_on_wh: size of the picture on which all of these were drawn; None: the first one's.
    """

    def __init__(
        self,
        detector: PersonDetector,
        lines: Sequence[Shape],
        zones: Sequence[Shape] = (),
        *,
        staff_areas: Sequence[Shape] = (),
        tags: Sequence[TagColour] = (),
        drawn_on_wh: tuple[int, int] | None = None,
    ) -> None:
        self._detector = detector
        self._lines, self._areas = lines, [*zones, *staff_areas]
        self._tags = tags
        self._scene = Scene(
            [LineCounter(line.name, line.points) for line in lines],
            [ZoneWatch(zone.name, zone.points, zone.least_s) for zone in zones],
            staff=StaffWatch([area.points for area in staff_areas]),
        )
        self._drawn_on_wh = drawn_on_wh
        self._fresh = True
        self._last_s = self._next_s = 0.0

    @property
    def method(self) -> str:
        """How people are found, as footfall windows say it."""
        return self._detector.method

    @property
    def tracks(self) -> Sequence[Track]:
        """Everybody followed now, those included who are not believed in yet."""
        return self._scene.tracker.tracks

    @property
    def staff(self) -> frozenset[int]:
        """The ids of those tracks that were found to be staff."""
        return frozenset(self._scene.staff.found)

    def step(self, frame: Frame, *, all_staff: bool = False) -> Happened:
        """Take in one frame.

        Args:
            frame: of one size, whatever session it comes from.
            all_staff: these are hours in which everybody is staff.

        Raises:
            SettingsError: a line or zone lies outside a picture of this size, or was drawn on one
                of another size.
        """
        self._check_size(frame)
        before = Happened([], [])
        if self._fresh or frame.time_s < self._last_s:
            # After a jump back in time nobody can be followed.
            before = self.finish(all_staff=all_staff)
            self._scene.begin(frame.time_s, frame.image.shape[1], frame.image.shape[0])
        passed_s = 0.0 if self._fresh else frame.time_s - self._last_s
        self._fresh, self._last_s, self._next_s = False, frame.time_s, frame.time_s + passed_s
        found = self._detector.detect(frame, self._scene.expected(frame.time_s))
        happened = self._scene.step(
            found, frame.time_s, wears_tag=self._tag_reader(frame), all_staff=all_staff
        )
        return happened._replace(
            crossings=before.crossings + happened.crossings, visits=before.visits + happened.visits
        )

    def finish(self, *, all_staff: bool = False) -> Happened:
        """The source ended: what still went on is over.

        It ended some time before the next frame was due: halfway, as far as anybody can tell.

        Args:
            all_staff: as for `step`.
        """
        self._fresh = True
        return self._scene.restart((self._last_s + self._next_s) / 2, all_staff=all_staff)

    def _tag_reader(self, frame: Frame) -> TagReader | None:
        if not self._tags:
            return None
        return lambda box: any(wears(frame.image, box, tag) for tag in self._tags)

    def _check_size(self, frame: Frame) -> None:
        """Shapes are pixels of a picture of one size: on another, every count would be wrong."""
        height, width = frame.image.shape[:2]
        drawn_on = self._drawn_on_wh or (width, height)
        if (self._lines or self._areas) and (width, height) != drawn_on:
            fault = (
                f"they were drawn on a picture of {drawn_on[0]} x {drawn_on[1]} pixels, and the "
                f"camera now gives {width} x {height}: set the camera back, or draw them anew and "
                "write the new size into [picture]"
            )
            raise SettingsError("lines and zones", [fault])
        if not self._fresh:
            return
        outside = [line for line in self._lines if line_outside(line.points, width, height)]
        outside += [area for area in self._areas if zone_outside(area.points, width, height)]
        faults = [
            f"{shape.name!r} lies outside the picture of {width} x {height} pixels: draw it anew"
            for shape in outside
        ]
        if faults:
            raise SettingsError("lines and zones", faults)
        self._drawn_on_wh = drawn_on
