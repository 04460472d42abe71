"""Auditing a counter: a person beside the door taps, the camera counts, and both are compared.

What agrees is found one by one, not as a sum: a camera that misses five who enter and invents five
has the right sum and is wrong ten times. A tap and a count of the same direction are a pair when
they are close in time, and each is in one pair at most. Then

    accuracy = pairs / (taps + counts - pairs)

the share of pairs in everything that either of the two noticed. It is a share of a sample, so it
comes with its 95 % interval after Wilson (1927).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from edge_vision.domain.line_counter import Direction

TOLERANCE_MS: Final = 4_000
"""A thumb is up to a second late, camera and eye differ by half a second about when somebody is on
the line, and one tap for a group of five stands for people who take three to pass. Whatever is
longer pairs strangers: what agrees by chance grows with it, most at a crowded door."""
SETTLE_MS: Final = 10_000
"""The last minute is compared this long after the end: somebody slow is counted only once they are
clear of the line, and the partner of the last tap may come within `TOLERANCE_MS`."""
LATEST_TAP_MS: Final = 30_000
"""How long a tap may be on its way, through a network that is away."""
FEWEST: Final = 30
"""Below so many the interval is wider than any door's difference: nothing is said."""
MINUTE_MS: Final = 60_000
_Z: Final = 1.959964
"""Standard normal quantile of 97.5 %."""
_SAME_MS: Final = 500
"""The instant of one crossing, worked out twice, differs by how long a picture was on its way."""
DIRECTIONS: Final[tuple[Direction, Direction]] = ("in", "out")


