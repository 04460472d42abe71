"""Today's share of happy presses against the same weekday of the last weeks, added up."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.difference import Difference
from hub.domain.hours import clock_hour
from hub.domain.periods import Slice
from hub.domain.score import ButtonRow, Score, score_of
from hub.domain.shift import shift
from hub.figures.selection import Selection
from hub.figures.usual import WEEKS, hour_that_runs, weeks_earlier
from hub.store import press_queries


@dataclass(frozen=True, slots=True)
class UsualPresses:
    """Whole hours of today and the same hours of those days; only chance is reckoned with."""

    today: Score
    before: Score
    happy: Difference | None
    """Of the happy shares. None: too few presses on one of both sides."""
    until: str
    """The hour that is running; empty where shops have several time zones."""


def usual_presses(conn: Connection, chosen: Selection) -> UsualPresses:
    """Figures of the chosen shops; the selection's period must be today."""
    today, before = _score(conn, chosen, range(1)), _score(conn, chosen, range(1, WEEKS + 1))
    happy = shift(today.happy_share, before.happy_share)
    return UsualPresses(today, before, happy, hour_that_runs(chosen))


def _score(conn: Connection, chosen: Selection, weeks: range) -> Score:
    rows = [
        row
        for one in chosen.slices
        for row in _until_now(conn, chosen, one, [weeks_earlier(one, n, chosen) for n in weeks])
    ]
    return score_of(rows, with_play=chosen.with_play)


def _until_now(
    conn: Connection, chosen: Selection, one: Slice, days: list[Slice]
) -> Iterator[ButtonRow]:
    """Presses of the hours that are over today, on these days."""
    now = clock_hour(ZoneInfo(one.timezone), chosen.now_ms)
    for row in press_queries.by_week_hour(conn, days):
        if 60 * (row.hour + 1) <= now.minutes:
            yield row.buttons
