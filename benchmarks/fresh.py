"""Errors on clips that nobody tuned to: `python -m benchmarks.fresh [--into docs/accuracy.md]`.

Stairs from above and a square of 20 people, 350 to 900 frames each, in many conditions
(`benchmarks.scenes.fresh`), counted by motion and model and by the peer of `benchmarks.vision`. The
seeds were chosen before anybody looked, those of each further set after all changes that were made
since the one before was counted. Only the frames that the counter looks at are rendered, the others
repeat the one before, and the peer looks at the same ones: counts are the same for a quarter of the
work, but processor time would be too small, so none is told.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from benchmarks.clips import Clip, kept, rendered, scene_code, shared_folder
from benchmarks.scenes import Plan, fresh
from benchmarks.scores import Score, score
from benchmarks.vision import PEER_PACKAGES, output, put_into
from demo.scene.clip import truth_of
from demo.scene.source import SceneSource
from edge_vision.domain.cadence import Cadence
from edge_vision.settings import DetectionSettings

_STAIRS_SEEDS, _SQUARE_SEEDS = (301, 9301, 20301), (401, 9401, 20401)
_BEGIN_S = 90.0
_EDGE_S = 0.5
_HEAD = (
    "| clip | seed | frames | true | found | missed | invented | peer missed | peer invented |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


class Sum(NamedTuple):
    """Of all clips of one kind.

    `edge`: true crossings so close to a clip's begin or end; `peer`: errors of the peer.
    """

    clips: int = 0
    true: int = 0
    missed: int = 0
    invented: int = 0
    edge: int = 0
    peer: int = 0


def clip_of(plan: Plan) -> Clip:
    """The clip of a plan, rendered unless it is kept from before."""
    path = kept(f"looked at {plan.options}{plan.seconds}{plan.fps}".encode() + scene_code())
    facts = path.with_suffix(".truth.json")
    if not facts.exists():
        facts.write_text(json.dumps(_render(plan, path)), encoding="utf-8")
    truth = json.loads(facts.read_text(encoding="utf-8"))
    return rendered(plan.name, path, truth)


def _render(plan: Plan, path: Path) -> dict[str, Any]:
    source = SceneSource(plan.options, fps=plan.fps, duration_s=plan.seconds, begin_s=_BEGIN_S)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), plan.fps, source.size_px)
    cadence = Cadence(DetectionSettings().frames_per_second)
    width, height = source.size_px
    written, image = 0, np.zeros((height, width, 3), np.uint8)
    while (frame := source.read(cadence.due_s)) is not None:
        cadence.took(frame.time_s)
        for _ in range(written, frame.index):
            writer.write(image)
        image, written = frame.image, frame.index + 1
        writer.write(image)
    for _ in range(written, round(plan.seconds * plan.fps)):
        writer.write(image)
    writer.release()
    return truth_of(source, plan.seconds)


def row(plan: Plan, clip: Clip, models: Path) -> tuple[str, Sum]:
    """A line of the table, and what it adds to the sum of its kind."""
    replay = ["-m", "edge_vision", "replay", str(clip.path), *clip.arguments, "--json"]
    found = score(clip, output([*replay, "--models", str(models)]))
    by_peer = _peer(clip, models)
    frames = round(plan.seconds * plan.fps)
    crossings = [*clip.entered, *clip.left]
    near = _EDGE_S * plan.fps
    edge = sum(not near <= frame < frames - near for frame in crossings)
    text = (
        f"| {plan.name} | {plan.options.seed} | {frames} | {found.true} | {found.found} "
        f"| {found.missed} | {found.invented} "
        + (f"| {by_peer.missed} | {by_peer.invented} |" if by_peer else "| | |")
    )
    peer = by_peer.missed + by_peer.invented if by_peer else 0
    return text, Sum(1, len(crossings), found.missed, found.invented, edge, peer)


def _peer(clip: Clip, models: Path) -> Score | None:
    """How the peer counts the frames that were rendered; None: it is not installed."""
    if not (PEER_PACKAGES / "trackers").is_dir():
        return None
    rate = str(DetectionSettings().frames_per_second)
    command = ["-m", "benchmarks.peer", str(clip.path), str(models), *clip.arguments]
    return score(clip, output([*command, "--rate", rate]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    first = "first seed of each set of clips (%(default)s)"
    parser.add_argument("--stairs", type=int, nargs="+", default=_STAIRS_SEEDS, help=first)
    parser.add_argument("--square", type=int, nargs="+", default=_SQUARE_SEEDS, help=first)
    parser.add_argument("--models", type=Path, metavar="DIR", help="default: those beside us")
    parser.add_argument("--into", type=Path, metavar="FILE.md", help="put the table there as well")
    options = parser.parse_args()
    if len(options.stairs) != len(options.square):
        parser.error(
            "name as many sets of stairs as of squares: --stairs 301 9301 --square 401 9401"
        )
    shared = shared_folder()
    models = options.models or (shared / "models" if shared else None)
    if models is None:
        parser.error("name the folder of models with --models")
    if not (PEER_PACKAGES / "trackers").is_dir():
        print("The peer is not installed, see `make bench-fresh`.", file=sys.stderr)
    lines = [_HEAD]
    print(_HEAD, flush=True)
    sums: dict[str, Sum] = {}
    sets = zip(options.stairs, options.square, strict=True)
    for plan in [plan for seeds in sets for plan in fresh(*seeds)]:
        text, one = row(plan, clip_of(plan), models)
        kind = plan.name.partition(",")[0]
        sums[kind] = Sum(*map(sum, zip(sums.get(kind, Sum()), one, strict=True)))
        lines.append(text)
        print(text, flush=True)
    lines += ["", *(_in_words(kind, one) for kind, one in sums.items())]
    print("\n".join(lines[-len(sums) - 1 :]))
    if options.into:
        put_into(options.into, "bench-fresh", "\n".join(lines))


def _in_words(kind: str, one: Sum) -> str:
    errors = one.missed + one.invented
    return (
        f"- **{kind}**: {errors} errors in {one.true} crossings of {one.clips} clips, "
        f"{errors / one.true:.1%} ({one.peer} of the peer); {one.edge} of the crossings lie within "
        f"{_EDGE_S:g} s of a clip's begin or end."
    )


if __name__ == "__main__":
    main()
