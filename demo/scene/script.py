"""Who comes when and does what: an endless choreography, made chapter by chapter.

A chapter is a pure function of the options and its number, so any instant can be reached without
playing what was before, and two chapters are all that is ever needed at once: nobody's errand,
shopping included, is longer than one chapter.
"""

import itertools
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator

from demo.scene.crowd import Crowd
from demo.scene.errands import Member, Party, approach, departure, detour, passage, together
from demo.scene.flows import paths_over
from demo.scene.looks import Look, after_shopping
from demo.scene.options import AT_THE_DOOR, SceneOptions
from demo.scene.parties import looks_of, mean_size, size_of, starts
from demo.scene.paths import Leg, Path
from demo.scene.truth import (
    DOOR_GATE,
    Counts,
    Crossing,
    Gate,
    count,
    crossings_of,
    gate_at,
    nearest_to_door_s,
)

CHAPTER_S = 300.0
_KEPT_CHAPTERS = 3

Errand = Literal["enter", "linger", "leave", "pass", "turn_back", "cross"]

_DECK: tuple[Errand, ...] = ("enter",) * 5 + ("pass",) * 3 + ("turn_back", "linger")
"""Drawn like cards, so that every ten parties hold each kind, also in a short clip."""

_FLOW_LEAD_S = 30.0
"""Flows begin so much earlier than the picture, which is full from its start."""


@dataclass(frozen=True, eq=False)
class Walker:
    """One person on one walk. `number` is unique in the whole script.

    Somebody who enters comes out later as another walker with the same look.
    """

    number: int
    errand: Errand
    look: Look
    path: Path

    @property
    def passes(self) -> bool:
        """Whether this one comes along the street without going in."""
        return self.errand in {"pass", "turn_back"}


@dataclass(frozen=True, eq=False)
class Chapter:
    """The people who appear on the street within `CHAPTER_S`, and what they will have done."""

    walkers: tuple[Walker, ...]
    crossings: tuple[Crossing, ...]
    passed_s: tuple[float, ...]

    @property
    def end_s(self) -> float:
        """When the last of them is gone."""
        return max((walker.path.end_s for walker in self.walkers), default=0.0)

    def counts_until(self, time_s: float) -> Counts:
        """What these people did up to an instant."""
        return count(self.crossings, self.passed_s, time_s)


