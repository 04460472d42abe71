"""A kiosk that is silent while people pass: broken, switched off at the plug, or moved away.

How many visitors come between two presses was seen for some weeks. The long silences end with each
further visitor as likely as before: their lengths from there on are geometric. That is so where
visitors press independently of each other, and where families press together and most silences are
none, since it is of the long ones only. How likely a visitor ends a silence is
known from those that did, as a beta distribution (Jeffreys' prior); averaged over it, long silences
are a little likelier than its mean says. What is told is a silence of so many visitors as chance
makes as often as the setting allows.
"""

from collections.abc import Sequence
from math import ceil, exp, lgamma
from statistics import fmean, median
from typing import Final, NamedTuple

import numpy as np

_LEAST_SILENCES: Final = 10
"""Long ones, without which nothing is known of them."""
_LONG_TIMES: Final = 1.5
"""Times the mean of those with any visitors."""
LEAST_TIMES: Final = 3.0
"""No silence is told that is not so many times longer than a long one must be, as long ones are on
average: one in 20 of them is, which is no sign of anything, whatever the setting."""
_CAUSED_TIMES: Final = 7.0
"""Times the median of how much longer than they must be long ones are. A kiosk that was broken for
a day last month did not find its end by a visitor; one in 128 usual silences is as long."""
_SEEN_LATE_MS: Final = 35_000
"""Of visitors just before a press a look does not know: it comes once a minute, and a window of
counts is stored seconds after its end."""
_MOST_VISITORS: Final = 10_000_000


class Windows(NamedTuple):
    """Counts of visitors, in any order: when each begins and ends, and how many came in."""

    begin_ms: Sequence[int]
    end_ms: Sequence[int]
    entered: Sequence[int]

    def since(self, at_ms: int) -> "Windows":
        """Those that begin at an instant or later."""
        kept = [one for one in zip(*self, strict=True) if one[0] >= at_ms]
        return Windows(*([one[n] for one in kept] for n in range(3)))


class Habit(NamedTuple):
    """How long a kiosk is silent."""

    presses_a_visitor: float
    from_visitors: int
    """Silences that reach so many visitors are the long ones."""
    long_a_month: float
    ended: int
    """How many long ones were ended by a press."""
    passed: int
    """Visitors that came in long ones, from `from_visitors` on, without ending them."""


def silences(pressed_ms: Sequence[int], windows: Windows) -> list[int]:
    """The visitors in each pause between two presses, as a look would have seen them last.

    Args:
        pressed_ms: when a kiosk was pressed, in order.
        windows: of the shop's doors.
    """
    pressed = np.asarray(pressed_ms, dtype=np.int64)
    entered = np.asarray(windows.entered, dtype=np.int64)
    begun = _until(np.asarray(windows.begin_ms, dtype=np.int64), entered, pressed[:-1] - 1)
    ended = _until(np.asarray(windows.end_ms, dtype=np.int64), entered, pressed[1:] - _SEEN_LATE_MS)
    return [max(0, int(one)) for one in ended - begun]


def learn_habit(lengths: Sequence[int], visitors: int, days: float) -> Habit | None:
    """What silences say. None: there were too few long ones.

    Args:
        lengths: visitors in each, see `silences`.
        visitors: who came in all.
        days: over how many days.
    """
    some = [one for one in lengths if one]
    from_visitors = ceil(_LONG_TIMES * fmean(some)) if some else 0
    beyond = [one - from_visitors for one in some if one >= from_visitors]
    if len(beyond) < _LEAST_SILENCES:
        return None
    most = ceil(_CAUSED_TIMES * max(1.0, median(beyond)))
    return Habit(
        presses_a_visitor=len(lengths) / visitors,
        from_visitors=from_visitors,
        long_a_month=30 * len(beyond) / days,
        ended=sum(1 for one in beyond if one < most),
        passed=sum(min(one, most) for one in beyond),
    )


def missing(habit: Habit, visitors: int) -> float:
    """How many presses these visitors would have made."""
    return habit.presses_a_visitor * visitors


def longer_a_month(habit: Habit, visitors: int) -> float:
    """How many silences of so many visitors or more chance makes in a month."""
    ended, passed = habit.ended + 0.5, habit.passed + 0.5
    more = max(0, visitors - habit.from_visitors)
    likely = (lgamma(passed + more) - lgamma(passed) + lgamma(ended + passed)) - lgamma(
        ended + passed + more
    )
    return habit.long_a_month * exp(likely)


def too_many(habit: Habit, alarms_a_month: float, luck: float) -> int:
    """From how many visitors on a silence is told.

    With one visitor less there would be more false alarms than are allowed, with one more there are
    fewer: which of both holds is drawn for each silence, so that the rate is met where every fifth
    visitor presses, too.

    Args:
        habit: of the kiosk.
        alarms_a_month: how many false alarms it may have on average.
        luck: a number from 0 to 1 (excluded) that stays the same while a silence lasts.

    Raises:
        ValueError: no alarms allowed.
    """
    if alarms_a_month <= 0:
        raise ValueError(f"{alarms_a_month} alarms a month cannot be")
    low = habit.from_visitors + ceil(LEAST_TIMES * (habit.passed + 0.5) / (habit.ended + 0.5))
    if longer_a_month(habit, low) <= alarms_a_month:
        return low
    high = 2 * low
    while longer_a_month(habit, high) > alarms_a_month and high < _MOST_VISITORS:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        if longer_a_month(habit, middle) > alarms_a_month:
            low = middle
        else:
            high = middle
    above, below = longer_a_month(habit, low), longer_a_month(habit, high)
    return low if luck < (alarms_a_month - below) / (above - below) else high


def _until(
    times_ms: np.ndarray[tuple[int], np.dtype[np.int64]],
    entered: np.ndarray[tuple[int], np.dtype[np.int64]],
    at_ms: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How many had come in by each instant, of windows by one of their times."""
    order = np.argsort(times_ms, kind="stable")
    sums = np.concatenate(([0], np.cumsum(entered[order])))
    return np.asarray(sums[np.searchsorted(times_ms[order], at_ms, side="right")])
