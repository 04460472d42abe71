"""Looking at the people: queues that are too long, kiosks nobody presses, footfall far off."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.alerts import Finding, Kind, Known
from hub.domain.calendar import day_bounds_ms, local_time
from hub.domain.footfall_watch import far
from hub.domain.lengths import HOUR_MS, MINUTE_MS
from hub.domain.silence import missing, too_many
from hub.store import alerts, forecasts
from hub.store.alert_queries import queues, quiet_kiosks, visitors_by_hour, visitors_since
from hub.store.press_watches import watches
from hub.store.sites import Site, list_sites
from hub.work.job import Context

CROWD: Final[tuple[Kind, ...]] = ("queue", "silent", "footfall")
_LATE_MINUTES: Final = 2
"""A window of a minute is stored some seconds after its end."""
_WATCHED_SHARE: Final = 0.7
"""A queue must have been looked at for so much of the time."""
_QUIET_MS: Final = 5 * MINUTE_MS
"""A shorter silence is never told."""
_HOUR_COUNTED_SECONDS: Final = 3_000


class _Hour(NamedTuple):
    """One finished hour: beginning, visitors."""

    hour_ms: int
    entered: int


def look_at_people(conn: Connection, context: Context, _known: Sequence[Known]) -> list[Finding]:
    """All of them."""
    sites = {site.id: site for site in list_sites(conn)}
    return [
        *_long_queues(conn, context),
        *_silent_kiosks(conn, context, sites),
        *_strange_footfall(conn, context, sites),
    ]


def _long_queues(conn: Connection, context: Context) -> list[Finding]:
    settings = context.settings.alerts
    if not settings.queue_people:
        return []
    minutes = settings.queue_minutes + _LATE_MINUTES
    found = []
    for one in queues(conn, context.now_ms - minutes * MINUTE_MS):
        people = one.occupancy_ms / (1000 * one.seconds) if one.seconds else 0.0
        watched = one.seconds >= _WATCHED_SHARE * 60 * settings.queue_minutes
        if watched and people >= settings.queue_people:
            facts = {"zone": one.zone, "people": round(people, 1)}
            subject = f"{one.device} {one.zone}"
            minutes_facts = {"device": one.device, "minutes": settings.queue_minutes}
            found.append(Finding("queue", one.site_id, subject, facts | minutes_facts))
    return found


def _silent_kiosks(conn: Connection, context: Context, sites: Mapping[int, Site]) -> list[Finding]:
    kiosks = quiet_kiosks(conn, context.now_ms - _QUIET_MS)
    learned = watches(conn, {one.site_id for one in kiosks})
    found = []
    for one in kiosks:
        watch = learned.get(one.site_id)
        habit = watch.learned.kiosks.get(one.device_id) if watch else None
        if habit is None:
            continue
        zone = ZoneInfo(sites[one.site_id].timezone)
        next_hour_ms = local_time(zone, one.last_event_ms + HOUR_MS).hour_ms
        visitors = visitors_since(conn, one.site_id, one.last_event_ms, next_hour_ms)
        # As good as drawn by chance, and the same at each look.
        luck = one.last_event_ms % 1000 / 1000
        if visitors >= too_many(habit, context.settings.alerts.false_alarms_a_month, luck):
            absent = round(missing(habit, visitors))
            facts = {"device": one.name, "visitors": visitors, "missing": absent}
            found.append(Finding("silent", one.site_id, one.name, facts))
    return found


def _strange_footfall(
    conn: Connection, context: Context, sites: Mapping[int, Site]
) -> list[Finding]:
    """Against the forecast of the day; what was strange in the morning may be made up for by noon.

    A shop whose camera has trouble is left out: one cause, one alert.
    """
    trouble = {one.site_id for one in alerts.not_over(conn, ("offline", "deaf", "camera"))}
    site_ids = [site_id for site_id in sites if site_id not in trouble]
    if None in trouble:
        return []
    hours = _finished_hours(conn, context, [sites[site_id] for site_id in site_ids])
    made = forecasts.newest(conn, site_ids)
    found = []
    for site_id, finished in hours.items():
        if site_id in made:
            said = _far(made[site_id].said, sites[site_id], finished, context)
            if said is not None:
                found.append(said)
    return found


def _far(
    said: forecasts.Said, site: Site, finished: Sequence[_Hour], context: Context
) -> Finding | None:
    if said.scatter is None:
        return None
    zone = ZoneInfo(site.timezone)
    today = local_time(zone, context.now_ms).day
    expected = {one.hour: one.expected for one in said.hours if one.day == today}
    clock = {one.hour_ms: _hour_of(zone, one.hour_ms) for one in finished}
    over = [one for one in finished if clock[one.hour_ms] in expected]
    alarm = far(
        sum(one.entered for one in over),
        [expected[clock[one.hour_ms]] for one in over],
        list(expected.values()),
        said.scatter,
        context.settings.alerts.false_alarms_a_month,
    )
    if alarm is None:
        return None
    until = max(clock[one.hour_ms] for one in over) + 1
    facts = {"day": today, "until": f"{until:02d}:00", **alarm._asdict()}
    return Finding("footfall", site.id, today, facts)


def _finished_hours(
    conn: Connection, context: Context, sites: Sequence[Site]
) -> dict[int, list[_Hour]]:
    """Today's hours that are over and were counted, of shops where there are some."""
    by_zone: defaultdict[str, list[int]] = defaultdict(list)
    for site in sites:
        by_zone[site.timezone].append(site.id)
    found: defaultdict[int, list[_Hour]] = defaultdict(list)
    for name, site_ids in by_zone.items():
        zone = ZoneInfo(name)
        start_ms = day_bounds_ms(zone, local_time(zone, context.now_ms).day)[0]
        end_ms = local_time(zone, context.now_ms - _LATE_MINUTES * MINUTE_MS).hour_ms
        for site_id, hour_ms, entered, seconds in visitors_by_hour(
            conn, site_ids, start_ms, end_ms
        ):
            if seconds >= _HOUR_COUNTED_SECONDS:
                found[site_id].append(_Hour(hour_ms, entered))
    return found


def _hour_of(zone: ZoneInfo, at_ms: int) -> int:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).hour
