"""What a mystery shopper's visit is worth: a checklist with weights, answered on a phone.

A point that did not arise ("no return was made") is left out of both sides of the division: a
shop is neither punished nor praised for what nobody could see.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from hub.domain.intervals import wilson

MOST_POINTS: Final = 60
MOST_WEIGHT: Final = 100
MOST_LETTERS: Final = 300
TOO_FEW_AUDITS: Final = 5
"""Below this a shop's mean is shown in grey: at four visits of 80 % it may be 30 to 98 %."""


class Answer(StrEnum):
    """What a visitor found."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_SEEN = "not-seen"


_WORTH: Final = {Answer.YES: 1.0, Answer.PARTLY: 0.5, Answer.NO: 0.0}


class Point(NamedTuple):
    """A line of a checklist: a question that "yes" is the good answer to, and its weight."""

    text: str
    weight: int


class Mean(NamedTuple):
    """Mean score of visits, 0 to 1, with its 95 % interval. `value` None: there were none."""

    value: float | None
    low: float
    high: float
    visits: int
    too_few: bool


class ChecklistFault(StrEnum):
    """Why points make no checklist."""

    NONE = "none"
    TOO_MANY = "too-many"
    NO_TEXT = "no-text"
    LONG_TEXT = "long-text"
    WEIGHT = "weight"
    TWICE = "twice"


def faults(points: Sequence[Point]) -> list[ChecklistFault]:
    """What is wrong with a checklist, each kind once; empty: nothing."""
    texts = [point.text.strip().casefold() for point in points]
    wrong = {
        ChecklistFault.NONE: not points,
        ChecklistFault.TOO_MANY: len(points) > MOST_POINTS,
        ChecklistFault.NO_TEXT: any(not text for text in texts),
        ChecklistFault.LONG_TEXT: any(len(text) > MOST_LETTERS for text in texts),
        ChecklistFault.WEIGHT: any(not 1 <= point.weight <= MOST_WEIGHT for point in points),
        ChecklistFault.TWICE: len(set(texts)) < len(texts),
    }
    return [fault for fault, there in wrong.items() if there]


def score(points: Sequence[Point], answers: Sequence[Answer]) -> float | None:
    """Weighted share of what was found right, 0 to 1. None: nothing could be seen.

    Raises:
        ValueError: not one answer for each point.
    """
    found = [
        (point.weight, _WORTH[answer])
        for point, answer in zip(points, answers, strict=True)
        if answer is not Answer.NOT_SEEN
    ]
    total = sum(weight for weight, _ in found)
    return sum(weight * worth for weight, worth in found) / total if total else None


def mean(scores: Sequence[float]) -> Mean:
    """The mean of visits' scores.

    Wilson's interval with the number of visits: a mean of values within 0 and 1 varies at most as
    much as a share does, so for the few visits of a month it is rather too wide than too narrow.
    """
    n = len(scores)
    value = sum(scores) / n if n else None
    ends = wilson(min(1.0, value or 0.0), n)
    return Mean(value, ends.low, ends.high, n, n < TOO_FEW_AUDITS)
