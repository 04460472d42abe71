"""How long visitors stay: what sums over visitors can tell without knowing any one of them.

A camera sends no single time, only how many visits fell between two limits. A median is therefore
known to lie between two limits, and that is what is said; nothing is interpolated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

LIMITS_SECONDS: Final = (5, 15, 30, 60, 120, 300, 600, 1800)
"""Upper limits; beyond the last one is one more bin without."""
BINS: Final = (*(str(limit) for limit in LIMITS_SECONDS), "more")
"""Names of the bins; a test holds them against `wire.camera_events.DWELL_BINS`."""


TOO_FEW_VISITS: Final = 20
"""Below this, figures of dwell times are shown in grey: one long chat would move them."""


@dataclass(frozen=True, slots=True)
class Between:
    """A span of time that a figure lies in: above `low`, up to `high` (None: without limit)."""

    low_seconds: int
    high_seconds: int | None


def binned(visits: Mapping[str, int]) -> tuple[int, ...]:
    """Visits by bin, in the order of `BINS`.

    A limit that is not ours (a camera of another version) counts in the next one above: what was
    true of "up to 45 s" is true of "up to 60 s".
    """
    counts = [0] * len(BINS)
    for name, n in visits.items():
        counts[_place(name)] += n
    return tuple(counts)


def bin_of(place: int) -> Between:
    """The span of a bin, by its place in `BINS`."""
    low = LIMITS_SECONDS[place - 1] if place else 0
    return Between(low, LIMITS_SECONDS[place] if place < len(LIMITS_SECONDS) else None)


def quantile(counts: Sequence[int], share: float) -> Between | None:
    """Where the visit lies that `share` (above 0, up to 1) of all visits are not longer than.

    The nearest-rank definition: the smallest dwell time that at least this share does not exceed.

    Returns:
        None when there were no visits.
    """
    wanted = ceil(share * sum(counts) - 1e-9)  # 0.9 * 10 must be 9
    seen = 0
    for place, n in enumerate(counts):
        seen += n
        if n and seen >= wanted:
            return bin_of(place)
    return None


def _place(name: str) -> int:
    if not name.isdigit():
        return len(LIMITS_SECONDS)
    seconds = int(name)
    return next(
        (place for place, limit in enumerate(LIMITS_SECONDS) if seconds <= limit),
        len(LIMITS_SECONDS),
    )
