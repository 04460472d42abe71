"""When unhappy presses become too many, and when that is over.

The test of `hub.domain.alert_test` over time. The alarm comes at the threshold. From then on the
same words are heard the other way round: the more they speak for the usual share, the calmer it
is, and at `CALM` it is over. Meanwhile no second alarm is given.
"""

from math import log
from typing import Final, NamedTuple

from hub.domain.alert_test import Usual, advanced, threshold, word

CALM: Final = log(100)
"""The usual share explains the presses since 100 times better than the doubled one. Usual presses
get there within some 50 to 100; of doubled ones it takes 1,100 to 3,200 until it seems so by chance
(usual shares of 20 and 10 %), so an alert that lasts is not told to be over every day."""


class Course(NamedTuple):
    """What was heard so far."""

    score: float = 0.0
    """The sum that reaches the threshold."""
    calm: float = 0.0
    """How much speaks for its being over; 0 while nothing is wrong."""
    raised_ms: int | None = None
    """Since when there are too many unhappy presses. None: there are not."""


def hear(course: Course, usual: float, threshold: float, at_ms: int, *, unhappy: bool) -> Course:
    """Hear one press.

    Args:
        course: before it.
        usual: the usual unhappy share of its hour.
        threshold: of its shop.
        at_ms: when it was.
        unhappy: what it says.
    """
    if course.raised_ms is not None:
        calm = max(0.0, course.calm - word(usual, unhappy=unhappy))
        return Course() if calm >= CALM else course._replace(calm=calm)
    score = advanced(course.score, usual, unhappy=unhappy)
    if score >= threshold:
        return Course(raised_ms=at_ms)
    return Course(score=score)


def course_threshold(usual: Usual, alarms_a_month: float) -> float:
    """The threshold with which as many false alarms come as are allowed.

    While an alarm lasts no other comes: the presses until it is calm again are taken off the time
    between two. At a shop with few presses and many allowed alarms that is a fifth of it.

    Args:
        usual: what is usual at the shop.
        alarms_a_month: how many false alarms it may have on average.

    Raises:
        ValueError: no presses, or no alarms allowed.
    """
    if usual.presses <= 0 or alarms_a_month <= 0:
        raise ValueError(f"{alarms_a_month} alarms a month in {usual.presses} presses cannot be")
    between = usual.presses / alarms_a_month
    # Never less than half: then alarms would follow each other, and no threshold keeps the rate.
    return threshold(usual, usual.presses / max(between - _presses_to_calm(usual), between / 2))


def _presses_to_calm(usual: Usual) -> float:
    """How many presses it takes on average after a false alarm."""
    total = sum(level.presses for level in usual.levels.values())
    said = sum(
        level.presses
        / total
        * (
            level.usual * word(level.usual, unhappy=True)
            + (1 - level.usual) * word(level.usual, unhappy=False)
        )
        for level in usual.levels.values()
    )
    return CALM / -said
