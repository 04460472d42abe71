"""Hours of shops -> what blocks tell of them (`hub.domain.blocks.Part`)."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Final

import numpy as np

from hub.domain.blocks import Numbers, Part, added
from hub.domain.scale import is_happy

MAX_BUTTONS: Final = 6
WHOLE_HOUR_SECONDS: Final = 3000
"""A line has counted an hour when it counted 50 of its 60 minutes: a restart may fall into it."""
HOURS_A_WEEK: Final = 168
_DAY_KEYS: Final = 2 * 24 * 60
HAPPY: Final = np.array(
    [[is_happy(button, of) for button in range(1, MAX_BUTTONS + 1)] for of in range(2, 7)]
)
"""By scale, from 2, and button."""
PRESS_COLUMNS: Final = 3 + 2 * MAX_BUTTONS
"""Shop, hour (ms), scale; `n1`..`n6`, `p1`..`p6`."""
FLOW_COLUMNS: Final = 12
"""Shop, hour (ms); what `Flow` has, of door lines; how many door lines counted the hour wholly;
passers-by; seconds that street lines counted."""
_LINES: Final = 9
_CACHED_HOURS: Final = 65_536
"""Seven years of one zone."""


def week_key(weekday: int, minutes: int, again: bool) -> int:
    """An hour of the week by the clock's hands: Monday is 0, `again` as in `ClockHour`."""
    return weekday * _DAY_KEYS + 2 * minutes + again


def week_place(key: int) -> tuple[int, int, bool]:
    """The opposite: weekday, minutes from midnight, `again`."""
    weekday, rest = divmod(key, _DAY_KEYS)
    return weekday, rest // 2, bool(rest % 2)


def hour_sums(
    zone: tzinfo, presses: Numbers, flows: Numbers, parts: Collection[Part]
) -> dict[Part, Numbers]:
    """Parts of all blocks: shop, ordinal of the local day, then the part's own columns.

    Args:
        zone: of these shops.
        presses: a row for each shop, hour and scale, as `PRESS_COLUMNS` says; empty where no part
            needs it.
        flows: a row for each shop and hour, as `FLOW_COLUMNS` says; likewise.
        parts: what is wanted.
    """
    press_at, flow_at = _places(zone, presses[:, 1]), _places(zone, flows[:, 1])
    pressed = (presses[:, :1], press_at, presses[:, 2:])
    door = (flows[:, :1], flow_at, flows[:, 2:_LINES])
    makers: dict[Part, Callable[[], Numbers]] = {
        Part.PRESS_WEEK: lambda: added(np.hstack(pressed), 4),
        Part.PRESS_DAY: lambda: added(_by_day(*pressed), 4),
        Part.FLOW_WEEK: lambda: added(np.hstack(door), 3),
        Part.FLOW_DAY: lambda: added(_by_day(*door), 3),
        Part.COUNTED: lambda: _counted(presses, flows, flow_at),
        Part.CAPTURED: lambda: _captured(flows, flow_at),
    }
    return {part: makers[part]() for part in parts}


def _by_day(shops: Numbers, places: Numbers, numbers: Numbers) -> Numbers:
    return np.hstack([shops, places[:, [0, 0]], numbers])


def _places(zone: tzinfo, hours_ms: Numbers) -> Numbers:
    """Ordinal of the local day and hour of the week of each."""
    known, where = np.unique(hours_ms, return_inverse=True)
    places = np.array([_place(zone, int(one)) for one in known], np.int64).reshape(-1, 2)
    return places[where]


@lru_cache(maxsize=_CACHED_HOURS)
def _place(zone: tzinfo, hour_ms: int) -> tuple[int, int]:
    local = datetime.fromtimestamp(hour_ms / 1000, UTC).astimezone(zone)
    minutes = local.hour * 60 + local.minute
    return local.date().toordinal(), week_key(local.weekday(), minutes, bool(local.fold))


def _counted(presses: Numbers, flows: Numbers, flow_at: Numbers) -> Numbers:
    whole = flows[:, _LINES] > 0
    rows, at = flows[whole], flow_at[whole]
    weekday, minutes = at[:, 1] // _DAY_KEYS, at[:, 1] % _DAY_KEYS // 2
    week_hour = weekday * 24 + minutes // 60
    hours = np.ones(len(rows), np.int64)
    answers = _answers(presses, rows[:, :2])
    columns = [rows[:, 0], at[:, 0], week_hour, rows[:, _LINES], hours, rows[:, 2], answers]
    return added(np.column_stack(columns), 4)


def _answers(presses: Numbers, hours: Numbers) -> Numbers:
    """Presses and happy ones of these shops and hours, and both without what looks like play."""
    happy = HAPPY[presses[:, 2] - 2]
    every = presses[:, 3 : 3 + MAX_BUTTONS]
    meant = every - presses[:, 3 + MAX_BUTTONS :]
    told = [every.sum(axis=1), (every * happy).sum(axis=1)]
    told += [meant.sum(axis=1), (meant * happy).sum(axis=1)]
    by_hour = added(np.column_stack([presses[:, :2], *told]), 2)
    found = np.zeros((len(hours), 4), np.int64)
    if len(by_hour):
        known, wanted = _code(by_hour), _code(hours)
        at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        there = known[at] == wanted
        found[there] = by_hour[at[there], 2:]
    return found


def _code(hours: Numbers) -> Numbers:
    # Hours begin on minutes, of which there are fewer than 2^31 until the year 6053.
    return (hours[:, 0] << 31) + hours[:, 1] // 60_000


def _captured(flows: Numbers, flow_at: Numbers) -> Numbers:
    both = (flows[:, 4] > 0) & (flows[:, 11] > 0)
    rows = flows[both]
    none, hours = np.zeros(len(rows), np.int64), np.ones(len(rows), np.int64)
    columns = [rows[:, 0], flow_at[both, 0], none, hours, rows[:, 2], rows[:, 10]]
    return added(np.column_stack(columns), 3)


def day_of(ordinal: int) -> str:
    """The ISO date of a day."""
    return date.fromordinal(ordinal).isoformat()
