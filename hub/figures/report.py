"""The figures of a report: a day, week or month of some shops, and what changed most in it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection

from hub.domain.calendar_units import unit_days
from hub.domain.digest import MOST_BEFORE, Change, Series, changes
from hub.domain.intervals import Proportion
from hub.domain.periods import RANGE, Period
from hub.domain.report_due import Every, before, days_in
from hub.domain.score import ButtonRow, Score, score, tally
from hub.figures.response import response, response_by_shop
from hub.figures.selection import Selection
from hub.store import footfall_queries, press_queries

MOST_CHANGES: Final = 3
_LEAST_PRESSES: Final = 20
"""The index of fewer presses is left out of comparisons, as it is grey on the pages."""


class Measure(StrEnum):
    """What is compared with earlier periods."""

    VISITORS = "visitors"  # for each day
    INDEX = "index"
    RESPONSE = "response"


class FigureKey(NamedTuple):
    """A figure of a shop."""

    site_name: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class ShopRow:
    """A shop in the report. `entered` None: no camera counted a door."""

    site_name: str
    entered: int | None
    score: Score | None
    """None: nobody pressed."""


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """The whole report. `where` is empty for all shops."""

    every: Every
    where: str
    first_day: str
    last_day: str
    entered: int | None
    score: Score
    response: Proportion | None
    shops: list[ShopRow]
    changes: list[Change[FigureKey]]
    """At most `MOST_CHANGES`, the least like chance first."""
    looked_at: int
    """How many figures were compared."""


class _Span(NamedTuple):
    """One period: by shop, and of all."""

    entered: dict[int, int]
    scores: dict[int, Score]
    whole: Score
    responses: Mapping[int, Proportion]


def report_figures(conn: Connection, chosen: Selection, every: Every, day: date) -> ReportFigures:
    """The figures of the period that `day` lies in.

    Args:
        conn: the store.
        chosen: the shops; its own days are not looked at.
        every: the kind of the period.
        day: within the period.
    """
    first, last = unit_days(every, day)
    this = chosen.over(Period(RANGE, first, last))
    now = _span(conn, this)
    earlier = [_span(conn, chosen.over(_period(every, one))) for one in _earlier(every, first)]
    lengths = [days_in(every, first), *(days_in(every, one) for one in _earlier(every, first))]
    compared = changes(_series(chosen, [now, *earlier], lengths))
    whole = response(conn, this, now.whole.presses)
    return ReportFigures(
        every=every,
        where=chosen.where,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        entered=sum(now.entered.values()) if now.entered else None,
        score=now.whole,
        response=whole.visitors.response if whole else None,
        shops=[
            ShopRow(site.name, now.entered.get(site.id), now.scores.get(site.id))
            for site in chosen.sites.values()
        ],
        changes=compared[:MOST_CHANGES],
        looked_at=len(compared),
    )


def _earlier(every: Every, first: date) -> list[date]:
    return before(every, first, MOST_BEFORE)


def _period(every: Every, day: date) -> Period:
    return Period(RANGE, *unit_days(every, day))


def _span(conn: Connection, chosen: Selection) -> _Span:
    entered: defaultdict[int, int] = defaultdict(int)
    for line in footfall_queries.by_line(conn, chosen.slices):
        entered[chosen.devices[line.device_id].site_id] += line.flow.entered
    rows: defaultdict[int, list[ButtonRow]] = defaultdict(list)
    for row in press_queries.by_device(conn, chosen.slices):
        rows[chosen.devices[row.device_id].site_id].append(row.buttons)
    every_row = [row for found in rows.values() for row in found]
    return _Span(
        entered=dict(entered),
        scores={site_id: score(tally(found, with_play=True)) for site_id, found in rows.items()},
        whole=score(tally(every_row, with_play=True)),
        responses=response_by_shop(conn, chosen),
    )


def _series(chosen: Selection, spans: list[_Span], lengths: list[int]) -> list[Series[FigureKey]]:
    found = []
    for site in chosen.sites.values():
        rows: dict[Measure, list[float | None]] = {
            Measure.VISITORS: [
                span.entered[site.id] / length if site.id in span.entered else None
                for span, length in zip(spans, lengths, strict=True)
            ],
            Measure.INDEX: [_index(span.scores.get(site.id)) for span in spans],
            Measure.RESPONSE: [_rate(span.responses.get(site.id)) for span in spans],
        }
        for measure, values in rows.items():
            now, *earlier = values
            known = tuple(value for value in earlier if value is not None)
            if now is not None:
                found.append(Series(FigureKey(site.name, measure), now, known))
    return found


def _index(found: Score | None) -> float | None:
    if found is None or found.presses < _LEAST_PRESSES:
        return None
    return found.index.value


def _rate(found: Proportion | None) -> float | None:
    return None if found is None or found.too_few else found.value
