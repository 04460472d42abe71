"""How far what was found is from the truth."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from benchmarks.clips import Clip

_DWELL_TOLERANCE_S = 1.5


class Score(NamedTuple):
    """True and found, as text for the table, and the errors: what was missed, what was invented."""

    true: str
    found: str
    missed: int
    invented: int


def score(clip: Clip, shown: dict[str, Any]) -> Score:
    """Compare what `replay --json` shows with the truth of its clip."""
    return _visits(clip, shown) if clip.people else _crossings(clip, shown)


def _crossings(clip: Clip, shown: dict[str, Any]) -> Score:
    missed = invented = 0
    for direction, true in (("in", clip.entered), ("out", clip.left)):
        found = [row["frame"] for row in shown["crossings"] if row["direction"] == direction]
        hits = matched(true, found, clip.tolerance)
        missed += len(true) - hits
        invented += len(found) - hits
    return Score(
        f"{len(clip.entered)} in {len(clip.left)} out",
        f"{shown['in']} in {shown['out']} out",
        missed,
        invented,
    )


def _visits(clip: Clip, shown: dict[str, Any]) -> Score:
    found = [(row["enter_s"], row["leave_s"]) for row in shown["visits"]]
    hits = min(len(found), clip.people) if not clip.visits else 0
    rest = list(found)
    for enter_s, leave_s in clip.visits:
        for stay in rest:
            same_s = abs((stay[1] - stay[0]) - (leave_s - enter_s)) <= _DWELL_TOLERANCE_S
            if same_s and stay[0] < leave_s and enter_s < stay[1]:
                rest.remove(stay)
                hits += 1
                break
    return Score(
        f"{clip.people} visits", f"{len(found)} visits", clip.people - hits, len(found) - hits
    )


def matched(truth: Sequence[int], found: Sequence[int], tolerance: int) -> int:
    """How many true crossings have one of their own among the found ones, nearest first.

    Args:
        truth: frames.
        found: frames.
        tolerance: by how many frames a pair may differ.
    """
    pairs = sorted(
        (abs(true - one), i, k) for i, true in enumerate(truth) for k, one in enumerate(found)
    )
    taken_true: set[int] = set()
    taken_found: set[int] = set()
    for away, i, k in pairs:
        if away <= tolerance and i not in taken_true and k not in taken_found:
            taken_true.add(i)
            taken_found.add(k)
    return len(taken_true)
