"""The figures of a report: a day, week or month of some shops, and what changed most in it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
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
from hub.store.finished import whole
from hub.store.sample_queries import sample_sites

MOST_CHANGES: Final = 3
_BYTES_A_VALUE: Final = 100
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
    generated: list[str]
    """Names of shops whose figures of these days come from generated data."""


class _Span(NamedTuple):
    """One period: by shop, and of all."""

    entered: dict[int, int]
    scores: dict[int, Score]
    whole: Score
    responses: Mapping[int, Proportion]


_Values = dict[Measure, dict[int, float]]
"""Of one period, by shop: what can be compared. A shop left out has none."""


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
    earlier = [
        _kept_values(conn, chosen.over(_period(every, one)), days_in(every, one))
        for one in before(every, first, MOST_BEFORE)
    ]
    compared = changes(_series(chosen, _values(now, days_in(every, first)), earlier))
    answered = response(conn, this, now.whole.presses)
    return ReportFigures(
        every=every,
        where=chosen.where,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        entered=sum(now.entered.values()) if now.entered else None,
        score=now.whole,
        response=answered.visitors.response if answered else None,
        shops=[
            ShopRow(site.name, now.entered.get(site.id), now.scores.get(site.id))
            for site in chosen.sites.values()
        ],
        changes=compared[:MOST_CHANGES],
        looked_at=len(compared),
        generated=_generated(conn, this),
    )


def _generated(conn: Connection, this: Selection) -> list[str]:
    found = sample_sites(conn, this.slices)
    return [site.name for site in this.sites.values() if site.id in found]


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


def _kept_values(conn: Connection, chosen: Selection, length: int) -> _Values:
    """Of a period that is over, whose figures are the same in each report until it changes."""
    kiosk_id = chosen.kiosk.id if chosen.kiosk else None
    what = f"report of {length} days, {kiosk_id}, {chosen.with_play}"
    found: _Values = {measure: {} for measure in Measure}
    for one in chosen.slices:
        own = replace(chosen, slices=(one,))
        for measure, values in whole(conn, what, one, partial(_sized, conn, own, length)).items():
            found[measure].update(values)
    return found


def _sized(conn: Connection, chosen: Selection, length: int) -> tuple[_Values, int]:
    values = _values(_span(conn, chosen), length)
    return values, _BYTES_A_VALUE * sum(map(len, values.values()))


def _values(span: _Span, length: int) -> _Values:
    index = {site_id: _index(one) for site_id, one in span.scores.items()}
    rates = {site_id: _rate(one) for site_id, one in span.responses.items()}
    return {
        Measure.VISITORS: {site_id: n / length for site_id, n in span.entered.items()},
        Measure.INDEX: {site_id: value for site_id, value in index.items() if value is not None},
        Measure.RESPONSE: {site_id: value for site_id, value in rates.items() if value is not None},
    }


def _series(chosen: Selection, now: _Values, earlier: list[_Values]) -> list[Series[FigureKey]]:
    return [
        Series(
            FigureKey(site.name, measure),
            now[measure][site.id],
            tuple(one[measure][site.id] for one in earlier if site.id in one[measure]),
        )
        for site in chosen.sites.values()
        for measure in Measure
        if site.id in now[measure]
    ]


def _index(found: Score) -> float | None:
    return None if found.presses < _LEAST_PRESSES else found.index.value


def _rate(found: Proportion) -> float | None:
    return None if found.too_few else found.value
