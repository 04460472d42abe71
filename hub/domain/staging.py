"""How a release goes out: whom first, when further, when no further. Pure.

A stage is a share of the fleet. Which devices are in it follows from a hash, so that two hubs (or
one that starts anew) choose alike, and another version another twentieth: not always the same
shops go first. Whoever was chosen stays chosen.

A release stops by itself when

- more than one in fifty of those chosen refused it or went back: below fifty devices the first
  one stops it; or
- those that run it fall silent more often than those that do not: Fisher's exact test, one-sided,
  at 1 in 1000, since it is looked at again and again.

It goes on when it has rested for the soak time and nine of ten that can be reached run it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import comb
from typing import Final, Literal

STAGES: Final = (0.05, 0.25, 1.0)
State = Literal["running", "stopped", "done", "replaced"]
Verdict = Literal["stay", "further", "stop", "done"]
FAILED_SHARE: Final = 0.02
SILENT_P: Final = 0.001
ENOUGH_SHARE: Final = 0.9
Standing = Literal["runs", "silent", "failed", "waiting", "away"]
"""How a chosen device stands to the release: runs it; runs it and fell silent; refused it or went
back; has not got it yet; was not there since it was chosen."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How the devices stand. `others` were not chosen; `others_silent` of them are silent."""

    runs: int = 0
    silent: int = 0
    failed: int = 0
    waiting: int = 0
    away: int = 0
    others: int = 0
    others_silent: int = 0

    @property
    def chosen(self) -> int:
        """All that were chosen."""
        return self.runs + self.silent + self.failed + self.waiting + self.away


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one chosen device. `told_failed`: it says so of this very version."""

    version: str
    told_failed: bool
    silent: bool
    heard_since_chosen: bool


def standing(facts: Facts, wanted: str) -> Standing:
    """How a chosen device stands to the release."""
    if facts.version == wanted:
        return "silent" if facts.silent else "runs"
    if facts.told_failed:
        return "failed"
    return "waiting" if facts.heard_since_chosen and not facts.silent else "away"


def how_many(stage: int, devices: int) -> int:
    """How many devices a stage has: its share rounded up, so at least one if there is any."""
    share = STAGES[stage]
    whole = int(devices * share)
    return min(devices, whole if whole == devices * share else whole + 1)


def chosen(version: str, stage: int, names: Sequence[str], already: Collection[str]) -> list[str]:
    """Who is to be added in a stage.

    Args:
        version: of the release.
        stage: index into `STAGES`.
        names: all devices, each `SITE/DEVICE`.
        already: those chosen before.

    Returns:
        The new ones, in the order of the hash.
    """
    if stage == len(STAGES) - 1:
        return sorted(set(names) - set(already))
    missing = how_many(stage, len(names)) - len(set(names) & set(already))
    rest = sorted(set(names) - set(already), key=lambda name: _place(version, name))
    return rest[: max(0, missing)]


def most_failures(chosen_devices: int) -> int:
    """So many refusals or returns are borne: one in fifty, rounded down."""
    return int(FAILED_SHARE * chosen_devices)


def judge(
    tally: Tally, stage: int, *, rested: bool, forgiven: int = 0
) -> tuple[Verdict, Literal["", "failed", "silent"]]:
    """Whether a release goes further, stays, or stops.

    Args:
        tally: how the devices stand now.
        stage: the one it is in.
        rested: the soak time of this stage is over.
        forgiven: failures after which a person has let it go on; only those beyond count.

    Returns:
        The verdict, and for a stop its cause.
    """
    if tally.failed - forgiven > most_failures(tally.chosen):
        return "stop", "failed"
    updated = tally.runs + tally.silent
    if silence_p(tally.silent, updated, tally.others_silent, tally.others) < SILENT_P:
        return "stop", "silent"
    reached = updated + tally.failed + tally.waiting
    if not rested or reached == 0 or tally.runs < ENOUGH_SHARE * reached - forgiven:
        return "stay", ""
    return ("done" if stage == len(STAGES) - 1 else "further"), ""


def silence_p(silent: int, updated: int, others_silent: int, others: int) -> float:
    """How likely so many silent ones among the updated are, if the release is not to blame.

    Fisher's exact test, one-sided: of all silent devices, at least `silent` happen to be among the
    updated. 1.0 where there is nothing to compare.
    """
    if not updated or not others:
        return 1.0
    all_devices, all_silent = updated + others, silent + others_silent
    ways = sum(
        comb(updated, k) * comb(others, all_silent - k)
        for k in range(silent, min(updated, all_silent) + 1)
    )
    return ways / comb(all_devices, all_silent)


def _place(version: str, name: str) -> str:
    return sha256(f"{version} {name}".encode()).hexdigest()
