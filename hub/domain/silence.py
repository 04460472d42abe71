"""A kiosk that is silent while people pass: broken, switched off at the plug, or moved away.

From how many visitors there were since its last press follows how many presses are missing. Where
visitors press independently of each other, a silence with `e` presses missing has the probability
exp(-e), and as many begin as there are presses: so `presses * exp(-e)` silences of that length come
by chance in a month, and that is set to what is allowed.
"""

from math import log
from typing import Final, NamedTuple

LEAST_MISSING: Final = 4.0
"""Fewer are no sign of anything, whatever the setting: a silence of that length comes once in 55
presses."""


class Habit(NamedTuple):
    """How a kiosk is used."""

    presses_a_visitor: float
    presses_a_month: float


def missing(habit: Habit, visitors: int) -> float:
    """How many presses these visitors would have made."""
    return habit.presses_a_visitor * visitors


def too_many_missing(habit: Habit, alarms_a_month: float) -> float:
    """From how many missing presses on a silence is told.

    Raises:
        ValueError: no alarms allowed.
    """
    if alarms_a_month <= 0:
        raise ValueError(f"{alarms_a_month} alarms a month cannot be")
    # A burst of presses by one group is one decision to press, not several: families press in
    # groups, so fewer silences begin than there are presses, and the rate is kept all the more.
    chance = habit.presses_a_month / alarms_a_month
    return max(LEAST_MISSING, log(chance)) if chance > 1 else LEAST_MISSING
