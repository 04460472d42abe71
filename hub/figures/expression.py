"""Expression shares by day and zone, before and after a change, and beside them the buttons.

One way only: this reads the buttons' score, and nothing that makes a score or an index knows of
expressions (a test walks the imports).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.calendar import local_time
from hub.domain.periods import days
from hub.domain.score import Score, score, tally
from hub.domain.text import text
from hub.figures.expression_series import Series, State, series_of
from hub.figures.satisfaction import DayFigure, day_figures, days_of
from hub.figures.selection import Selection
from hub.store import footfall_queries
from hub.store.expression_queries import DayGroups, Method, by_day, by_zone, errors_of


@dataclass(frozen=True, slots=True)
class Expression:
    """The whole page."""

    first_day: str
    last_day: str
    zone: str
    """The chosen one; empty: all, and visitors in none."""
    changed: str
    """ISO date of the change that is looked at; empty: none."""
    zone_names: list[str]
    laws: list[str]
    """Profiles it was measured under."""
    least: int | None
    """The smallest k that was asked for. None: nothing was measured."""
    off_days: int
    series: list[Series]
    """Corrected ones first, then by visitors."""
    buttons: Score
    """What the buttons say of the same shops and days: shown beside, never mixed in."""
    button_days: list[DayFigure]


def expression(
    conn: Connection, chosen: Selection, *, zone: str = "", changed: str = ""
) -> Expression:
    """Figures of the chosen shops and days.

    Args:
        conn: the store.
        chosen: shops and days.
        zone: the name of a zone; empty: all, and visitors in none.
        changed: ISO date of a change to look at; empty: none.

    Raises:
        ValueError: `changed` is no date; the text is for the person who asked.
    """
    day_of_change = _date(changed)
    every, zones = by_day(conn, chosen.slices), by_zone(conn, chosen.slices)
    states = _states(conn, chosen, every)
    here = [one for one in every if not zone or one.zone == zone]
    presses = days_of(conn, chosen)
    names = {one.zone for one in every if one.zone is not None} | ({zone} if zone else set())
    return Expression(
        first_day=chosen.first_day,
        last_day=chosen.last_day,
        zone=zone,
        changed=day_of_change,
        zone_names=sorted(names),
        laws=sorted({one.law for one in every}),
        least=min((one.least for one in every), default=None),
        off_days=sum(state == "off" for state in states.values()),
        series=[
            series_of(method, errors_of(conn, method), zones, here, states, day_of_change, chosen)
            for method in _methods(every)
            if any(one.method == method for one in here)
        ],
        buttons=score(tally((row.buttons for row in presses), with_play=chosen.with_play)),
        button_days=day_figures(presses, chosen),
    )


def _date(written: str) -> str:
    if not written:
        return ""
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        told = text(
            "The day of the change, %(day)s, is no date; write it as 2026-05-12.",
            day=repr(written[:40]),
        )
        raise ValueError(told) from None


def _states(conn: Connection, chosen: Selection, every: Sequence[DayGroups]) -> dict[str, State]:
    if not chosen.slices:
        return {}
    on = {day for one in every for day in days(one.day, one.last_day)}
    counted = {
        row.day
        for row in footfall_queries.by_day(conn, chosen.slices)
        if row.flow.entered or row.flow.left
    }
    today = min(local_time(ZoneInfo(one.timezone), chosen.now_ms).day for one in chosen.slices)

    def state(day: str) -> State:
        if day in on:
            return "on"
        if day >= today:
            return "pending"
        return "off" if day in counted else "nobody"

    return {day: state(day) for day in days(chosen.first_day, chosen.last_day)}


def _methods(every: Iterable[DayGroups]) -> list[Method]:
    visitors: defaultdict[Method, int] = defaultdict(int)
    for one in every:
        visitors[one.method] += one.sums.visitors

    def rank(method: Method) -> tuple[bool, int, str]:
        name = method.calibration or method.network
        return (not method.corrected, -visitors[method], name)

    return sorted(visitors, key=rank)
