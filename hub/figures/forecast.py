"""Visitors of the next two weeks: making the forecast, reading it, and planning people by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from hub.domain.calendar import day_bounds_ms
from hub.domain.footfall_scatter import Scatter, learn_scatter
from hub.domain.forecast import DAYS_AHEAD, HOURS, LEAST_DAYS, History, middle
from hub.domain.forecast_score import Forecast, Score, make_forecast
from hub.holidays import country_of, holiday_names
from hub.store import forecasts
from hub.store.forecasts import CountedHour, ExpectedDay, ExpectedHour, Made, Said
from hub.store.sites import Site

HISTORY_DAYS: Final = 3 * 365
SHOWN_BEFORE_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class DayBefore:
    """A day that is over. `entered` None: no whole hour was counted."""

    day: str
    entered: int | None


@dataclass(frozen=True, slots=True)
class ShopForecast:
    """One shop. `days` empty: too little was counted, see `counted_days`; or see `waits`."""

    site: str
    site_name: str
    made_day: str | None
    """None: none was made yet."""
    country: str | None
    """Whose holidays are known to it. None: nobody's."""
    before: list[DayBefore]
    days: list[ExpectedDay]
    hours: list[ExpectedHour]
    holidays: dict[str, str]
    """Of the days ahead, by ISO date."""
    score: Score | None
    counted_days: int | None
    """How many days there are where there are too few. None: enough."""
    waits: bool
    """Enough was counted, and the hub's own work makes the forecast when it comes round."""


@dataclass(frozen=True, slots=True)
class ShopLine:
    """One of many shops: its next days in short. `day` None: there is no forecast."""

    site: str
    site_name: str
    tomorrow: ExpectedDay | None
    score: Score | None


def make(conn: Connection, site: Site, now_ms: int) -> Made:
    """A forecast for a shop's today and the 13 days after it, from all days before.

    Args:
        conn: the store.
        site: the shop.
        now_ms: the instant that decides which day is today.
    """
    today = _today(site, now_ms)
    history = _history(conn, site, today)
    made = make_forecast(history) if history is not None else None
    if history is None or made is None:
        return Made(site.id, today.isoformat(), Said([], []), None)
    days = [(today + timedelta(days=n)).isoformat() for n in range(DAYS_AHEAD)]
    return Made(
        site.id, today.isoformat(), _said(made, days, learn_scatter(history, middle)), made.score
    )


def shop_forecast(conn: Connection, site: Site, now_ms: int) -> ShopForecast:
    """A shop's newest forecast, beside the days before it. Never makes one: that takes seconds."""
    today = _today(site, now_ms).isoformat()
    made = forecasts.newest(conn, [site.id]).get(site.id)
    said = made.said if made else Said([], [])
    country = site.country or country_of(site.timezone)
    days = [one for one in said.days if one.day >= today]
    counted = None if said.days else _counted_days(conn, site, now_ms)
    enough = counted is None or (made is None and counted >= LEAST_DAYS)
    return ShopForecast(
        site=site.code,
        site_name=site.name,
        made_day=made.made_day if made else None,
        country=country,
        before=_before(conn, site, today),
        days=days,
        hours=[one for one in said.hours if one.day >= today],
        holidays=_holidays(country, [one.day for one in days]),
        score=made.score if made else None,
        counted_days=None if enough else counted,
        waits=enough and not days,
    )


def shop_lines(conn: Connection, sites: Sequence[Site], now_ms: int) -> list[ShopLine]:
    """The stored forecasts of many shops in short."""
    found = forecasts.in_short(conn, [site.id for site in sites])
    lines = []
    for site in sites:
        made = found.get(site.id)
        tomorrow = (_today(site, now_ms) + timedelta(days=1)).isoformat()
        day = next((one for one in made.days if one.day == tomorrow), None) if made else None
        lines.append(ShopLine(site.code, site.name, day, made.score if made else None))
    return lines


def people_needed(visitors: float, visitors_for_each: int) -> int:
    """How many people serve so many visitors of an hour; one where anybody is expected."""
    return ceil(round(visitors, 6) / visitors_for_each) if visitors > 0 else 0


def _today(site: Site, now_ms: int) -> date:
    return datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(site.timezone)).date()


def _history(conn: Connection, site: Site, today: date) -> History | None:
    counted = _counted(conn, site, today - timedelta(days=HISTORY_DAYS), today)
    if not counted:
        return None
    first = date.fromisoformat(min(one.day for one in counted))
    hours = np.full(((today - first).days, HOURS), np.nan)
    for one in counted:
        hours[(date.fromisoformat(one.day) - first).days, one.hour] = one.entered
    country = site.country or country_of(site.timezone)
    years = range(first.year, (today + timedelta(days=DAYS_AHEAD)).year + 1)
    return History(first, hours, holiday_names(country, years) if country else {})


def _counted(conn: Connection, site: Site, first: date, end: date) -> list[CountedHour]:
    zone = ZoneInfo(site.timezone)
    start_ms, end_ms = (day_bounds_ms(zone, day.isoformat())[0] for day in (first, end))
    return forecasts.counted_hours(conn, site.id, site.timezone, start_ms, end_ms)


def _counted_days(conn: Connection, site: Site, now_ms: int) -> int:
    today = _today(site, now_ms)
    # A few more than needed: days that were not counted lie between.
    first = today - timedelta(days=4 * LEAST_DAYS)
    return len({one.day for one in _counted(conn, site, first, today)})


def _before(conn: Connection, site: Site, today: str) -> list[DayBefore]:
    end = date.fromisoformat(today)
    first = end - timedelta(days=SHOWN_BEFORE_DAYS)
    sums: dict[str, int] = {}
    for one in _counted(conn, site, first, end):
        sums[one.day] = sums.get(one.day, 0) + one.entered
    days = ((first + timedelta(days=n)).isoformat() for n in range(SHOWN_BEFORE_DAYS))
    return [DayBefore(day, sums.get(day)) for day in days]


def _said(made: Forecast, days: Sequence[str], scatter: Scatter | None) -> Said:
    totals = made.middle.sum(axis=1)
    return Said(
        [
            ExpectedDay(
                day, round(float(totals[n]), 1), int(made.day_low[n]), int(made.day_high[n])
            )
            for n, day in enumerate(days)
        ],
        [
            ExpectedHour(
                day, hour, round(float(made.middle[n, hour]), 1), int(made.low[n, hour]), high
            )
            for n, day in enumerate(days)
            for hour in range(HOURS)
            if (high := int(made.high[n, hour])) > 0
        ],
        scatter,
    )


def _holidays(country: str | None, days: Iterable[str]) -> dict[str, str]:
    wanted = set(days)
    if not country or not wanted:
        return {}
    names = holiday_names(country, {int(day[:4]) for day in wanted})
    return {day: name for day, name in names.items() if day in wanted}
