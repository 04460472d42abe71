"""The days to compare with: as many, before the ones that are shown or a year earlier."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from hub.domain.difference import Difference
from hub.domain.score import Estimate, Score, score, tally
from hub.domain.shift import shift
from hub.domain.stepping import Beside, beside
from hub.figures.satisfaction import DayFigure, day_figures, days_of
from hub.figures.selection import Selection


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
    other = days_beside(chosen, which)
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


def days_beside(chosen: Selection, which: Beside | None) -> Selection | None:
    """What is compared with. None: nothing was asked for, or the calendar begins later."""
    if which is None or not chosen.slices:
        return None
    first, last = date.fromisoformat(chosen.first_day), date.fromisoformat(chosen.last_day)
    period = beside(chosen.period, first, last, which)
    return chosen.over(period) if period else None


def _part(points: Estimate) -> Estimate:
    value = None if points.value is None else points.value / 100
    return replace(points, value=value, low=points.low / 100, high=points.high / 100)
