"""A bonus card: measured parts added up by weights which sum to 100 %.

What may be a part is listed in `Measure`, and nothing else can be: an expression share never is.
Paying people by the faces of their customers would make the camera a judge of employees, which
the EU forbids (AI Act, Art. 5(1)(f)) and which no measurement of faces is good enough for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

WHOLE_PERCENT: Final = 100
MOST_PARTS: Final = 20
MOST_LETTERS: Final = 80
_HIGHEST: Final = 100.0


class Measure(StrEnum):
    """What a part is measured by; all but `BASE` in points or percent, 0 to 100."""

    BASE = "base"  # always earned
    ENTERED = "entered"  # what a manager enters for the month: punctuality, courtesy
    INDEX = "index"  # satisfaction index of the buttons
    HAPPY = "happy"  # share of happy presses
    MYSTERY = "mystery"  # mean score of mystery shoppers' visits
    RESPONSE = "response"  # presses for each visitor


class Part(NamedTuple):
    """A line of a card.

    `none_at` and below earns nothing, `full_at` and above all of `weight_percent`; in between in
    proportion. Both mean nothing for `BASE`.
    """

    name: str
    measure: Measure
    weight_percent: int
    none_at: float
    full_at: float


class Found(NamedTuple):
    """What was measured, 0 to 100, and its 95 % interval; both ends equal what has none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Earned:
    """A part's contribution in percent of the whole bonus. `value` None: it was not measured."""

    part: Part
    found: Found | None
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Card:
    """All parts together, in percent. `value` None while a part is not measured.

    The interval adds the parts' ends: it holds at least as often as they do, however they are
    related, and it spans what a missing part may still bring.
    """

    parts: tuple[Earned, ...]
    value: float | None
    low: float
    high: float


class CardFault(StrEnum):
    """Why parts make no card."""

    NONE = "none"
    TOO_MANY = "too-many"
    NAME = "name"
    TWICE = "twice"
    WEIGHT = "weight"
    SUM = "sum"
    TARGET = "target"


def faults(parts: Sequence[Part]) -> list[CardFault]:
    """What is wrong with a card, each kind once; empty: nothing."""
    names = [part.name.strip().casefold() for part in parts]
    aimed = [part for part in parts if part.measure is not Measure.BASE]
    wrong = {
        CardFault.NONE: not parts,
        CardFault.TOO_MANY: len(parts) > MOST_PARTS,
        CardFault.NAME: any(not 1 <= len(name) <= MOST_LETTERS for name in names),
        CardFault.TWICE: len(set(names)) < len(names),
        CardFault.WEIGHT: any(not 1 <= part.weight_percent <= WHOLE_PERCENT for part in parts),
        CardFault.SUM: bool(parts) and weight_sum(parts) != WHOLE_PERCENT,
        CardFault.TARGET: any(not 0 <= one.none_at < one.full_at <= _HIGHEST for one in aimed),
    }
    return [fault for fault, there in wrong.items() if there]


def weight_sum(parts: Sequence[Part]) -> int:
    """All weights together, in percent."""
    return sum(part.weight_percent for part in parts)


def add_up(parts: Sequence[Part], found: Sequence[Found | None]) -> Card:
    """What a month earned.

    Args:
        parts: of a card without faults.
        found: one for each part; None where nothing was measured. Not looked at for `BASE`.

    Raises:
        ValueError: not one for each part.
    """
    earned = tuple(_earn(part, one) for part, one in zip(parts, found, strict=True))
    values = [one.value for one in earned if one.value is not None]
    return Card(
        earned,
        sum(values) if len(values) == len(earned) else None,
        sum(one.low for one in earned),
        sum(one.high for one in earned),
    )


def _earn(part: Part, found: Found | None) -> Earned:
    weight = float(part.weight_percent)
    if part.measure is Measure.BASE:
        return Earned(part, None, weight, weight, weight)
    if found is None:
        return Earned(part, None, None, 0.0, weight)
    value, low, high = (weight * _attained(part, one) for one in found)
    return Earned(part, found, value, low, high)


def _attained(part: Part, value: float) -> float:
    return min(1.0, max(0.0, (value - part.none_at) / (part.full_at - part.none_at)))
