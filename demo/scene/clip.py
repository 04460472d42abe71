"""A scene as a video file with its truth beside it, for replay and benchmarks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2

from demo.errors import ClipError
from demo.scene.options import SceneOptions
from demo.scene.source import SceneSource

_CODEC = "mp4v"
_TOLERANCE_S = 0.8


def truth_path(clip: Path) -> Path:
    """Where the truth of a clip is written: `scene.mp4` has `scene.truth.json`."""
    return clip.with_suffix(".truth.json")


def write_clip(
    clip: Path,
    options: SceneOptions,
    *,
    seconds: float,
    fps: float,
    begin_s: float = 0.0,
    on_frame: Callable[[int], None] = lambda _index: None,
) -> dict[str, Any]:
    """Write the clip and, beside it, its truth, which is also returned.

    Args:
        clip: an .mp4 file; an older one is replaced.
        options: which scene.
        seconds: length, above 0.
        fps: frames a second, above 0.
        begin_s: how long the street has been alive when the clip begins.
        on_frame: told the number of each frame that was written.

    Raises:
        ClipError: the files cannot be written there.
    """
    if clip.suffix != ".mp4":
        raise ClipError(f"{clip.name}: clips are MP4; give a name that ends in .mp4")
    if not clip.parent.is_dir():
        raise ClipError(f"{clip.parent}: there is no such folder; make it first")
    source = SceneSource(options, fps=fps, duration_s=seconds, begin_s=begin_s)
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*_CODEC), fps, source.size_px)
    if not writer.isOpened():
        raise ClipError(f"{clip}: cannot be written; is the folder writable, the disk not full?")
    try:
        while (frame := source.read()) is not None:
            writer.write(frame.image)
            on_frame(frame.index)
    finally:
        writer.release()
    truth = {clip.name: truth_of(source, seconds)}
    try:
        truth_path(clip).write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise ClipError(f"{truth_path(clip)}: cannot be written: {error}") from error
    return truth


def truth_of(source: SceneSource, seconds: float) -> dict[str, Any]:
    """What is true of the first seconds of a scene: its line, and the frames of all crossings."""
    width, height = source.size_px
    frames: dict[str, list[int]] = {"in": [], "out": []}
    for crossing in source.crossings_between(0.0, seconds):
        frames[crossing.direction].append(round(crossing.time_s * source.fps))
    return {
        "what": f"{source.name}, {width}x{height}, {source.fps:g} fps, {seconds:g} s",
        "line": [[round(part, 1) for part in point] for point in source.line],
        "ground_line": [[round(part, 1) for part in point] for point in source.line_at(0.0)],
        "direction": "in = from the left to the right hand of who looks from point 1 to point 2",
        "crossings": frames,
        "passed": source.truth_until(seconds).passed,
        "frame_tolerance": round(_TOLERANCE_S * source.fps),
    }
