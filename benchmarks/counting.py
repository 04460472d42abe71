"""How well `otklik-vision replay` counts clips with known truth: `python -m benchmarks.counting`.

Real clips are looked for in the folder that OTKLIK_SHARED names, or in `shared` beside the
repository (with models); rendered scenes are made here. Each row is one run of the command.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.machine import describe
from demo.scene.clip import write_clip
from demo.scene.options import SceneOptions

_SCENE_SECONDS = 90
_SCENE_FPS = 25
_SCENES = {
    "over the door, 10 a minute, no groups": SceneOptions(
        seed=7, density_per_minute=10, viewpoint="steep", groups=False, light_change=False
    ),
    "over the door, 16 a minute": SceneOptions(seed=7, viewpoint="steep"),
    "slanted, 8 a minute": SceneOptions(seed=7, density_per_minute=8),
    "slanted, 16 a minute": SceneOptions(seed=7),
}


class Clip(NamedTuple):
    """A recording and what is known of it."""

    name: str
    path: Path
    line: str
    into: list[int]
    """Frames in which somebody really went in."""
    out: list[int]
    tolerance_frames: int


def shared_folder() -> Path | None:
    """The folder with real clips and models, or None."""
    named = os.environ.get("OTKLIK_SHARED")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared"
    return folder if (folder / "data" / "video").is_dir() else None


def clips(folder: Path, shared: Path | None) -> Iterator[Clip]:
    """The real clip that is there, then the rendered scenes."""
    if shared is not None:
        video = shared / "data" / "video"
        truth = json.loads((video / "truth.json").read_text(encoding="utf-8"))["pavement.mp4"]
        down, up = truth["crossings"]["down"], truth["crossings"]["up"]
        line = _line(truth["line"])
        path = video / "pavement.mp4"
        yield Clip("pavement, steep, real", path, line, down, up, truth["frame_tolerance"])
    for number, (name, options) in enumerate(_SCENES.items()):
        path = folder / f"scene{number}.mp4"
        truth = write_clip(path, options, seconds=_SCENE_SECONDS, fps=_SCENE_FPS)[path.name]
        found = truth["crossings"]
        line = _line(truth["line"])
        yield Clip(name, path, line, found["in"], found["out"], truth["frame_tolerance"])


def replay(clip: Clip, models: Path) -> dict[str, Any]:
    """What the command says of a clip."""
    command = [sys.executable, "-m", "edge_vision", "replay", str(clip.path), "--line", clip.line]
    done = subprocess.run(
        [*command, "--models", str(models), "--json"], capture_output=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def matched(truth: list[int], found: list[int], tolerance: int) -> int:
    """How many true crossings have one of their own among the found ones, nearest first."""
    left = list(found)
    count = 0
    for frame in truth:
        near = [other for other in left if abs(other - frame) <= tolerance]
        if near:
            left.remove(min(near, key=lambda other: abs(other - frame)))
            count += 1
    return count


def _line(points: list[list[float]]) -> str:
    return ",".join(f"{part:g}" for point in points for part in point)


def row(clip: Clip, result: dict[str, Any], method: str) -> str:
    """One row of the table, as Markdown."""
    crossings = result["crossings"]
    frames = {
        way: [one["frame"] for one in crossings if one["direction"] == way] for way in ("in", "out")
    }
    hits = matched(clip.into, frames["in"], clip.tolerance_frames)
    hits += matched(clip.out, frames["out"], clip.tolerance_frames)
    cost_ms = 1000 * result["cpu_seconds"] / result["frames"]
    return (
        f"| {clip.name} | {method} | {len(clip.into)} / {len(clip.out)} | "
        f"{result['in']} / {result['out']} | {hits} of {len(clip.into) + len(clip.out)} | "
        f"{cost_ms:.1f} | {result['peak_rss_mb']:.0f} |"
    )


def main() -> None:
    """Print the table."""
    shared = shared_folder()
    print(f"On {describe()}\n")
    print("| clip | counted by | true in / out | found in / out | in place | CPU ms a frame | MB |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as name:
        nothing = Path(name) / "no-models"
        nothing.mkdir()
        for clip in clips(Path(name), shared):
            print(row(clip, replay(clip, nothing), "motion"), flush=True)
            if shared is not None:
                print(row(clip, replay(clip, shared / "models"), "motion and model"), flush=True)


if __name__ == "__main__":
    main()
