"""Forecasts as they were made, and the counts that they are made from."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, delete, func, select

from hub.domain.calendar import local_time
from hub.domain.footfall_scatter import Scatter
from hub.domain.forecast_score import Score
from hub.domain.hour_sums import WHOLE_HOUR_SECONDS
from hub.domain.hours import clock_hour
from hub.store import upsert
from hub.store.schema import devices, footfall_hour, forecast

KEEP_DAYS: Final = 100
"""Long enough to look back on eight weeks of forecasts of two weeks."""


class ExpectedHour(NamedTuple):
    """Visitors of one hour of a shop's clock; `low` to `high` hold in 80 of 100 hours."""

    day: str
    hour: int
    expected: float
    low: int
    high: int


class ExpectedDay(NamedTuple):
    """Visitors of one local day (ISO date)."""

    day: str
    expected: float
    low: int
    high: int


class Said(msgspec.Struct, frozen=True):
    """What a forecast says. Hours in which nobody is expected are left out."""

    days: list[ExpectedDay]
    hours: list[ExpectedHour]
    scatter: Scatter | None = None
    """How far days were from such forecasts. None: too few days, or made before it was kept."""


class _SaidOfDays(msgspec.Struct, frozen=True):
    """The days of `Said`; its hours are not even looked at."""

    days: list[ExpectedDay]


class InShort(NamedTuple):
    """A forecast's days, for a list of many shops."""

    days: list[ExpectedDay]
    score: Score | None


class Made(NamedTuple):
    """A forecast of one shop. `said` without days: too little was counted to make one."""

    site_id: int
    made_day: str
    said: Said
    score: Score | None


class CountedHour(NamedTuple):
    """Who came in at one hour of the shop's clock, where a door line counted the whole hour."""

    day: str
    hour: int
    entered: int


def counted_hours(
    conn: Connection, site_id: int, timezone: str, start_ms: int, end_ms: int
) -> list[CountedHour]:
    """The hours of one shop that were counted; the two of an autumn night are one."""
    hour = footfall_hour.c
    query = (
        select(hour.hour_ms, func.sum(hour.entered))
        .join_from(devices, footfall_hour, hour.device_id == devices.c.id)
        .where(devices.c.site_id == site_id, hour.kind == "door")
        .where(hour.hour_ms >= start_ms, hour.hour_ms < end_ms)
        .group_by(hour.hour_ms)
        .having(func.max(hour.seconds) >= WHOLE_HOUR_SECONDS)
        .order_by(hour.hour_ms)
    )
    zone = ZoneInfo(timezone)
    found: dict[tuple[str, int], int] = {}
    for hour_ms, entered in conn.execute(query):
        key = (local_time(zone, hour_ms).day, clock_hour(zone, hour_ms).minutes // 60)
        found[key] = found.get(key, 0) + int(entered)
    return [CountedHour(*key, entered) for key, entered in found.items()]


def save(conn: Connection, made: Made, now_ms: int) -> None:
    """Keep a forecast; one that was made on the same day before stays."""
    row = {
        "site_id": made.site_id,
        "made_day": made.made_day,
        "made_ms": now_ms,
        "hours": msgspec.json.encode(made.said).decode(),
        "score": None if made.score is None else msgspec.json.encode(made.score).decode(),
    }
    upsert.ensure(conn, forecast, [row])


def forget(conn: Connection, before_day: str) -> None:
    """Delete forecasts that were made before a day."""
    conn.execute(delete(forecast).where(forecast.c.made_day < before_day))


def newest_days(conn: Connection) -> dict[int, str]:
    """The day of the newest forecast of each shop that has one."""
    query = select(forecast.c.site_id, func.max(forecast.c.made_day)).group_by(forecast.c.site_id)
    return {row[0]: row[1] for row in conn.execute(query)}


def newest(conn: Connection, site_ids: Sequence[int]) -> dict[int, Made]:
    """The newest forecast of each of these shops that has one."""
    found = (_made(*row) for row in _newest(conn, site_ids))
    return {made.site_id: made for made in found}


def in_short(conn: Connection, site_ids: Sequence[int]) -> dict[int, InShort]:
    """The same without hours, which are most of it."""
    return {
        row[0]: InShort(msgspec.json.decode(row[2], type=_SaidOfDays).days, _score(row[3]))
        for row in _newest(conn, site_ids)
    }


def _newest(conn: Connection, site_ids: Sequence[int]) -> list[tuple[int, str, str, str | None]]:
    """One short look at the key for each shop; to group by shop would read all that is kept."""
    found = (_last(conn, site_id) for site_id in site_ids)
    return [row for row in found if row is not None]


def _last(conn: Connection, site_id: int) -> tuple[int, str, str, str | None] | None:
    row = forecast.c
    query = (
        select(row.site_id, row.made_day, row.hours, row.score)
        .where(row.site_id == site_id)
        .order_by(row.made_day.desc())
        .limit(1)
    )
    found = conn.execute(query).first()
    return tuple(found) if found else None


def _made(site_id: int, made_day: str, said: str, score: str | None) -> Made:
    return Made(site_id, made_day, msgspec.json.decode(said, type=Said), _score(score))


def _score(stored: str | None) -> Score | None:
    return None if stored is None else msgspec.json.decode(stored, type=Score)
