"""Hours of the week by arithmetic, so that a database can group by them.

An instant's local hour is that of UTC, shifted by an offset which changes twice a year at most in
nearly all zones. Between two changes, shop time is a sum; `steady` finds those stretches.
"""

from datetime import UTC, datetime, tzinfo
from typing import Final, NamedTuple

from hub.domain.lengths import DAY_MS, HOUR_MS, MINUTE_MS

HOURS_A_WEEK: Final = 168
MONDAY_SHIFT_HOURS: Final = 72
"""1 January 1970 was a Thursday: three days after a Monday."""


class Stretch(NamedTuple):
    """From start to before end the shop's clock shows UTC plus the offset."""

    start_ms: int
    end_ms: int
    offset_ms: int


def steady(zone: tzinfo, start_ms: int, end_ms: int) -> list[Stretch]:
    """Cut a span where the clocks are changed. Changes lie on minutes, and days apart.

    Args:
        zone: the shop's.
        start_ms: a whole minute.
        end_ms: a whole minute, not before the start.
    """
    stretches: list[Stretch] = []
    begins = at = start_ms
    while at < end_ms:
        then = min(at + DAY_MS, end_ms)
        if _offset_ms(zone, then) != _offset_ms(zone, at):
            change = _change_ms(zone, at, then)
            stretches.append(Stretch(begins, change, _offset_ms(zone, at)))
            begins = change
        at = then
    if begins < end_ms:
        stretches.append(Stretch(begins, end_ms, _offset_ms(zone, begins)))
    return stretches


def week_hour(hour_ms: int, offset_ms: int) -> int:
    """Hours since Monday's midnight on the shop's clock, 0 to 167."""
    return ((hour_ms + offset_ms) // HOUR_MS + MONDAY_SHIFT_HOURS) % HOURS_A_WEEK


def _change_ms(zone: tzinfo, before_ms: int, after_ms: int) -> int:
    """The first minute with the later offset, by halving."""
    first, last = before_ms // MINUTE_MS, after_ms // MINUTE_MS
    later = _offset_ms(zone, after_ms)
    while last - first > 1:
        middle = (first + last) // 2
        if _offset_ms(zone, middle * MINUTE_MS) == later:
            last = middle
        else:
            first = middle
    return last * MINUTE_MS


def _offset_ms(zone: tzinfo, at_ms: int) -> int:
    offset = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).utcoffset()
    return round(offset.total_seconds() * 1000) if offset is not None else 0
