"""Clips with known truth: real ones where they are, slower copies of them, and rendered scenes.

Rendered and slower clips are kept in the machine's temporary folder, under a name that says how
they were made and from which code, so that a second run starts at once.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2

from benchmarks.scenes import SCENES, Plan
from demo.scene.clip import truth_path, write_clip

REPOSITORY = Path(__file__).resolve().parents[1]
_STEPS = (1, 2, 3)
"""Every frame, every second, every third: 30, 15 and 10 frames a second."""
_BEGIN_S = 90.0
"""By then people come out of the shop as well."""
_WHOLE_GIF = [[0, 0], [480, 0], [480, 270], [0, 270]]


class Clip(NamedTuple):
    """A clip and what is true of it.

    Attributes:
        name, path: as in the table, and where it is.
        line, zone: corners in pixels; empty: none.
        entered, left: frames of true crossings.
        visits: true stays in the zone, seconds; their number alone counts where these are unknown.
        people: how many visits there are.
        tolerance: frames by which a crossing may be off.
    """

    name: str
    path: Path
    line: Sequence[Sequence[float]] = ()
    zone: Sequence[Sequence[float]] = ()
    entered: Sequence[int] = ()
    left: Sequence[int] = ()
    visits: Sequence[tuple[float, float]] = ()
    people: int = 0
    tolerance: int = 0

    @property
    def arguments(self) -> list[str]:
        """Its line or zone for the command line."""
        found = [("--line", self.line), ("--zone", self.zone)]
        return [
            f"{option}=" + ",".join(f"{number:g}" for point in points for number in point)
            for option, points in found
            if points
        ]


def shared_folder() -> Path | None:
    """The folder with real clips and models: $OTKLIK_SHARED, or `shared` beside the repository."""
    folder = Path(os.environ.get("OTKLIK_SHARED", REPOSITORY.parent / "shared"))
    return folder if (folder / "data" / "video").is_dir() else None


def clips(only: str, *, quick: bool) -> Iterator[Clip]:
    """Those whose names hold `only`, made when their turn comes.

    Args:
        only: a word of the name, such as `pavement`, `real` or `scene`; empty: all.
        quick: shorter scenes.
    """
    shared = shared_folder()
    if shared is not None:
        yield from _real(shared / "data" / "video", only)
    for plan in SCENES:
        if only in plan.name:
            yield _scene(plan, quick=quick)


def _real(folder: Path, only: str) -> Iterator[Clip]:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    for step in _STEPS:
        name = f"real, pavement at {30 // step} a second"
        if only in name:
            yield _pavement(name, folder / "pavement.mp4", truth["pavement.mp4"], step)
    if only in (name := "real, stand"):
        stand = truth["stand.mp4"]
        stays = [(first / 10, last / 10) for first, last in stand["visits_frames"]]
        path = folder / "stand.mp4"
        yield Clip(name, path, zone=stand["zone"], visits=stays, people=len(stays))
    if only in (name := "real, aisle"):
        people = truth["aisle.gif"]["people"]
        yield Clip(name, folder / "aisle.gif", zone=_WHOLE_GIF, people=people)


def _pavement(name: str, path: Path, truth: dict[str, Any], step: int) -> Clip:
    crossings = truth["crossings"]
    return Clip(
        name,
        path if step == 1 else _slower(path, step),
        line=truth["line"],
        entered=[frame // step for frame in crossings["down"]],
        left=[frame // step for frame in crossings["up"]],
        tolerance=truth["frame_tolerance"] // step,
    )


def _scene(plan: Plan, *, quick: bool) -> Clip:
    seconds = plan.quick_seconds if quick else plan.seconds
    path = kept(f"{plan.options}{seconds}{plan.fps}".encode() + scene_code())
    if not truth_path(path).exists():
        write_clip(path, plan.options, seconds=seconds, fps=plan.fps, begin_s=_BEGIN_S)
    truth = json.loads(truth_path(path).read_text(encoding="utf-8"))[path.name]
    return rendered(plan.name, path, truth)


def rendered(name: str, path: Path, truth: dict[str, Any]) -> Clip:
    """A clip of a scene, with what the scene knows of it."""
    return Clip(
        name,
        path,
        line=truth["line"],
        entered=truth["crossings"]["in"],
        left=truth["crossings"]["out"],
        tolerance=truth["frame_tolerance"],
    )


def scene_code() -> bytes:
    """The code that renders: another one makes other pictures."""
    folder = REPOSITORY / "demo" / "scene"
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))


def _slower(path: Path, step: int) -> Path:
    """A copy with every `step`th frame, as a camera of a lower rate would have filmed it."""
    copy = kept(f"{path.stat().st_size}{path.name}{step}".encode())
    if copy.exists():
        return copy
    source = cv2.VideoCapture(str(path))
    size = (
        int(source.get(cv2.CAP_PROP_FRAME_WIDTH)),
        int(source.get(cv2.CAP_PROP_FRAME_HEIGHT)),
    )
    fps = source.get(cv2.CAP_PROP_FPS) / step
    part = copy.with_name(f"part-{copy.name}")
    writer = cv2.VideoWriter(str(part), cv2.VideoWriter.fourcc(*"mp4v"), fps, size)
    index = 0
    while source.grab():
        if index % step == 0:
            writer.write(source.retrieve()[1])
        index += 1
    writer.release()
    part.replace(copy)
    return copy


def kept(how: bytes) -> Path:
    """Where the clip that is made in this way is kept."""
    folder = Path(tempfile.gettempdir()) / "otklik-bench-clips"
    folder.mkdir(exist_ok=True)
    return folder / f"{hashlib.sha256(how).hexdigest()[:16]}.mp4"
