"""The real clips as other cameras would have filmed them: `python -m benchmarks.changed`.

    python -m benchmarks.changed [--only pavement] [--peer] [--into docs/accuracy.md]

Pavement and stand, once for each of `benchmarks.changes`: mirrored, crooked, of another size, light
or rate, begun later; counted by motion and model, with `--peer` by the peer of `benchmarks.vision`
as well (20 minutes instead of 6).
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.changes import CHANGES, changed
from benchmarks.clips import Clip, clips, shared_folder
from benchmarks.machine import describe
from benchmarks.scores import Score, score
from benchmarks.vision import PEER_PACKAGES, put_into, runs

_CLIPS = ("real, pavement at 30 a second", "real, stand")


_HEAD = "| clip, changed | true | found | missed | invented |"
_PEER_HEAD = " peer missed | peer invented |"


class Row(NamedTuple):
    """One changed clip: how it is counted, and how by the peer (None: it was not asked)."""

    clip: Clip
    ours: Score
    peer: Score | None

    @property
    def true(self) -> int:
        """How much there was to count."""
        return len(self.clip.entered) + len(self.clip.left) + len(self.clip.visits)

    def written(self) -> str:
        """Its line of the table."""
        ours, peer = self.ours, self.peer
        return (
            f"| {self.clip.name} | {ours.true} | {ours.found} | {ours.missed} | {ours.invented} |"
            + (f" {peer.missed} | {peer.invented} |" if peer else "")
        )


def rows(clip: Clip, models: Path, *, peer: bool) -> Iterator[Row]:
    """One for each change."""
    for change in CHANGES:
        other = changed(clip, change)
        ways = runs(other, models, peer=peer, motion=False)
        found = {run.counted_by: score(other, run.shown) for run in ways}
        ours = found.pop("motion and model")
        yield Row(other, ours, next(iter(found.values()), None))


def in_words(clip: Clip, found: list[Row]) -> str:
    """The sum over all changes of a clip."""
    errors = sum(row.ours.missed + row.ours.invented for row in found)
    peers = [row.peer.missed + row.peer.invented for row in found if row.peer]
    beside = f" ({sum(peers)} of the peer)" if peers else ""
    true = sum(row.true for row in found)
    return f"- **{clip.name}**, {len(found)} times: {errors} errors in {true}{beside}."


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--only", default="", metavar="WORD", help="clips whose name holds this")
    parser.add_argument("--peer", action="store_true", help="count by the peer as well")
    parser.add_argument("--into", type=Path, metavar="FILE.md", help="put the table there as well")
    options = parser.parse_args()
    shared = shared_folder()
    if shared is None:
        parser.error("the real clips are not here: $OTKLIK_SHARED names their folder")
    if options.peer and not (PEER_PACKAGES / "trackers").is_dir():
        parser.error("the peer is not installed, see `make bench-vision`")
    head = _HEAD + (_PEER_HEAD if options.peer else "")
    lines = [f"On {describe()}.", "", head, "|---" * (head.count("|") - 1) + "|"]
    print("\n".join(lines), flush=True)
    sums = [""]
    for clip in [
        one for name in _CLIPS if options.only in name for one in clips(name, quick=False)
    ]:
        found = []
        for row in rows(clip, shared / "models", peer=options.peer):
            found.append(row)
            lines.append(row.written())
            print(lines[-1], flush=True)
        sums.append(in_words(clip, found))
    lines += sums
    print("\n".join(sums))
    if options.into:
        put_into(options.into, "bench-changed", "\n".join(lines))


if __name__ == "__main__":
    main()
