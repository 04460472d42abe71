"""A shop's day is over: its figures, for those who subscribed to them."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from hub.domain.intervals import Proportion
from hub.domain.occurrence import Kind, Occurrence
from hub.domain.periods import parse_period
from hub.domain.score import Estimate
from hub.figures.footfall import footfall
from hub.figures.satisfaction import satisfaction
from hub.figures.selection import choose
from hub.machines.events import tell
from hub.store.days_told import days_told, note_day_told
from hub.store.engine import reading, writing
from hub.store.sites import Site, list_sites
from hub.store.webhooks import list_webhooks
from hub.work.job import Context

GRACE_MINUTES: Final = 15
"""After midnight: what a device sent in the last minutes of the day has come by then."""
_MOST_DAYS: Final = 7
"""After a longer silence only the newest are told."""


def close_days(context: Context) -> None:
    """Tell subscribers the figures of each shop's days that are over."""
    with reading(context.engine) as conn:
        if not any(Kind.DAY_CLOSED in hook.kinds for hook in list_webhooks(conn)):
            return
        sites, told = list_sites(conn), days_told(conn)
    for site in sites:
        context.alive()
        for day in days_due(told.get(site.id), site.timezone, context.now_ms):
            with writing(context.engine) as conn:
                key = f"day {site.code} {day}"
                data = figures_of(conn, site, day, context.now_ms)
                tell(
                    conn, Occurrence(Kind.DAY_CLOSED, key, site.id, site.code, data), context.now_ms
                )
                note_day_told(conn, site.id, day)


def days_due(told: str | None, timezone: str, now_ms: int) -> list[str]:
    """The local days that are over and not told yet, oldest first.

    Args:
        told: the last one that was told. None: none ever was; then yesterday is the first.
        timezone: of the shop.
        now_ms: this instant.
    """
    now = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(timezone))
    newest = (now - timedelta(minutes=GRACE_MINUTES)).date() - timedelta(days=1)
    first = date.fromisoformat(told) + timedelta(days=1) if told else newest
    first = max(first, newest - timedelta(days=_MOST_DAYS - 1))
    return [(first + timedelta(days=n)).isoformat() for n in range((newest - first).days + 1)]


def figures_of(conn: Connection, site: Site, day: str, now_ms: int) -> dict[str, Any]:
    """What is told of a day."""
    chosen = choose(
        conn, period=parse_period("range", day, day), now_ms=now_ms, site_code=site.code
    )
    pressed, passed = satisfaction(conn, chosen).score, footfall(conn, chosen).total
    return {
        "day": day,
        "timezone": site.timezone,
        "presses": pressed.presses,
        "happy_share": _estimate(pressed.happy_share),
        "index": _estimate(pressed.index),
        "entered": passed.entered,
        "left": passed.left,
    }


def _estimate(found: Estimate | Proportion) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(found)
    return made
