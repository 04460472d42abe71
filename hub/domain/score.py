"""What the presses of a shop, a kiosk or a day say, and how sure that is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from hub.domain.index import index
from hub.domain.intervals import TOO_FEW_PRESSES, wilson
from hub.domain.scale import is_happy

Tally = Mapping[tuple[int, int], int]
"""Presses by (button, number of buttons)."""
_MOST_SCORES: Final = 4096


class ButtonRow(NamedTuple):
    """A row of a roll-up: presses of each button of a kiosk with `of` buttons."""

    of: int
    presses: tuple[int, ...]
    play: tuple[int, ...]
    """Those of `presses` that look like play."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the 95 % interval around it. `value` is None when nothing was pressed."""

    value: float | None
    low: float
    high: float
    presses: int
    too_few: bool
    """Too few presses to judge by: shown in grey."""


@dataclass(frozen=True, slots=True)
class Score:
    """Presses summed up: `happy_share` and its interval are 0 to 1, `index` is 0 to 100."""

    presses: int
    happy: int
    happy_share: Estimate
    index: Estimate


def tally(rows: Iterable[ButtonRow], *, with_play: bool) -> Tally:
    """Put rows together, with or without the presses that look like play."""
    sums: Counter[tuple[int, int]] = Counter()
    for row in rows:
        for button in range(1, row.of + 1):
            play = 0 if with_play else row.play[button - 1]
            sums[button, row.of] += row.presses[button - 1] - play
    return sums


def share(part: int, whole: int) -> Estimate:
    """A share of presses with Wilson's interval."""
    ends = wilson(part / whole if whole else 0.0, whole)
    return Estimate(
        value=part / whole if whole else None,
        low=ends.low,
        high=ends.high,
        presses=whole,
        too_few=whole < TOO_FEW_PRESSES,
    )


def score(presses: Tally) -> Score:
    """Share of happy presses and index."""
    total = sum(presses.values())
    happy = sum(n for (button, of), n in presses.items() if is_happy(button, of))
    points = index((button, of, n) for (button, of), n in presses.items())
    return Score(
        presses=total,
        happy=happy,
        happy_share=share(happy, total),
        index=Estimate(
            value=points.value,
            low=points.low,
            high=points.high,
            presses=total,
            too_few=total < TOO_FEW_PRESSES,
        ),
    )


def score_of(rows: Iterable[ButtonRow], *, with_play: bool) -> Score:
    """The same of a few rows, and remembered: of a shop or a day, which is mostly as it was."""
    return _score_of(tuple(rows), with_play)


@lru_cache(maxsize=_MOST_SCORES)
def _score_of(rows: tuple[ButtonRow, ...], with_play: bool) -> Score:
    return score(tally(rows, with_play=with_play))
