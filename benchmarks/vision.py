"""What counting costs beside the model alone, on the clips with known truth, and what it finds.

    python -m benchmarks.vision [--models DIR]

Every clip is counted by `otklik-vision replay` in a process of its own; the last column is its CPU
time as a share of what the model alone would cost on every frame of the clip, measured right after
it. `benchmarks.counting` adds rendered scenes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.machine import describe

_SHARED = Path(os.environ.get("OTKLIK_SHARED", Path(__file__).parents[2] / "shared"))


class Clip(NamedTuple):
    """A clip and what is true of it. `visits` are seconds; `tolerance` is in frames."""

    path: Path
    line: list[list[float]]
    entered: list[int]
    left: list[int]
    zone: list[list[float]]
    visits: list[tuple[float, float]]
    tolerance: int


class Row(NamedTuple):
    """One line of the table."""

    clip: str
    method: str
    true: int
    found: int
    missed: int
    invented: int
    cpu_seconds: float
    peak_mb: float
    share: float | None


def shared_clips() -> list[Clip]:
    """The clips with truth beside the repository; none where they are absent."""
    folder = _SHARED / "data" / "video"
    if not folder.is_dir():
        return []
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    pavement, stand = truth["pavement.mp4"], truth["stand.mp4"]
    crossings = pavement["crossings"]
    visits = [(first / 10, last / 10) for first, last in stand["visits_frames"]]
    tolerance = pavement["frame_tolerance"]
    return [
        Clip(
            folder / "pavement.mp4", pavement["line"], crossings["down"], crossings["up"],
            [], [], tolerance,
        ),
        Clip(folder / "stand.mp4", [], [], [], stand["zone"], visits, tolerance),
    ]  # fmt: skip


def measure(clip: Clip, models: Path | None) -> Row:
    """Count one clip, with the model where a folder of models is named."""
    command = [sys.executable, "-m", "edge_vision", "replay", str(clip.path), "--json"]
    if clip.line:
        command += ["--line", _flat(clip.line)]
    if clip.zone:
        command += ["--zone", _flat(clip.zone)]
    with tempfile.TemporaryDirectory() as nothing:
        command += ["--models", str(models or nothing)]
        shown = json.loads(_output(command))
    true, found, missed = _compare(clip, shown)
    share = None
    if models:
        peer = [sys.executable, "-m", "benchmarks.model_every_frame", str(clip.path), str(models)]
        share = shown["cpu_seconds"] / float(_output(peer))
    return Row(
        clip.path.name,
        "motion and model" if models else "motion",
        true, found, missed, found - (true - missed),
        shown["cpu_seconds"], shown["peak_rss_mb"], share,
    )  # fmt: skip


def _compare(clip: Clip, shown: dict[str, Any]) -> tuple[int, int, int]:
    """True, found, and missed; the rest of the found is invented."""
    if clip.visits:
        found = [(visit["enter_s"], visit["leave_s"]) for visit in shown["visits"]]
        hits = sum(
            any(abs((b - a) - (y - x)) <= 1.5 and a < y and x < b for a, b in found)
            for x, y in clip.visits
        )
        return len(clip.visits), len(found), len(clip.visits) - hits
    missed = 0
    for direction, true in (("in", clip.entered), ("out", clip.left)):
        rest = [row["frame"] for row in shown["crossings"] if row["direction"] == direction]
        for frame in true:
            near = [other for other in rest if abs(other - frame) <= clip.tolerance]
            if near:
                rest.remove(min(near, key=lambda other: abs(other - frame)))
            else:
                missed += 1
    return len(clip.entered) + len(clip.left), len(shown["crossings"]), missed


def _flat(points: list[list[float]]) -> str:
    return ",".join(f"{number:g}" for point in points for number in point)


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = [
        "| clip | method | true | found | missed | invented | CPU s | peak MB | of model alone |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        share = "" if row.share is None else f"{row.share:.2f}"
        lines.append(
            f"| {row.clip} | {row.method} | {row.true} | {row.found} | {row.missed} "
            f"| {row.invented} | {row.cpu_seconds:.1f} | {row.peak_mb:.0f} | {share} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--models", type=Path, default=_SHARED / "models", metavar="DIR")
    options = parser.parse_args()
    models = options.models if options.models.is_dir() else None
    if models is None:
        print(f"{options.models} is not there: measuring motion alone.", file=sys.stderr)
    rows = []
    for clip in shared_clips():
        if models:
            rows.append(measure(clip, models))
        rows.append(measure(clip, None))
    print(f"{describe()}\n\n{table(rows)}")


if __name__ == "__main__":
    main()
