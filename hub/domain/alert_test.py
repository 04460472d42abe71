"""When unhappy presses are more than this hour's usual: a test with a stated false-alarm rate.

A cumulative sum of likelihood ratios (E. S. Page, Biometrika 41 (1954), 100-115; for single yes and
no: M. R. Reynolds, Z. G. Stoumbos, Journal of Quality Technology 31 (1999), 87-108). Each press
says how much likelier it is if the unhappy share has doubled than if it is what this hour of the
week usually has; a sum of these words that never falls below 0 is kept, and an alarm is given
where it reaches a threshold. Nothing waits for a window to end, and no number of presses is asked
for: a few that all are unhappy are enough, as are many of which a few too many are.

The threshold follows from how often a shop may be called for nothing. Between false alarms lie, on
average, as many presses as a Markov chain of the sum takes to get there (D. Brook, D. A. Evans,
Biometrika 59 (1972), 539-549). What is usual was learned from some weeks only, and a level that
was learned too low calls for nothing again and again: so the rate is averaged over how far off the
levels may be. Without that, shops had up to 1.6 times the false alarms of the setting.
"""

from collections import defaultdict
from collections.abc import Mapping
from math import floor, log, sqrt
from typing import Final, NamedTuple

from hub.domain.shrinkage import Count, shrink

STEP: Final = 0.025
"""The chain's states lie this far apart. Half of it changes the time between alarms by 1 %."""
LEAST_THRESHOLD: Final = 1.4
"""Two unhappy presses in a row are 1.39 at most: no alarm is given for fewer than three."""
_MOST_STATES: Final = 600
_SURE_SHARE: Final = 0.01
"""No hour is taken to be without unhappy presses, or without happy ones: at 0, one would do."""


_WEEKS_A_MONTH: Final = 30 / 7
_ERRORS: Final = (
    (-2.856970, 0.011257),
    (-1.355626, 0.222076),
    (0.0, 0.533334),
    (1.355626, 0.222076),
    (2.856970, 0.011257),
)
"""A normal distribution as five points with their weights (Gauss-Hermite; Abramowitz and Stegun,
table 25.10)."""

_HOURS_OF_A_CLIMB: Final = 3.0
"""Errors of single hours cancel the more, the more hours a false climb takes. Climbs choose hours
whose level is too low, so it is fewer than their length says; three make the measured rate come out
for shops of 30 to 480 presses a day (`benchmarks/alerts.py`)."""


class Level(NamedTuple):
    """What is usual at one hour of the week."""

    usual: float
    """The unhappy share, above 0 and below 1."""
    presses: float
    """How many there are in a week, at this hour."""
    doubt: float = 0.0
    """Standard deviation of the true share about `usual`, as a part of it."""


class Usual(NamedTuple):
    """What is usual at a shop."""

    levels: dict[int, Level]
    """By hour of the week; without hours that had no press."""
    doubt: float = 0.0
    """As of a level, but common to all of them."""

    @property
    def presses(self) -> float:
        """How many there are in a month of 30 days."""
        return _WEEKS_A_MONTH * self._weekly

    def share(self, week_hour: int) -> float:
        """The usual unhappy share of an hour; for one that had no press yet that of all.

        Raises:
            ValueError: there never was a press.
        """
        level = self.levels.get(week_hour)
        if level is not None:
            return level.usual
        if not self._weekly:
            raise ValueError("nothing is usual where nobody ever pressed")
        return sum(one.usual * one.presses for one in self.levels.values()) / self._weekly

    @property
    def _weekly(self) -> float:
        return sum(level.presses for level in self.levels.values())


def learn(hours: Mapping[int, Count], weeks: float) -> Usual:
    """What was usual over some weeks.

    An hour with few presses of its own is taken for one like the others; see
    `hub.domain.shrinkage`.

    Args:
        hours: of each hour of the week the unhappy presses, which `happy` holds here, and all.
        weeks: over how many of them.
    """
    pressed = {hour: one for hour, one in hours.items() if one.presses}
    levels = {}
    for (hour, count), one in zip(pressed.items(), shrink(list(pressed.values())), strict=True):
        share = min(1 - _SURE_SHARE, max(_SURE_SHARE, one.mean))
        levels[hour] = Level(share, count.presses / weeks, sqrt(one.own_variance) / share)
    unhappy, presses = (sum(column) for column in zip((0, 0), *pressed.values(), strict=True))
    # Half a press on either side, so that none at all is not taken for certainty.
    return Usual(levels, sqrt((presses - unhappy + 0.5) / ((unhappy + 0.5) * (presses + 1))))