class Tally(NamedTuple):
    """What two observers noticed: each alone, and in how many they agree."""

    tapped: int = 0
    counted: int = 0
    agreed: int = 0

    @property
    def noticed(self) -> int:
        """Everything that at least one of the two noticed."""
        return self.tapped + self.counted - self.agreed

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(one + two for one, two in zip(self, other, strict=True)))


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, 0 to 1, after Wilson (JASA 22, 1927, p. 209).

    Keeps its promise for few observations and for shares near 1, where the usual one
    (share plus or minus twice its deviation) says 100 % to 100 %. Of none: 0 to 1.
    """
    if not of:
        return 0.0, 1.0
    share, square = hits / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = _Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def verdict(tally: Tally) -> str:
    """The accuracy in words: always an interval and what it rests on, never a bare share."""
    found = f"{tally.agreed} of {tally.noticed}"
    if tally.noticed < FEWEST:
        return f"too few to tell ({found}; {FEWEST} are needed)"
    low, high = wilson(tally.agreed, tally.noticed)
    return f"{100 * low:.1f} to {100 * high:.1f} %, {found}"


def pair_up(
    ones: Iterable[int], others: Iterable[int], within_ms: int = TOLERANCE_MS
) -> list[tuple[int, int]]:
    """As many pairs as can be made of times at most `within_ms` apart, each time in one pair.

    Going through both in order of time and pairing whenever it is allowed gives the most pairs:
    a later partner never serves an earlier time better. The result does not depend on the order
    in which the times are given, nor on who is called one and who other.
    """
    left, right = sorted(ones), sorted(others)
    pairs: list[tuple[int, int]] = []
    one = other = 0
    while one < len(left) and other < len(right):
        apart_ms = left[one] - right[other]
        if abs(apart_ms) <= within_ms:
            pairs.append((left[one], right[other]))
        one += apart_ms <= within_ms
        other += apart_ms >= -within_ms
    return pairs


@dataclass
class Side:
    """One direction of an audit that runs: the times not yet compared for good, since boot."""

    taps_ms: list[int] = field(default_factory=list)
    counts_ms: list[int] = field(default_factory=list)

    def compare(self) -> Tally:
        """How everything that is here compares now."""
        agreed = len(pair_up(self.taps_ms, self.counts_ms))
        return Tally(len(self.taps_ms), len(self.counts_ms), agreed)

    def settle(self, until_ms: int) -> Tally:
        """Compare for good, and forget, what was before `until_ms`.

        A pair belongs to the minute of its tap, so that no minute agrees more than it counted.
        """
        pairs = pair_up(self.taps_ms, self.counts_ms)
        done = [pair for pair in pairs if pair[0] < until_ms]
        later = [pair for pair in pairs if pair[0] >= until_ms]
        alone = [_without(self.taps_ms, [tap for tap, _ in pairs])]
        alone.append(_without(self.counts_ms, [count for _, count in pairs]))
        over = [[time for time in times if time < until_ms] for times in alone]
        left = [[time for time in times if time >= until_ms] for times in alone]
        self.taps_ms = sorted(left[0] + [tap for tap, _ in later])
        self.counts_ms = sorted(left[1] + [count for _, count in later])
        return Tally(len(over[0]) + len(done), len(over[1]) + len(done), len(done))


class Minute(NamedTuple):
    """One finished minute of an audit. `start_ms` is since boot."""

    start_ms: int
    seconds: int
    tallies: dict[Direction, Tally]


@dataclass
class Audit:
    """An audit that runs. Taps and counts live here only, and only until their minute is over.

    Attributes:
        started_ms: since boot.
        ended_ms: when the person stopped; None: goes on.
    """

    started_ms: int
    ended_ms: int | None = None
    _sides: dict[Direction, Side] = field(
        default_factory=lambda: {way: Side() for way in DIRECTIONS}
    )
    _settled: dict[Direction, Tally] = field(
        default_factory=lambda: dict.fromkeys(DIRECTIONS, Tally())
    )
    _open_ms: int = 0
    _presses: list[tuple[Direction, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open_ms = self.started_ms

    def tap(self, direction: Direction, at_ms: int, people: int = 1) -> None:
        """The person saw so many cross."""
        at_ms = max(at_ms, self._open_ms)
        self._sides[direction].taps_ms += [at_ms] * people
        self._presses.append((direction, at_ms, people))

    def undo(self) -> bool:
        """Take the last tap back. False: there is none, or its minute is over."""
        if not self._presses or self._presses[-1][1] < self._open_ms:
            return False
        direction, at_ms, people = self._presses.pop()
        for _ in range(people):
            self._sides[direction].taps_ms.remove(at_ms)
        return True

    def count(self, direction: Direction, at_ms: int) -> None:
        """The camera saw one cross. Counts from before the start or after the end are not asked."""
        if at_ms >= self.started_ms and (self.ended_ms is None or at_ms <= self.ended_ms):
            self._sides[direction].counts_ms.append(max(at_ms, self._open_ms))

    def uncount(self, direction: Direction, at_ms: int) -> None:
        """Who was counted then turned out to be staff; nothing where that is compared already."""
        counts_ms = self._sides[direction].counts_ms
        near = [time for time in counts_ms if abs(time - at_ms) <= _SAME_MS]
        if near:
            counts_ms.remove(min(near, key=lambda time: abs(time - at_ms)))

    def end(self, at_ms: int) -> None:
        """The person stops."""
        self.ended_ms = at_ms

    def over(self, now_ms: int) -> bool:
        """Whether it has ended and everything is compared for good after the next `minutes`."""
        return self.ended_ms is not None and now_ms >= self.ended_ms + SETTLE_MS

    def minutes(self, now_ms: int) -> list[Minute]:
        """The minutes that are finished and were not given before."""
        finished: list[Minute] = []
        while (until_ms := self._open_ms + MINUTE_MS) <= self._last_ms(now_ms):
            finished.append(self._close(until_ms))
        if self.over(now_ms) and self.ended_ms is not None and self.ended_ms >= self._open_ms:
            finished.append(self._close(self.ended_ms + 1))
        return finished

    def rest(self, now_ms: int) -> list[Minute]:
        """All that is left, at once: the camera stops and nothing more can come."""
        self.ended_ms = min(now_ms, now_ms if self.ended_ms is None else self.ended_ms)
        return self.minutes(self.ended_ms + SETTLE_MS)

    def tallies(self) -> dict[Direction, Tally]:
        """How the two compare so far; the last minute may still change."""
        return {way: self._settled[way].plus(side.compare()) for way, side in self._sides.items()}

    def _last_ms(self, now_ms: int) -> int:
        """Until when everything is known, taps included that are still on their way."""
        if self.ended_ms is not None and self.over(now_ms):
            return self.ended_ms
        return now_ms - SETTLE_MS - LATEST_TAP_MS

    def _close(self, until_ms: int) -> Minute:
        tallies = {way: side.settle(until_ms) for way, side in self._sides.items()}
        for way, tally in tallies.items():
            self._settled[way] = self._settled[way].plus(tally)
        seconds = max(1, round((until_ms - self._open_ms) / 1000))
        minute = Minute(self._open_ms, seconds, tallies)
        self._open_ms = until_ms
        return minute


def _without(times_ms: Sequence[int], taken_ms: Iterable[int]) -> list[int]:
    """What is left after each of the taken was taken out once."""
    left = list(times_ms)
    for time in taken_ms:
        left.remove(time)
    return left
