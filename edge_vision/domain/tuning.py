"""Which size of input, how many threads and which rate a machine holds, by what was measured.

The rule is the promise of this room: at the rate asked for, somebody in every picture and one look
at each, half of the cores stay free, and a picture is done before the next one comes.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

WANTED_RATE = 10.0
LOWEST_RATE = 2.0
"""Pictures a second, below which people are not followed any more (`[detection]` refuses less)."""
_FREE_SHARE = 0.5
_BUSY_SHARE = 0.9
"""Of the time between two pictures: the rest is for taking them and for telling what was seen."""


class Look(NamedTuple):
    """What one look of the network takes: by the clock, and worked by all threads together."""

    input_px: int
    threads: int
    wall_ms: float
    cpu_ms: float


class Machine(NamedTuple):
    """What was measured. `motion_ms`: of one picture, on one core."""

    cores: int
    motion_ms: float


class Advice(NamedTuple):
    """What to set. `rate`: pictures a second that are held; `cores_busy`: then, at the most."""

    input_px: int
    threads: int
    rate: float
    cores_busy: float

    @property
    def whole(self) -> bool:
        """Whether the rate that was wanted is held, and nothing had to be given up for it."""
        return self.rate >= WANTED_RATE


def cores_busy(machine: Machine, look: Look, rate: float) -> float:
    """Cores that work at this rate, if the network looked at every picture once."""
    return rate * (machine.motion_ms + look.cpu_ms) / 1000


def rate_held(machine: Machine, look: Look) -> float:
    """Pictures a second at which half of the cores stay free and each is done in time."""
    by_cores = 1000 * machine.cores * (1 - _FREE_SHARE) / (machine.motion_ms + look.cpu_ms)
    in_time = 1000 * _BUSY_SHARE / (machine.motion_ms + look.wall_ms)
    return min(by_cores, in_time)


def _preference(look: Look) -> tuple[int, int]:
    """Lowest first: large pictures, then few threads."""
    return -look.input_px, look.threads


def advise(machine: Machine, looks: Sequence[Look], wanted: float = WANTED_RATE) -> Advice:
    """The largest input that holds the wanted rate, with the fewest threads that do.

    Where none does, the one that holds the highest rate, in whole pictures a second, is all that
    this machine can do.

    Args:
        machine: as measured.
        looks: one or more, of several sizes and numbers of threads.
        wanted: pictures a second.
    """
    able = [look for look in looks if rate_held(machine, look) >= wanted]
    if able:
        best = min(able, key=_preference)
        rate = wanted
    else:
        # In tenths: a difference below that is chance, and no reason for another thread.
        rates = [math.floor(10 * rate_held(machine, look)) / 10 for look in looks]
        rate = max(LOWEST_RATE, float(math.floor(max(rates))))
        able = [look for look, held in zip(looks, rates, strict=True) if held == max(rates)]
        best = min(able, key=_preference)
    return Advice(best.input_px, best.threads, rate, cores_busy(machine, best, rate))
