"""Hearing the presses: the test at each shop goes on with those that came since."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.alerts.learning import week_hour
from hub.alerts.rounds import look_round
from hub.domain.alerts import Finding, Kind, Known
from hub.domain.lengths import HOUR_MS
from hub.domain.press_course import Course, hear
from hub.domain.scale import is_unhappy
from hub.store.engine import writing
from hub.store.press_watches import (
    Heard,
    Watch,
    around,
    next_presses,
    note_courses,
    raised,
    watches,
)
from hub.store.sites import Site, list_sites
from hub.work.job import Context

PRESSES: Final[tuple[Kind, ...]] = ("presses",)
_AT_ONCE: Final = 5_000
_OLD_MS: Final = 2 * HOUR_MS
"""What a kiosk kept for longer while it was offline is history: nobody can act on it any more."""
SHOWN_MS: Final = 2 * HOUR_MS
"""The alert tells the presses of so long before the alarm."""


def hear_presses(context: Context) -> None:
    """Hear what came, and tell where it is too much or over."""
    hear_new(context)
    look_round(context, PRESSES, look_for_unhappy)


def hear_new(context: Context) -> None:
    """Go on with the test at every shop that has new presses."""
    heard_all = False
    while not heard_all:
        with writing(context.engine) as conn:
            new = next_presses(conn, _AT_ONCE)
            heard_all = len(new) < _AT_ONCE
            by_site: defaultdict[int, list[Heard]] = defaultdict(list)
            for one in new:
                if not one.play and one.at_ms > context.now_ms - _OLD_MS:
                    by_site[one.site_id].append(one)
            if by_site:
                sites = {site.id: site for site in list_sites(conn)}
                known = watches(conn, list(by_site))
                note_courses(
                    conn,
                    {
                        site_id: _course(known[site_id], sites[site_id], heard)
                        for site_id, heard in by_site.items()
                        if site_id in known
                    },
                )


def look_for_unhappy(conn: Connection, _context: Context, known: Sequence[Known]) -> list[Finding]:
    """Shops in which too many presses are unhappy. What an alert says stays as it was first."""
    facts = {one.site_id: one.facts for one in known}
    sites = {site.id: site for site in list_sites(conn)}
    shops = raised(conn)
    learned = watches(conn, shops)
    return [
        Finding(
            "presses",
            site_id,
            "presses",
            facts.get(site_id) or _facts(conn, sites[site_id], learned[site_id]),
        )
        for site_id in shops
    ]


def _course(watch: Watch, site: Site, heard: list[Heard]) -> Course:
    course, learned = watch.course, watch.learned
    if learned.threshold is None:
        return Course()
    zone = ZoneInfo(site.timezone)
    for one in sorted(heard, key=lambda press: press.at_ms):
        usual = learned.usual.share(week_hour(zone, one.at_ms))
        unhappy = is_unhappy(one.button, one.scale)
        course = hear(course, usual, learned.threshold, one.at_ms, unhappy=unhappy)
    return course


def _facts(conn: Connection, site: Site, watch: Watch) -> dict[str, object]:
    at_ms = watch.course.raised_ms or 0
    zone = ZoneInfo(site.timezone)
    meant = [one for one in around(conn, site.id, at_ms - SHOWN_MS, at_ms) if not one.play]
    usual = sum(watch.learned.usual.share(week_hour(zone, one.at_ms)) for one in meant)
    return {
        "at_ms": at_ms,
        "presses": len(meant),
        "unhappy": sum(is_unhappy(one.button, one.scale) for one in meant),
        "usual_percent": round(100 * usual / len(meant)) if meant else 0,
    }
