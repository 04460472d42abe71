"""What `otklik-vision replay` puts together and prints."""

import argparse
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import Progress

from edge_vision.adapters.annotated_clip import AnnotatedClip
from edge_vision.adapters.opencv_setup import deterministic
from edge_vision.adapters.opencv_source import OpenCvSource, open_file
from edge_vision.detectors import choose, make_detector
from edge_vision.pipeline import Pipeline, Shape
from edge_vision.replay import ReplayResult, replay
from edge_vision.settings import DetectionSettings, VisionSettings
from edge_vision.shapes import pipeline_of, zone_shape
from edge_vision.stopwatch import Stopwatch
from edge_vision.timed import TimedDetector, TimedModel
from wire.errors import SettingsError

_log = logging.getLogger("otklik.vision")
_PROGRESS_EVERY = 25


def replay_file(options: argparse.Namespace, settings: VisionSettings | None, models: Path) -> str:
    """Count a file; returns what to print.

    Args:
        options: `file`, `line`, `zone`, `json`, `draw`.
        settings: what is not said in the options; None: defaults.
        models: folder of models.

    Raises:
        CameraError: the file cannot be read, or breaks off.
        DrawingError: the annotated copy cannot be written.
        ModelError: a model was asked for and cannot be used.
        SettingsError: a line or zone lies outside the picture; or the copy would be the original,
            is no .mp4 or a folder, or its folder is not there.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    deterministic()
    detection = settings.detection if settings else DetectionSettings()
    lines, zones = _shapes(options, settings)
    if not (lines or zones):
        _log.warning("There is no line and no zone, so nothing is counted: give --line or --zone.")
    watch = Stopwatch()
    detector = make_detector(
        choose(detection, models),
        detection,
        [line.points for line in lines],
        [zone.points for zone in zones],
        load=partial(TimedModel, watch=watch),
    )
    timed = TimedDetector(detector, watch)
    if settings is None:
        pipeline = Pipeline(timed, lines, zones)
    else:
        pipeline = pipeline_of(settings, timed, lines, zones)
    with ExitStack() as stack:
        source = stack.enter_context(open_file(str(options.file)))
        result = replay(
            source,
            pipeline,
            frames_per_second=detection.frames_per_second,
            watch=watch,
            progress=stack.enter_context(_progress(source)),
            canvas=stack.enter_context(_canvas(options, source.fps, lines, zones)),
        )
    return msgspec.json.encode(result.as_json()).decode() if options.json else summary(result)


def _canvas(
    options: argparse.Namespace, fps: float, lines: list[Shape], zones: list[Shape]
) -> AbstractContextManager[AnnotatedClip | None]:
    """The annotated copy that was asked for; it must not take the place of its own original."""
    path: Path | None = options.draw
    if path is None:
        return nullcontext()
    if path.exists() and path.samefile(options.file):
        fault = f"{path} is the recording itself: give the annotated copy another name"
        raise SettingsError("--draw", [fault])
    return AnnotatedClip(path, fps, lines, zones)


def summary(result: ReplayResult) -> str:
    """The result in sentences."""
    rows = [f"{result.entered} in, {result.left} out, {len(result.visits)} visits"]
    rows += [f"  {one.time_s:8.2f} s  {one.direction}" for one in result.crossings]
    rows += [
        f"  {one.enter_s:8.2f} s  visit of {one.leave_s - one.enter_s:.1f} s"
        for one in result.visits
    ]
    stages = ", ".join(
        f"{name} {seconds:.1f}" for name, seconds in result.cpu_seconds_by_stage.items()
    )
    rows.append(
        f"{result.frames} frames, {result.cpu_seconds:.1f} s of processor time ({stages}), "
        f"{result.peak_rss_mb:.0f} MB at most"
    )
    return "\n".join(rows)


def _shapes(
    options: argparse.Namespace, settings: VisionSettings | None
) -> tuple[list[Shape], list[Shape]]:
    """Lines and zones: those of the command line, else those of the settings."""
    lines = [Shape(line.name, line.points) for line in settings.lines] if settings else []
    zones = [zone_shape(zone) for zone in settings.zones] if settings else []
    if options.line:
        lines = [Shape("line", options.line)]
    if options.zone:
        zones = [Shape("zone", options.zone)]
    return lines, zones


@contextmanager
def _progress(source: OpenCvSource) -> Iterator[Callable[[int], None]]:
    """A bar on stderr where somebody watches; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _frames: None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("frames", total=source.frames or None)
        shown = 0

        def show(frames: int) -> None:
            # Not every frame is told: most are passed over.
            nonlocal shown
            if frames - shown >= _PROGRESS_EVERY:
                shown = frames
                bar.update(task, completed=frames)

        yield show
