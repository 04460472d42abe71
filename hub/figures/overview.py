"""The first page: today, and the last four weeks to compare it with."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.flow import Flow, total
from hub.domain.periods import Period
from hub.domain.score import Score
from hub.figures.satisfaction import day_figures
from hub.figures.selection import Selection
from hub.figures.today import Today, today
from hub.store import footfall_queries, press_queries

LAST_WEEKS = Period("28d")


@dataclass(frozen=True, slots=True)
class DayOverview:
    """One local day (ISO date)."""

    day: str
    score: Score
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    today: Today
    days: list[DayOverview]


def overview(conn: Connection, chosen: Selection) -> Overview:
    """Figures of the chosen shops; the selection's period must be today."""
    return Overview(today=today(conn, chosen), days=_days(conn, chosen))


def _days(conn: Connection, chosen: Selection) -> list[DayOverview]:
    weeks = chosen.over(LAST_WEEKS)
    flows: defaultdict[str, list[Flow]] = defaultdict(list)
    for row in footfall_queries.by_day(conn, weeks.slices):
        flows[row.day].append(row.flow)
    figures = []
    for one in day_figures(press_queries.by_day(conn, weeks.slices), weeks):
        flow = total(flows[one.day])
        figures.append(DayOverview(one.day, one.score, flow.entered, flow.left))
    return figures
