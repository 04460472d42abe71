"""`otklik-vision replay`: a recording through the same pipeline, as fast as the machine can.

The command line and the JSON are a promise: other programs score the counter with them.
"""

import resource
from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from edge_vision.domain.cadence import Cadence
from edge_vision.domain.line_counter import Crossing, Direction
from edge_vision.domain.scene import Happened
from edge_vision.domain.track import Track
from edge_vision.domain.zones import Visit
from edge_vision.pipeline import Pipeline
from edge_vision.ports import Frame, Recording
from edge_vision.stopwatch import Stopwatch

_ROUNDING_S = 1e-6
"""Times are index over rate: sources take a frame that is due but for this."""


class CrossingRow(Struct, frozen=True):
    """One crossing: the frame and time at which the middle of the body was on the line."""

    frame: int
    time_s: float
    direction: Direction


class VisitRow(Struct, frozen=True):
    """One stay in a zone."""

    enter_s: float
    leave_s: float


class ReplayResult(Struct, frozen=True, kw_only=True):
    """What a replay prints. Field names are the JSON's."""

    entered: int
    left: int
    crossings: list[CrossingRow]
    visits: list[VisitRow]
    frames: int
    cpu_seconds: float
    cpu_seconds_by_stage: dict[str, float]
    peak_rss_mb: float

    def as_json(self) -> dict[str, object]:
        """The promised object; `in` is no name for a Python field."""
        return {
            "in": self.entered,
            "out": self.left,
            "crossings": self.crossings,
            "visits": self.visits,
            "frames": self.frames,
            "cpu_seconds": self.cpu_seconds,
            "peak_rss_mb": self.peak_rss_mb,
            "cpu_seconds_by_stage": self.cpu_seconds_by_stage,
        }


class Looks:
    """Which frame was taken when, from those that were looked at: not every file is steady.

    Args:
        fps: nominal, for what lies after the last look.
    """

    def __init__(self, fps: float) -> None:
        self._fps = fps
        self._times_s: list[float] = []
        self._indices: list[int] = []

    def took(self, frame: Frame) -> None:
        """One more frame, taken later than those before."""
        self._times_s.append(frame.time_s)
        self._indices.append(frame.index)

    def index_at(self, time_s: float) -> int:
        """The frame taken at a time: between two looks, or counted on from the last one."""
        last = max(0, bisect_right(self._times_s, time_s) - 1)
        rate = self._fps
        if last + 1 < len(self._indices):
            frames = self._indices[last + 1] - self._indices[last]
            rate = frames / (self._times_s[last + 1] - self._times_s[last])
        return self._indices[last] + round((time_s - self._times_s[last]) * rate)


class Canvas(Protocol):
    """Where every picture is drawn with what is known about it, see `adapters.annotated_clip`."""

    def add(self, frame: Frame, tracks: Sequence[Track], happened: Happened) -> None:
        """One more picture."""
        ...


def replay(
    source: Recording,
    pipeline: Pipeline,
    *,
    frames_per_second: float,
    watch: Stopwatch,
    progress: Callable[[int], None] = lambda _frames: None,
    canvas: Canvas | None = None,
) -> ReplayResult:
    """Play a source to its end.

    Args:
        source: not live; its `index` counts frames.
        pipeline: fresh.
        frames_per_second: how many to look at.
        watch: told which stage works; `start` is what it saw before.
        progress: called with the number of frames passed.
        canvas: given every frame of the source, those included that nobody looks at.

    Raises:
        CameraError: the source cannot be read, or breaks off.
        SettingsError: a line or zone lies outside the picture.
    """
    cadence, looks = Cadence(frames_per_second), Looks(source.fps)
    crossings: list[Crossing] = []
    visits: list[Visit] = []
    watch.switch("decode")
    while (frame := source.read(0.0 if canvas else cadence.due_s)) is not None:
        happened = Happened([], [])
        if frame.time_s >= cadence.due_s - _ROUNDING_S:
            cadence.took(frame.time_s)
            looks.took(frame)
            with watch.stage("tracking"):
                happened = pipeline.step(frame)
            crossings = _customers(crossings, happened)
            visits += happened.visits
        if canvas:
            with watch.stage("drawing"):
                canvas.add(frame, pipeline.tracks, happened)
        progress(source.passed)
        del frame  # while the next one is decoded, a large picture less is held
    last = pipeline.finish()
    crossings, visits = _customers(crossings, last), visits + last.visits
    return result_of(crossings, visits, source.passed, looks.index_at, watch)


def _customers(so_far: list[Crossing], happened: Happened) -> list[Crossing]:
    """The crossings of customers: without those who are, or now turned out to be, staff."""
    turned = set(happened.turned_staff)
    new = [crossing for crossing in happened.crossings if not crossing.staff]
    return [crossing for crossing in so_far if crossing not in turned] + new


def result_of(
    crossings: Sequence[Crossing],
    visits: Sequence[Visit],
    frames: int,
    index_at: Callable[[float], int],
    watch: Stopwatch,
) -> ReplayResult:
    """What was found, in the order of time and rounded, with what it has cost until now.

    Args:
        crossings: of customers.
        visits: of everybody; those of staff are left out.
        frames: of the whole clip.
        index_at: which frame was taken at a time, seconds.
        watch: told of every stage.
    """
    rows = [
        CrossingRow(min(index_at(one.time_s), frames - 1), round(one.time_s, 3), one.direction)
        for one in sorted(crossings, key=lambda one: one.time_s)
    ]
    stages = watch.seconds()
    stays = sorted((one for one in visits if not one.staff), key=lambda one: one.enter_s)
    return ReplayResult(
        entered=sum(row.direction == "in" for row in rows),
        left=sum(row.direction == "out" for row in rows),
        crossings=rows,
        visits=[VisitRow(round(one.enter_s, 3), round(one.leave_s, 3)) for one in stays],
        frames=frames,
        cpu_seconds=round(sum(stages.values()), 3),
        cpu_seconds_by_stage={name: round(seconds, 3) for name, seconds in stages.items()},
        peak_rss_mb=round(_peak_rss_mb(), 1),
    )


def _peak_rss_mb() -> float:
    """Most memory this process ever held.

    From /proc where there is one: `ru_maxrss` also holds the memory of whoever started us, from
    between its fork and our exec.
    """
    try:
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
