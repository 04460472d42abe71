"""What counting costs and finds, beside the network on every frame with ByteTrack.

    make bench-vision [ONLY=scene] [QUICK=1]
    python -m benchmarks.vision [--only WORD] [--quick] [--models DIR] [--into docs/accuracy.md]

Every cell is one process of its own: `otklik-vision replay` by motion alone, by motion and model,
and the peer (`benchmarks.peer`), one after the other on the same clip. `--quick` shortens scenes
and counts by motion and model only. CPU time of the peer begins once its libraries and network are
loaded; ours holds everything.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.clips import REPOSITORY, Clip, clips, shared_folder
from benchmarks.machine import describe
from benchmarks.scores import score

PEER_PACKAGES = REPOSITORY / "var" / "bench-peer"
_END = "<!-- end -->"
_HEAD = (
    "| clip | counted by | true | found | missed | invented "
    "| CPU ms a frame | of it decoding | of the peer's | peak MB |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


class Run(NamedTuple):
    """One way of counting a clip, and what came out."""

    counted_by: str
    shown: dict[str, Any]


def runs(clip: Clip, models: Path | None, *, peer: bool, motion: bool) -> Iterator[Run]:
    """Count a clip in every way asked; the peer first, so that the others have its cost."""
    replay = ["-m", "edge_vision", "replay", str(clip.path), *clip.arguments, "--json"]
    if models is not None:
        if peer:
            command = ["-m", "benchmarks.peer", str(clip.path), str(models), *clip.arguments]
            yield Run("model on every frame + ByteTrack", output(command))
        yield Run("motion and model", output([*replay, "--models", str(models)]))
    if not motion:
        return
    with tempfile.TemporaryDirectory() as nothing:
        yield Run("motion", output([*replay, "--models", nothing]))


def output(arguments: list[str]) -> dict[str, Any]:
    """What a module of this project prints as JSON, run in a process of its own."""
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(PEER_PACKAGES)},
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stderr}")
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def rows(clip: Clip, models: Path | None, *, peer: bool, motion: bool) -> Iterator[str]:
    """The lines of the table for one clip, as Markdown."""
    peer_s: float | None = None
    for run in runs(clip, models, peer=peer, motion=motion):
        stages = run.shown["cpu_seconds_by_stage"]
        cpu_s = run.shown["cpu_seconds"]
        if "ByteTrack" in run.counted_by:
            cpu_s -= stages["start"]
            peer_s = cpu_s
        frames = run.shown["frames"]
        found = score(clip, run.shown)
        share = f"{cpu_s / peer_s:.2f}" if peer_s else ""
        yield (
            f"| {clip.name} | {run.counted_by} | {found.true} | {found.found} | {found.missed} "
            f"| {found.invented} | {1000 * cpu_s / frames:.1f} "
            f"| {1000 * stages['decode'] / frames:.1f} | {share} "
            f"| {run.shown['peak_rss_mb']:.0f} |"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--only", default="", metavar="WORD", help="clips whose name holds this")
    parser.add_argument("--quick", action="store_true", help="short scenes, motion and model only")
    parser.add_argument("--models", type=Path, metavar="DIR", help="default: those beside us")
    parser.add_argument("--into", type=Path, metavar="FILE.md", help="put the table there as well")
    options = parser.parse_args()
    shared = shared_folder()
    models = options.models or (shared / "models" if shared else None)
    peer = not options.quick and (PEER_PACKAGES / "trackers").is_dir()
    if models is None or not models.is_dir():
        models = None
        print("There is no folder of models (--models): motion alone.", file=sys.stderr)
    if not peer and not options.quick:
        print("The peer is not installed, see `make bench-vision`.", file=sys.stderr)
    motion = models is None or not options.quick
    lines = [f"On {describe()}.", "", _HEAD]
    print("\n".join(lines), flush=True)
    for clip in clips(options.only, quick=options.quick):
        for row in rows(clip, models, peer=peer, motion=motion):
            print(row, flush=True)
            lines.append(row)
    if options.into:
        put_into(options.into, "bench-vision", "\n".join(lines))


def put_into(document: Path, name: str, table: str) -> None:
    """Replace what stands between the mark of that name and the next end by the table."""
    begin = f"<!-- {name} -->"
    text = document.read_text(encoding="utf-8")
    before, mark, rest = text.partition(begin)
    _, end, after = rest.partition(_END)
    if not mark or not end:
        sys.exit(f"{document} lacks {begin} and {_END} around its table.")
    document.write_text(f"{before}{begin}\n{table}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