class Script:
    """All people of a scene, for ever, in bounded memory. Not for several threads at once."""

    def __init__(self, options: SceneOptions) -> None:
        self._options = options
        self._lead_s = 0.0 if options.viewpoint in AT_THE_DOOR else _FLOW_LEAD_S
        self._kept: OrderedDict[int, Chapter] = OrderedDict()
        self._settled = (0, Counts(0, 0, 0))
        """How many chapters are over, and what happened in them: asking on costs no replay."""

    def chapter(self, number: int) -> Chapter:
        """Chapter `number`, from 0; the last few are kept."""
        if number not in self._kept:
            self._kept[number] = write_chapter(self._options, number)
            if len(self._kept) > _KEPT_CHAPTERS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(number)
        return self._kept[number]

    def walkers_at(self, time_s: float) -> list[Walker]:
        """Who is under way at an instant, inside the door included, in order of appearance."""
        return [
            walker
            for chapter in self._chapters_at(time_s)
            for walker in chapter.walkers
            if walker.path.start_s <= time_s <= walker.path.end_s
        ]

    def crossings_between(self, after_s: float, until_s: float) -> list[Crossing]:
        """Crossings later than `after_s`, up to and including `until_s`, in order of time."""
        first = max(0, self._number_at(after_s) - 1)
        found = [
            crossing
            for number in range(first, self._number_at(until_s) + 1)
            for crossing in self.chapter(number).crossings
            if after_s < crossing.time_s <= until_s
        ]
        return sorted(found)

    def counts_until(self, time_s: float) -> Counts:
        """What happened from the start of the scene up to and including an instant."""
        current = self._number_at(time_s)
        over, counts = self._settled if self._settled[0] < current else (0, Counts(0, 0, 0))
        for number in range(over, current - 1):
            counts = counts.plus(self.chapter(number).counts_until(np.inf))
        self._settled = (max(over, current - 1), counts)
        for chapter in self._chapters_at(time_s):
            counts = counts.plus(chapter.counts_until(time_s))
        return counts

    def _chapters_at(self, time_s: float) -> list[Chapter]:
        number = self._number_at(time_s)
        return [self.chapter(each) for each in range(max(0, number - 1), number + 1)]

    def _number_at(self, time_s: float) -> int:
        return max(0, int((time_s + self._lead_s) // CHAPTER_S))


def write_chapter(options: SceneOptions, number: int) -> Chapter:
    """Chapter `number` of the scene with these options.

    Parties come as a Poisson process whose rate gives the asked density of people, and wait for
    each other; only those of two neighbouring chapters do not know of each other.
    """
    if options.viewpoint not in AT_THE_DOOR:
        return _write_flow(options, number)
    rng = np.random.default_rng((options.seed, number))
    walkers: list[Walker] = []
    crowd = Crowd()
    ids = itertools.count(number * 10_000)
    deck: list[Errand] = []
    # Of ten cards two (turn_back, linger) are always one person.
    mean_party = 0.2 + 0.8 * mean_size(options)
    mean_gap_s, begin_s = 60.0 * mean_party / options.density_per_minute, number * CHAPTER_S
    for start_s in starts(rng, begin_s, begin_s + CHAPTER_S, mean_gap_s):
        if not deck:
            deck = [_DECK[index] for index in rng.permutation(len(_DECK))]
        errand = deck.pop()
        size = 1 if errand in {"turn_back", "linger"} else size_of(rng, options)
        walkers += _party_walkers(rng, errand, size, start_s, ids, crowd, options)
    return _chapter_of(walkers)


def _write_flow(options: SceneOptions, number: int) -> Chapter:
    """A chapter without a door: everybody crosses the place."""
    rng = np.random.default_rng((options.seed, number))
    crowd = Crowd(everywhere=True)
    ids = itertools.count(number * 10_000)
    walkers: list[Walker] = []
    begin_s = number * CHAPTER_S - _FLOW_LEAD_S
    mean_gap_s = 60.0 * mean_size(options) / options.density_per_minute
    for start_s in starts(rng, begin_s, begin_s + CHAPTER_S, mean_gap_s):
        size = size_of(rng, options)
        looks = looks_of(rng, size, options)
        paths = paths_over(options, rng, size, start_s, crowd)
        walkers += [
            Walker(next(ids), "cross", look, path) for look, path in zip(looks, paths, strict=True)
        ]
    return _chapter_of(walkers, gate_at(options.viewpoint))


def _chapter_of(walkers: list[Walker], gate: Gate = DOOR_GATE) -> Chapter:
    crossings = sorted(c for walker in walkers for c in crossings_of(walker.path, gate))
    passed = sorted(nearest_to_door_s(walker.path) for walker in walkers if walker.passes)
    return Chapter(tuple(walkers), tuple(crossings), tuple(passed))


def _party_walkers(
    rng: Generator,
    errand: Errand,
    size: int,
    start_s: float,
    ids: "itertools.count[int]",
    crowd: Crowd,
    options: SceneOptions,
) -> list[Walker]:
    looks = looks_of(rng, size, options)
    party = Party.random(rng, has_child=any(look.is_child for look in looks))
    members = [Member(party, place, size) for place in range(size)]
    ways = [_way(member, errand) for member in members]
    paths = crowd.join(together(ways, start_s=start_s, speed_m_s=party.speed_m_s))
    walkers = [
        Walker(next(ids), errand, look, path) for look, path in zip(looks, paths, strict=True)
    ]
    if errand in {"enter", "linger"}:
        walkers += _leaving(rng, members, walkers, ids, crowd)
    return walkers


def _way(member: Member, errand: Errand) -> list[Leg]:
    if errand == "pass":
        return passage(member)
    if errand == "turn_back":
        return detour(member)
    return approach(member, lingers=errand == "linger")


def _leaving(
    rng: Generator,
    members: list[Member],
    entered: list[Walker],
    ids: "itertools.count[int]",
    crowd: Crowd,
) -> list[Walker]:
    inside_s = 12.0 + min(float(rng.exponential(35.0)), 110.0)
    start_s = max(walker.path.end_s for walker in entered) + inside_s
    paths = together(
        [departure(member) for member in members],
        start_s=start_s,
        speed_m_s=members[0].party.speed_m_s,
    )
    return [
        Walker(next(ids), "leave", after_shopping(walker.look, rng), path)
        for walker, path in zip(entered, crowd.join(paths), strict=True)
    ]