def raised(usual: float) -> float:
    """The share that is tested against the usual one: twice as many, as far as there is room."""
    return min(2 * usual, (1 + usual) / 2)


def word(usual: float, *, unhappy: bool) -> float:
    """How much one press speaks for a raised share: above 0 for an unhappy one, below for others.

    Raises:
        ValueError: a usual share that is not between 0 and 1.
    """
    if not 0 < usual < 1:
        raise ValueError(f"no usual share: {usual}")
    more = raised(usual)
    return log(more / usual) if unhappy else log((1 - more) / (1 - usual))


def advanced(score: float, usual: float, *, unhappy: bool) -> float:
    """The sum after one more press. It begins with 0, and begins anew after an alarm."""
    return max(0.0, score + word(usual, unhappy=unhappy))


def threshold(usual: Usual, alarms_a_month: float) -> float:
    """Where an alarm is given, so that as many false ones come as are allowed.

    Fewer come at a shop with few presses, where the threshold would fall below `LEAST_THRESHOLD`.
    Takes up to a second.

    Args:
        usual: what is usual at the shop.
        alarms_a_month: how many false alarms it may have on average.

    Raises:
        ValueError: no presses, or no alarms allowed.
    """
    if usual.presses <= 0 or alarms_a_month <= 0:
        raise ValueError(f"{alarms_a_month} alarms a month in {usual.presses} presses cannot be")
    least, states = floor(LEAST_THRESHOLD / STEP) + 1, 0
    following = least
    tried: set[int] = set()
    # The logarithm of the time between alarms grows with the threshold, nearly as fast as it.
    while following not in tried:
        states = following
        tried.add(states)
        missing = log(false_alarms_a_month(usual, states * STEP) / alarms_a_month)
        following = min(_MOST_STATES, max(least, states + round(missing / STEP)))
    return states * STEP


def false_alarms_a_month(usual: Usual, at: float) -> float:
    """How many come on average with a threshold, over all that the true shares may be."""
    states = max(1, round(at / STEP))
    doubt = _doubt(usual)
    errors = _ERRORS if doubt else ((0.0, 1.0),)
    return usual.presses * sum(
        weight / _mean_presses(_jumps(usual, error * doubt), states) for error, weight in errors
    )


def _doubt(usual: Usual) -> float:
    """How far off the levels are together, while the sum climbs to the threshold."""
    total = sum(level.presses for level in usual.levels.values())
    own = sum(level.presses / total * level.doubt**2 for level in usual.levels.values())
    return sqrt(usual.doubt**2 + own / _HOURS_OF_A_CLIMB)


def _jumps(usual: Usual, error: float) -> dict[int, float]:
    """The probability of each step of the chain, up or down, while nothing has changed.

    A word between two steps is shared among them so that the mean stays what it is.

    Args:
        usual: the levels as they were learned, which the words are made of.
        error: how much greater the true shares are, as a part of them.
    """
    total = sum(level.presses for level in usual.levels.values())
    jumps: defaultdict[int, float] = defaultdict(float)
    for level in usual.levels.values():
        true = min(1 - _SURE_SHARE / 2, max(_SURE_SHARE / 2, level.usual * (1 + error)))
        for unhappy, chance in ((True, true), (False, 1 - true)):
            exact = word(level.usual, unhappy=unhappy) / STEP
            lower = floor(exact)
            jumps[lower] += (lower + 1 - exact) * chance * level.presses / total
            jumps[lower + 1] += (exact - lower) * chance * level.presses / total
    return dict(jumps)


def _mean_presses(jumps: Mapping[int, float], states: int) -> float:
    """Presses from a sum of 0 to an alarm: (I - Q) m = 1, solved for its first value.

    Q is a band, and elimination without exchanging rows is safe: no number of Q is negative, and
    its rows sum to 1 at most. The last state goes first, so that the one of 0 remains.
    """
    rows = [_row(jumps, state, states) for state in range(states)]
    right = [1.0] * states
    highest = max(jumps)
    for last in range(states - 1, 0, -1):
        row = rows.pop()
        own = row.pop(last)
        for state in range(max(0, last - highest), last):
            factor = rows[state].pop(last, 0.0) / own
            right[state] -= factor * right[last]
            for other, number in row.items():
                rows[state][other] = rows[state].get(other, 0.0) - factor * number
    return right[0] / rows[0][0]


def _row(jumps: Mapping[int, float], state: int, states: int) -> dict[int, float]:
    """One row of I - Q. What reaches beyond the last state is an alarm, and leaves the chain."""
    row: defaultdict[int, float] = defaultdict(float, {state: 1.0})
    for jump, chance in jumps.items():
        if state + jump < states:
            row[max(0, state + jump)] -= chance
    return dict(row)
