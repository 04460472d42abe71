"""The figure of a poster: share of happy presses before and since something was done."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.calendar import day_bounds_ms, local_time
from hub.domain.periods import Slice, Span
from hub.domain.score import Estimate, score, tally
from hub.store import press_queries
from hub.store.posters import Poster
from hub.store.sites import Site

DAYS: Final = 28
"""As many before as since, at most: whole weeks, so that weekdays weigh alike."""


@dataclass(frozen=True, slots=True)
class BeforeAndSince:
    """Happy shares of two spans (ISO dates, both ends included)."""

    before: Estimate
    before_days: tuple[str, str]
    since: Estimate
    since_days: tuple[str, str]


def before_and_since(
    conn: Connection, site: Site, poster: Poster, now_ms: int
) -> BeforeAndSince | None:
    """The poster's figure. None: none is wanted, or no whole week has passed since.

    Args:
        conn: the store.
        site: its shop.
        poster: with the day on which it was done; that day itself is in neither span.
        now_ms: the instant that decides which day is today.
    """
    if poster.changed_day is None:
        return None
    changed = date.fromisoformat(poster.changed_day)
    today = date.fromisoformat(local_time(ZoneInfo(site.timezone), now_ms).day)
    weeks = min(DAYS // 7, ((today - changed).days - 1) // 7)
    if weeks < 1:
        return None
    length = timedelta(weeks=weeks)
    day = timedelta(days=1)
    before, since = (changed - length, changed - day), (changed + day, changed + length)
    return BeforeAndSince(
        _share(conn, site, *before),
        (before[0].isoformat(), before[1].isoformat()),
        _share(conn, site, *since),
        (since[0].isoformat(), since[1].isoformat()),
    )


def _share(conn: Connection, site: Site, first: date, last: date) -> Estimate:
    zone = ZoneInfo(site.timezone)
    start_ms = day_bounds_ms(zone, first.isoformat())[0]
    end_ms = day_bounds_ms(zone, last.isoformat())[1]
    span = Span(first.isoformat(), last.isoformat(), start_ms, end_ms)
    rows = press_queries.by_day(conn, [Slice(site.timezone, (site.id,), span)])
    return score(tally((row.buttons for row in rows), with_play=False)).happy_share
