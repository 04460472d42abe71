"""Learning once a day what is usual at each shop: unhappy presses, how kiosks are used."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.alert_test import learn
from hub.domain.calendar import day_bounds_ms
from hub.domain.hours import weekday
from hub.domain.lengths import DAY_MS
from hub.domain.press_course import course_threshold
from hub.domain.scale import is_unhappy
from hub.domain.score import ButtonRow
from hub.domain.shrinkage import Count
from hub.domain.silence import Habit, learn_habit, silences
from hub.store.alert_queries import door_windows, press_times, presses_by_hour
from hub.store.engine import reading, writing
from hub.store.press_watches import Learned, learned_for, note_learned
from hub.store.sites import Site, list_sites
from hub.work.job import Context

WEEKS: Final = 8
LEAST_WEEKS: Final = 2.0
LEAST_PRESSES: Final = 50
"""With less history the test says nothing yet."""
_WEEK_MS: Final = 7 * DAY_MS


def learn_usual(context: Context) -> None:
    """Learn anew at every shop whose day has changed since, or the allowed false alarms have."""
    allowed = context.settings.alerts.false_alarms_a_month
    with reading(context.engine) as conn:
        sites, known = list_sites(conn), learned_for(conn)
    for site in sites:
        day = _yesterday(site, context.now_ms)
        if known.get(site.id) == (day, allowed):
            continue
        context.alive()
        with reading(context.engine) as conn:
            learned = learn_site(conn, site, day, allowed)
        with writing(context.engine) as conn:
            note_learned(conn, site.id, learned)


def learn_site(conn: Connection, site: Site, last_day: str, alarms_a_month: float) -> Learned:
    """What was usual at a shop until the end of a day."""
    zone = ZoneInfo(site.timezone)
    first = date.fromisoformat(last_day) - timedelta(weeks=WEEKS) + timedelta(days=1)
    from_ms, until_ms = day_bounds_ms(zone, first.isoformat())[0], day_bounds_ms(zone, last_day)[1]
    rows = presses_by_hour(conn, site.id, from_ms, until_ms)
    # A shop that opened three weeks ago has three weeks, not eight with five empty ones.
    weeks = (until_ms - rows[0][0]) / _WEEK_MS if rows else 0.0
    usual = learn(_counts(rows, zone), max(weeks, LEAST_WEEKS))
    enough = weeks >= LEAST_WEEKS and usual.presses * weeks * 7 / 30 >= LEAST_PRESSES
    return Learned(
        last_day,
        usual,
        course_threshold(usual, alarms_a_month) if enough else None,
        alarms_a_month,
        _habits(conn, site.id, (from_ms, until_ms)),
    )


def _counts(rows: Sequence[tuple[int, ButtonRow]], zone: ZoneInfo) -> dict[int, Count]:
    """Unhappy presses and all, by hour of the week, without those that look like play."""
    unhappy: Counter[int] = Counter()
    presses: Counter[int] = Counter()
    for hour_ms, row in rows:
        hour = week_hour(zone, hour_ms)
        for button in range(1, row.of + 1):
            meant = row.presses[button - 1] - row.play[button - 1]
            presses[hour] += meant
            unhappy[hour] += meant if is_unhappy(button, row.of) else 0
    return {hour: Count(unhappy[hour], presses[hour]) for hour in presses}


def week_hour(zone: ZoneInfo, at_ms: int) -> int:
    """Hours since Monday's midnight on the shop's clock, 0 to 167."""
    local = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)
    return 24 * weekday(zone, at_ms) + local.hour


def _habits(conn: Connection, site_id: int, span_ms: tuple[int, int]) -> Mapping[int, Habit]:
    """How long the kiosks of a shop are silent, each since its first press."""
    windows = door_windows(conn, site_id, *span_ms)
    if not windows.entered:
        return {}
    found = {}
    for device_id, pressed_ms in press_times(conn, site_id, *span_ms).items():
        # It may be newer than the camera, or the camera newer than the kiosk.
        since_ms = max(pressed_ms[0], min(windows.begin_ms))
        seen = windows.since(since_ms)
        lengths = silences([at_ms for at_ms in pressed_ms if at_ms >= since_ms], seen)
        days = (span_ms[1] - since_ms) / DAY_MS
        habit = learn_habit(lengths, sum(seen.entered), days)
        if habit is not None:
            found[device_id] = habit
    return found


def _yesterday(site: Site, now_ms: int) -> str:
    local = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(site.timezone))
    return (local.date() - timedelta(days=1)).isoformat()
