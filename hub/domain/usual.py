"""What is usual on a weekday: from the least to the most of the last same weekdays."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

LEAST_DAYS: Final = 4
"""With fewer, the next day would fall outside more often than within reason."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Of `days` earlier days: the least, the middle and the most.

    If today is a day like the others, it lies between both ends in (days - 1) of (days + 1) cases,
    whatever the numbers are distributed like: each place among days + 1 is equally likely (the
    order-statistics prediction interval, e.g. G. J. Hahn and W. Q. Meeker, "Statistical
    Intervals", 1991, section 5.4).
    """

    low: float
    middle: float
    high: float
    days: int

    def verdict(self, today: float) -> Literal["less", "usual", "more"]:
        """Where a number of today lies."""
        if today < self.low:
            return "less"
        return "more" if today > self.high else "usual"


def usual(numbers: Sequence[float]) -> Usual | None:
    """What these numbers of earlier days say. None: there are fewer than `LEAST_DAYS`."""
    if len(numbers) < LEAST_DAYS:
        return None
    return Usual(min(numbers), median(numbers), max(numbers), len(numbers))
