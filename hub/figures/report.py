"""The figures of a report: a day, week or month of some shops, and what changed most in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection

from hub.domain.calendar_units import unit_days
from hub.domain.digest import MOST_BEFORE, Change, Series, changes
from hub.domain.intervals import Proportion
from hub.domain.periods import RANGE, Period, Slice
from hub.domain.report_due import Every, before, days_in
from hub.domain.score import ButtonRow, Score, score, score_of, tally
from hub.figures.response import response, response_by_shop
from hub.figures.selection import Selection
from hub.store import footfall_queries, press_queries
from hub.store.finished import each
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


_Values = Mapping[Measure, float]
"""Of a shop in one period: what can be compared. What is left out cannot."""


def report_figures(conn: Connection, chosen: Selection, every: Every, day: date) -> ReportFigures:
    """The figures of the period that `day` lies in.

    Args:
        conn: the store.
        chosen: the shops; its own days are not looked at, nor a kiosk: a report is of shops.
        every: the kind of the period.
        day: within the period.
    """
    first, last = unit_days(every, day)
    chosen = replace(chosen, kiosk=None, with_play=True)
    this = chosen.over(Period(RANGE, first, last))
    now = _span(conn, this)
    earlier = [
        _kept_values(conn, chosen.over(_period(every, one)), days_in(every, one))
        for one in before(every, first, MOST_BEFORE)
    ]
    compared = changes(_series(chosen, _values(now, chosen.sites, days_in(every, first)), earlier))
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
        scores={site_id: score_of(found, with_play=True) for site_id, found in rows.items()},
        whole=score(tally(every_row, with_play=True)),
        responses=response_by_shop(conn, chosen),
    )


def _kept_values(conn: Connection, chosen: Selection, length: int) -> dict[int, _Values]:
    """By shop, of a period that is over: the same in each report until something comes late."""

    def make(one: Slice) -> Mapping[int, _Values]:
        own = replace(chosen, slices=(one,))
        return _values(_span(conn, own), one.site_ids, length)

    found: dict[int, _Values] = {}
    for one in chosen.slices:
        found |= each(conn, f"report of {length} days", one, make, _size)
    return found


def _size(values: _Values) -> int:
    return _BYTES_A_VALUE * len(values)


def _values(span: _Span, site_ids: Iterable[int], length: int) -> dict[int, _Values]:
    return {site_id: dict(_told(span, site_id, length)) for site_id in site_ids}


def _told(span: _Span, site_id: int, length: int) -> Iterator[tuple[Measure, float]]:
    entered, scored = span.entered.get(site_id), span.scores.get(site_id)
    rate = span.responses.get(site_id)
    if entered is not None:
        yield Measure.VISITORS, entered / length
    if scored and scored.index.value is not None and scored.presses >= _LEAST_PRESSES:
        yield Measure.INDEX, scored.index.value
    if rate and rate.value is not None and not rate.too_few:
        yield Measure.RESPONSE, rate.value


def _series(
    chosen: Selection, now: Mapping[int, _Values], earlier: Sequence[Mapping[int, _Values]]
) -> list[Series[FigureKey]]:
    return [
        Series(
            FigureKey(site.name, measure),
            now[site.id][measure],
            tuple(one[site.id][measure] for one in earlier if measure in one[site.id]),
        )
        for site in chosen.sites.values()
        for measure in Measure
        if measure in now[site.id]
    ]
