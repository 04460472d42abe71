"""The days to compare with: as many, before the ones that are shown or a year earlier."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import Connection

from hub.domain.day_change import day_change
from hub.domain.expression_change import Difference
from hub.domain.flow import Flow, total
from hub.domain.score import Estimate, Score, score, tally
from hub.domain.series import days_or_months, in_months
from hub.domain.shift import shift
from hub.domain.stepping import Beside, beside
from hub.figures.footfall import Footfall, flows_of
from hub.figures.satisfaction import DayFigure, day_figures, days_of
from hub.figures.selection import Selection

_ALIKE: Final = 0.8


@dataclass(frozen=True, slots=True)
class BesidePresses:
    """Presses of the days to compare with, and by how much the chosen ones differ."""

    first_day: str
    last_day: str
    score: Score
    days: list[DayFigure]
    happy: Difference | None
    """None: too few presses on one of both sides."""
    index: Difference | None
    """The same, of the index, as a part of 100."""


@dataclass(frozen=True, slots=True)
class BesideFlow:
    """Passages of the days to compare with."""

    first_day: str
    last_day: str
    entered: int
    left: int
    days: list[tuple[str, int]]
    """Day (or month) and who came in."""
    change: Difference | None
    """By how many came in more, of a day on average. None: too few days, or months are shown."""


def beside_presses(
    conn: Connection, chosen: Selection, which: Beside | None, shown: Score
) -> BesidePresses | None:
    """Presses of the same shops and kiosk.

    Args:
        conn: the store.
        chosen: what is shown.
        which: what to compare with; None: nothing.
        shown: the score that is shown.

    Returns:
        None where nothing was asked for, or the calendar begins later.
    """
    other = _over(chosen, which)
    if other is None:
        return None
    rows = days_of(conn, other, chosen.kiosk.id if chosen.kiosk else None)
    found = score(tally([row.buttons for row in rows], with_play=chosen.with_play))
    return BesidePresses(
        other.first_day,
        other.last_day,
        found,
        day_figures(rows, other),
        shift(shown.happy_share, found.happy_share),
        shift(_part(shown.index), _part(found.index)),
    )


def beside_flow(
    conn: Connection, chosen: Selection, which: Beside | None, shown: Footfall
) -> BesideFlow | None:
    """Passages of the same shops; the rest as in `beside_presses`."""
    other = _over(chosen, which)
    if other is None:
        return None
    flows: defaultdict[str, list[Flow]] = defaultdict(list)
    for row in flows_of(conn, other):
        flows[row.day].append(row.flow)
    every = total(flow for found in flows.values() for flow in found)
    sums = {day: total(flows[day]) for day in days_or_months(other.first_day, other.last_day)}
    return BesideFlow(
        other.first_day,
        other.last_day,
        every.entered,
        every.left,
        [(day, flow.entered) for day, flow in sums.items()],
        _change(shown, sums),
    )


def _change(shown: Footfall, earlier: dict[str, Flow]) -> Difference | None:
    """Of days that were counted for about as long: today is not over, and cameras may be off."""
    if in_months(shown.first_day, shown.last_day):
        return None
    pairs = [
        (one.passages.entered, other.entered)
        for one, other in zip(shown.days, earlier.values(), strict=False)
        if _alike(60 * one.passages.counted_minutes, other.seconds)
    ]
    return day_change([later for later, _ in pairs], [before for _, before in pairs])


def _alike(one_seconds: float, other_seconds: float) -> bool:
    return min(one_seconds, other_seconds) > _ALIKE * max(one_seconds, other_seconds)


def _over(chosen: Selection, which: Beside | None) -> Selection | None:
    if which is None or not chosen.slices:
        return None
    first, last = date.fromisoformat(chosen.first_day), date.fromisoformat(chosen.last_day)
    period = beside(chosen.period, first, last, which)
    return chosen.over(period) if period else None


def _part(points: Estimate) -> Estimate:
    value = None if points.value is None else points.value / 100
    return replace(points, value=value, low=points.low / 100, high=points.high / 100)
