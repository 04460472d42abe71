"""Quiet hours: when nobody is to be told anything, by the shop's own clock."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import NamedTuple


class Quiet(NamedTuple):
    """From one time of day to another; over midnight where the first is the later one."""

    begins: time
    ends: time


def parse_quiet(begins: str, ends: str) -> Quiet | None:
    """Quiet hours as settings have them (`22:00`). None: there are none."""
    if not begins or not ends or begins == ends:
        return None
    return Quiet(time.fromisoformat(begins), time.fromisoformat(ends))


def told_at_ms(quiet: Quiet | None, zone: tzinfo, now_ms: int) -> int:
    """When something may be told that happens now: now, or at the end of the quiet hours."""
    if quiet is None:
        return now_ms
    local = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone)
    clock = local.time()
    if quiet.begins < quiet.ends:
        inside = quiet.begins <= clock < quiet.ends
    else:
        inside = clock >= quiet.begins or clock < quiet.ends
    if not inside:
        return now_ms
    day = local.date() if clock < quiet.ends else local.date() + timedelta(days=1)
    end = datetime.combine(day, quiet.ends, zone)
    # Where clocks are changed meanwhile, its end may be a little before now.
    return max(now_ms, round(end.timestamp() * 1000))
