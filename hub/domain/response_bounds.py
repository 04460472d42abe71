"""What presses say about all visitors, and what they cannot say.

Buttons are pressed by volunteers. Where a camera counts the door as well, three things can be
told of everybody who came, from the strongest to the weakest assumption:

- the response rate, which is measured;
- bounds that need no assumption: nobody knows what those who did not press would have pressed, so
  all or none of them may have been happy (C. F. Manski, "Nonparametric bounds on treatment
  effects", American Economic Review 80 (1990), 319-323);
- an estimate that gives each hour of the week the weight of its visitors and not of its presses
  (post-stratification: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), section 5A.9). It mends
  that people press more at some hours than at others, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from hub.domain.blocks import Numbers
from hub.domain.intervals import (
    TOO_FEW_PRESSES,
    Interval,
    Proportion,
    proportion,
    wilson,
)
from hub.domain.score import Estimate, share

LEAST_IN_A_STRATUM: Final = 10
"""Hours that follow each other are put together until they have as many presses as this."""
_PSEUDO_PRESSES: Final = 0.5


class Hours(NamedTuple):
    """Visitors and presses of one hour of the week of one shop, or of several put together."""

    visitors: int = 0
    presses: int = 0
    happy: int = 0


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest share of happy visitors, 0 to 1. Certain, not likely."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AllVisitors:
    """What can be said of everybody who came in."""

    visitors: int
    presses: int
    response: Proportion | None
    """Presses of those who came. None: nobody came, or there were more presses than visitors, so
    that somebody was not seen or pressed twice; then nothing else can be told either."""
    pressed: Estimate
    """The raw share: happy presses of these hours, of those who pressed."""
    bounds: Bounds | None
    weighted: Estimate | None
    """Share of happy visitors, were those of an hour who did not press like those who did. None:
    not to be told, or nobody pressed. Its interval never reaches beyond the bounds."""
    strata: int
    """How many groups of hours `weighted` is made of."""


def all_visitors(cells: Sequence[Hours] | Numbers) -> AllVisitors:
    """Judge the hours in which both presses and visitors were counted.

    Args:
        cells: by shop, weekday and hour, in this order; columns as in `Hours`.
    """
    groups = strata(cells)
    visitors, presses, happy = groups.sum(axis=0).tolist()
    told = 0 < visitors >= presses
    ends = bounds(visitors, presses, happy) if told else None
    return AllVisitors(
        visitors=visitors,
        presses=presses,
        response=proportion(presses, visitors) if told else None,
        pressed=share(happy, presses),
        bounds=ends,
        weighted=_weighted(groups, ends) if ends and presses else None,
        strata=len(groups),
    )


def bounds(visitors: int, presses: int, happy: int) -> Bounds:
    """All or none of those who did not press may have been happy.

    At 10 % response and 85 % happy this is 8.5 to 98.5 %.

    Raises:
        ValueError: no visitors, or more presses than visitors.
    """
    if not 0 <= happy <= presses <= visitors or visitors == 0:
        raise ValueError(f"{happy} happy of {presses} presses of {visitors} visitors cannot be")
    return Bounds(happy / visitors, (happy + visitors - presses) / visitors)


def strata(cells: Sequence[Hours] | Numbers, least: int = LEAST_IN_A_STRATUM) -> Numbers:
    """Put neighbours together until each group has `least` presses; what is left joins the last.

    Which hours go together depends on how many pressed, never on what they pressed. A chain has
    tens of thousands of cells, hence tables.
    """
    table = np.asarray(cells, np.int64).reshape(-1, len(Hours._fields))
    if not len(table):
        return table
    presses = table[:, 1]
    ends, running, last = [], 0, -1
    # A cell that has enough by itself ends a group, whatever came before: most do.
    for at in np.flatnonzero(presses < least).tolist():
        running = int(presses[at]) + (running if at == last + 1 else 0)
        last = at
        if running >= least:
            ends.append(at + 1)
            running = 0
    ends = sorted([*ends, *(np.flatnonzero(presses >= least) + 1).tolist()])
    groups: Numbers = np.add.reduceat(table, [0, *ends[:-1]], axis=0)
    return groups


def _weighted(groups: Numbers, ends: Bounds) -> Estimate:
    """Shares of the groups, weighted by visitors.

    The interval is Wilson's with the number of presses that would vary as much (E. L. Korn, B. I.
    Graubard, Survey Methodology 24 (1998), 193-201). A group's variance is taken with half a press
    more on either side: ten presses that agree are no certainty.
    """
    visitors, pressed, happy = groups.T
    presses = int(pressed.sum())
    weights = visitors / visitors.sum()
    likely = (happy + _PSEUDO_PRESSES) / (pressed + 2 * _PSEUDO_PRESSES)
    value = float(np.sum(weights * happy / pressed))
    variance = float(np.sum(weights**2 * likely * (1 - likely) / pressed))
    value = min(1.0, max(0.0, value))
    middle = (value * presses + _PSEUDO_PRESSES) / (presses + 2 * _PSEUDO_PRESSES)
    found = wilson(value, middle * (1 - middle) / variance)
    inner = Interval(*(min(ends.high, max(ends.low, end)) for end in found))
    return Estimate(
        value=min(ends.high, max(ends.low, value)),
        low=inner.low,
        high=inner.high,
        presses=presses,
        too_few=presses < TOO_FEW_PRESSES,
    )
