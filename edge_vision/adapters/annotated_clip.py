"""An annotated copy of a recording, for the eye of who checks a counter. Never made in `run`."""

import itertools
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.geometry import Point, contains
from edge_vision.domain.line_counter import BAND_BODIES
from edge_vision.domain.scene import Happened
from edge_vision.domain.track import Track
from edge_vision.errors import DrawingError
from edge_vision.ports import Frame, Image
from wire.errors import SettingsError

_CODEC = "mp4v"
_COLOURS = (
    (75, 180, 60), (48, 130, 245), (200, 130, 0), (240, 50, 240), (60, 245, 210), (25, 25, 230),
    (180, 30, 145), (25, 225, 255),
)  # fmt: skip
"""BGR. One a track, by its number, which means nothing outside this clip."""
_LINE, _BAND, _ZONE, _DOUBTED = (60, 180, 250), (130, 200, 240), (200, 160, 60), (150, 150, 150)
_INK, _PAPER = (255, 255, 255), (40, 40, 40)
_TRAIL_FRAMES = 40
_FLASH_SECONDS = 0.6
_USUAL_BODY_SHARE = 0.25
"""Of the picture's height: for the band, until a body was seen."""


class Shape(Protocol):
    """A line or zone as it was drawn."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def points(self) -> Sequence[Point]:
        """Its corners, pixels."""
        ...


class AnnotatedClip:
    """Boxes, trails, lines with band and arrow, zones and running counts, drawn into a copy.

    The file appears under its name when the clip is complete, not before.

    Args:
        path: an .mp4 file; an older one is replaced.
        fps: of the copy.
        lines: as counted.
        zones: as timed.

    Raises:
        SettingsError: not an .mp4, a folder, or its folder is not there.
    """

    def __init__(
        self, path: Path, fps: float, lines: Sequence[Shape], zones: Sequence[Shape]
    ) -> None:
        if path.suffix.lower() != ".mp4":
            fault = f"{path.name}: annotated copies are MP4; end its name in .mp4"
            raise SettingsError("--draw", [fault])
        if not path.parent.is_dir():
            raise SettingsError("--draw", [f"{path.parent} is no folder: make it first"])
        if path.is_dir():
            raise SettingsError("--draw", [f"{path} is a folder: name a file"])
        self._path = path
        self._part = path.with_name(f".{path.stem}.part.mp4")
        self._fps = fps
        self._lines, self._zones = lines, zones
        self._writer: cv2.VideoWriter | None = None
        self._trails: dict[int, deque[tuple[int, int]]] = {}
        self._counts = {line.name: [0, 0] for line in lines}
        self._flashes: dict[str, float] = {}
        self._visits = 0
        self._body_px = 0.0

    def add(self, frame: Frame, tracks: Sequence[Track], happened: Happened) -> None:
        """One more picture.

        Args:
            frame: not written to.
            tracks: whom the counter follows; where they are now is reckoned from their speed.
            happened: what this picture completed; of staff nothing is counted, as in the result.
        """
        self._visits += sum(not visit.staff for visit in happened.visits)
        for done in happened.turned_staff:
            self._counts[done.line][done.direction == "out"] -= 1
        for done in happened.crossings:
            self._counts[done.line][done.direction == "out"] += not done.staff
            self._flashes[done.line] = frame.time_s + _FLASH_SECONDS
        shown = frame.image.copy()
        for zone in self._zones:
            self._draw_zone(shown, zone, tracks)
        for line in self._lines:
            self._draw_line(shown, line, frame.time_s)
        self._draw_people(shown, tracks, frame.time_s)
        self._draw_counts(shown, frame.time_s)
        self._write(shown)

    def close(self, *, complete: bool = True) -> None:
        """Give the finished file its name; an incomplete one is removed."""
        if self._writer is None:
            return
        self._writer.release()
        self._writer = None
        if complete:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close(complete=error is None)

    def _write(self, shown: Image) -> None:
        if self._writer is None:
            size = (shown.shape[1], shown.shape[0])
            fourcc = cv2.VideoWriter.fourcc(*_CODEC)
            self._writer = cv2.VideoWriter(str(self._part), fourcc, self._fps, size)
            if not self._writer.isOpened():
                self._writer = None
                raise DrawingError(
                    f"{self._path} cannot be written: is the folder writable, the disk not full?"
                )
        self._writer.write(shown)

    def _draw_zone(self, shown: Image, zone: Shape, tracks: Sequence[Track]) -> None:
        corners = _pixels(zone.points)
        tint = shown.copy()
        cv2.fillPoly(tint, [corners], _ZONE)
        cv2.addWeighted(tint, 0.15, shown, 0.85, 0, dst=shown)
        cv2.polylines(shown, [corners], True, _ZONE, 2, cv2.LINE_AA)
        inside = sum(track.trusted and contains(zone.points, track.position) for track in tracks)
        self._label(
            shown,
            f"{zone.name}: {inside} now",
            (corners.min(axis=0)[0] + 4, corners.max(axis=0)[1] - 8),
        )

    def _draw_line(self, shown: Image, line: Shape, time_s: float) -> None:
        points = np.array(line.points, dtype=np.float64)
        band_px = BAND_BODIES * (self._body_px or _USUAL_BODY_SHARE * shown.shape[0])
        for start, end in itertools.pairwise(points):
            aside = _right_hand(start, end)
            for side in (-1, 1):
                edge = _pixels([start + side * band_px * aside, end + side * band_px * aside])
                cv2.polylines(shown, [edge], False, _BAND, 1, cv2.LINE_AA)
        flashes = self._flashes.get(line.name, -1.0) > time_s
        colour = _INK if flashes else _LINE
        cv2.polylines(
            shown, [_pixels(line.points)], False, colour, 5 if flashes else 2, cv2.LINE_AA
        )
        middle = len(points) // 2
        start, end = points[middle - 1], points[middle]
        foot = (start + end) / 2
        tip = foot + 2 * band_px * _right_hand(start, end)
        root, head = (tuple(int(part) for part in place) for place in _pixels([foot, tip]))
        cv2.arrowedLine(shown, root, head, colour, 2, cv2.LINE_AA, tipLength=0.3)
        self._label(shown, "in", _pixels([tip])[0] + 6)

    def _draw_people(self, shown: Image, tracks: Sequence[Track], time_s: float) -> None:
        known = {track.id for track in tracks}
        self._trails = {number: way for number, way in self._trails.items() if number in known}
        sizes = [track.state.body_px for track in tracks if track.trusted]
        self._body_px = float(np.median(sizes)) if sizes else self._body_px
        for track in tracks:
            colour = _COLOURS[track.id % len(_COLOURS)] if track.trusted else _DOUBTED
            x1, y1, x2, y2 = (round(part) for part in track.box_at(time_s))
            trail = self._trails.setdefault(track.id, deque(maxlen=_TRAIL_FRAMES))
            trail.append(((x1 + x2) // 2, (y1 + y2) // 2))
            cv2.polylines(shown, [np.array(trail)], False, colour, 2, cv2.LINE_AA)
            cv2.rectangle(shown, (x1, y1), (x2, y2), colour, 2 if track.trusted else 1)
            if track.trusted:
                self._label(shown, str(track.id), np.array([x1, y1 - 4]))

    def _draw_counts(self, shown: Image, time_s: float) -> None:
        rows = [f"{time_s:.1f} s"]
        rows += [f"{name}: {came} in, {went} out" for name, (came, went) in self._counts.items()]
        if self._zones:
            rows.append(f"{self._visits} visits over")
        for number, row in enumerate(rows):
            self._label(shown, row, np.array([8, 24 + 24 * number]))

    @staticmethod
    def _label(shown: Image, text: str, place: NDArray[np.int_] | tuple[int, int]) -> None:
        where = (max(0, int(place[0])), max(14, int(place[1])))
        for colour, width in ((_PAPER, 4), (_INK, 1)):
            cv2.putText(
                shown, text, where, cv2.FONT_HERSHEY_SIMPLEX, 0.55, colour, width, cv2.LINE_AA
            )


def _pixels(points: Sequence[Point] | Sequence[NDArray[np.float64]]) -> NDArray[np.int32]:
    return np.round(np.array(points, dtype=np.float64)).astype(np.int32)


def _right_hand(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of length 1, to the right of who walks from `start` to `end`; y is down."""
    dx, dy = end - start
    return np.array([-dy, dx]) / max(float(np.hypot(dx, dy)), 1e-9)
