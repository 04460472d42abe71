"""An outcome of each shop in each week, for experiments."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from statistics import median
from typing import Final, Literal
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from hub.domain.blocks import Numbers, added
from hub.domain.expression_shares import Sums, total
from hub.domain.hour_sums import HAPPY, MAX_BUTTONS
from hub.domain.periods import RANGE, Period, Slice, span
from hub.domain.shop_weeks import Cells
from hub.domain.text import N_
from hub.store import (
    expression_queries,
    footfall_queries,
    press_queries,
    sales_queries,
    zone_queries,
)
from hub.store.device_queries import list_devices
from hub.store.expression_queries import Method
from hub.store.sites import Site

WEEK_DAYS: Final = 7
Unit = Literal["share", "ratio", "seconds"]
"""`share`: 0 to 1. `ratio`: a logarithm, whose differences are shown as percentages."""
Week = dict[int, tuple[float, float]]
"""By shop: a value, and how many people it is the mean of."""
Reader = Callable[[Connection, Sequence[Slice], Mapping[int, int]], Week]
"""Reads one week; the last argument gives the shop of each device."""
DayReader = Callable[[Connection, Sequence[Slice]], Numbers]
"""Reads all weeks: shop, ordinal of the day, a part, and the whole that it is a part of."""
_LEAST_COUNTED: Final = 0.8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change may change."""

    title: str
    unit: Unit


EXPRESSION: Final = "expression"
FOOTFALL: Final = "footfall"
OUTCOMES: Final[Mapping[str, Outcome]] = {
    "satisfaction": Outcome(N_("Share of happy presses"), "share"),
    FOOTFALL: Outcome(N_("Visitors"), "ratio"),
    "dwell": Outcome(N_("Mean dwell time in zones"), "seconds"),
    "capture": Outcome(N_("Capture rate"), "share"),
    "conversion": Outcome(N_("Conversion"), "share"),
    EXPRESSION: Outcome(N_("Share of positive expressions"), "share"),
}


def shop_weeks(
    conn: Connection, sites: Sequence[Site], outcome: str, first_day: str, weeks: Sequence[int]
) -> Cells:
    """An outcome by shop and week.

    Args:
        conn: the store.
        sites: the shops.
        outcome: a key of `OUTCOMES`.
        first_day: ISO date of the first day of week 0.
        weeks: which, without gaps.
    """
    if outcome == EXPRESSION:
        return _expressions(conn, sites, first_day, weeks)
    if outcome in _OF_DAYS:
        return _from_days(conn, sites, outcome, first_day, weeks)
    shop_of = {device.id: device.site_id for device in list_devices(conn)}
    cells: Cells = defaultdict(dict)
    for week in weeks:
        slices = _slices(sites, first_day, week, week)
        for shop, value in _OF_WEEKS[outcome](conn, slices, shop_of).items():
            cells[shop][week] = value
    return dict(cells)


def week_day(first_day: str, week: int) -> str:
    """The first day of a week."""
    return (date.fromisoformat(first_day) + timedelta(days=WEEK_DAYS * week)).isoformat()


def _from_days(
    conn: Connection, sites: Sequence[Site], outcome: str, first_day: str, weeks: Sequence[int]
) -> Cells:
    """All weeks at once: sums of days lie ready to be read together."""
    if not weeks:
        return {}
    days = _OF_DAYS[outcome](conn, _slices(sites, first_day, weeks[0], weeks[-1]))
    days[:, 1] = (days[:, 1] - date.fromisoformat(first_day).toordinal()) // WEEK_DAYS
    cells: Cells = defaultdict(dict)
    for shop, week, part, whole in added(days, 2).tolist():
        if outcome == FOOTFALL and part:
            # Logarithms, so that an effect is a percentage in small shops and large ones. The
            # weight is the time that was counted, which is alike in all weeks.
            cells[shop][week] = (log(part), whole)
        elif outcome != FOOTFALL and whole:
            cells[shop][week] = (part / whole, whole)
    return _without_gaps(cells) if outcome == FOOTFALL else dict(cells)


def _pressed(conn: Connection, slices: Sequence[Slice]) -> Numbers:
    """Happy presses and all of them, without those that look like play."""
    days = press_queries.by_shop_and_day(conn, slices)
    meant = days[:, 3 : 3 + MAX_BUTTONS] - days[:, 3 + MAX_BUTTONS :]
    happy = meant * HAPPY[days[:, 2] - 2]
    return np.column_stack([days[:, :2], happy.sum(axis=1), meant.sum(axis=1)])


def _came(conn: Connection, slices: Sequence[Slice]) -> Numbers:
    """Who came in, and for how many seconds they were counted."""
    return footfall_queries.by_shop_and_day(conn, slices)[:, [0, 1, 2, 4]]


def _sold(conn: Connection, slices: Sequence[Slice]) -> Numbers:
    """Transactions and visitors."""
    return sales_queries.counted_by_shop_and_day(conn, slices)[:, [0, 1, 3, 4]]


def _dwell(conn: Connection, slices: Sequence[Slice], shop_of: Mapping[int, int]) -> Week:
    seconds: defaultdict[int, float] = defaultdict(float)
    visits: defaultdict[int, int] = defaultdict(int)
    for row in zone_queries.by_zone(conn, slices):
        if row.kind == "area":
            seconds[shop_of[row.device_id]] += row.stays.dwell_ms / 1000
            visits[shop_of[row.device_id]] += row.stays.visits
    return {shop: (seconds[shop] / number, number) for shop, number in visits.items() if number}


def _capture(conn: Connection, slices: Sequence[Slice], _shop_of: Mapping[int, int]) -> Week:
    found = footfall_queries.captured(conn, slices)
    return {
        one.site_id: (one.entered / one.passed, one.passed)
        for one in found
        if 0 < one.passed >= one.entered
    }


_OF_WEEKS: Final[Mapping[str, Reader]] = {"dwell": _dwell, "capture": _capture}
_OF_DAYS: Final[Mapping[str, DayReader]] = {
    "satisfaction": _pressed,
    FOOTFALL: _came,
    "conversion": _sold,
}


def _without_gaps(cells: Cells) -> Cells:
    """Without weeks in which a shop's doors were counted for much less time than usually."""
    found: Cells = {}
    for shop, weeks in cells.items():
        usual = median(seconds for _, seconds in weeks.values())
        found[shop] = {
            week: value for week, value in weeks.items() if value[1] >= _LEAST_COUNTED * usual
        }
    return found


def _expressions(
    conn: Connection, sites: Sequence[Site], first_day: str, weeks: Sequence[int]
) -> Cells:
    """Corrected shares of one calibration: the one that read the most visitors.

    A group of visitors counts in the week in which it began.
    """
    found: defaultdict[Method, defaultdict[tuple[int, int], list[Sums]]]
    found = defaultdict(lambda: defaultdict(list))
    for week in weeks:
        for one in expression_queries.by_zone(conn, _slices(sites, first_day, week, week)):
            if one.method.corrected:
                found[one.method][one.site_id, week].append(one.sums)
    every = list(found.values())
    main = max(every, key=_visitors) if every else {}
    cells: Cells = defaultdict(dict)
    for (shop, week), parts in main.items():
        sums = total(parts)
        if sums.visitors:
            cells[shop][week] = (sums.linear.positive, sums.visitors)
    return dict(cells)


def _visitors(found: Mapping[tuple[int, int], Sequence[Sums]]) -> int:
    return sum(one.visitors for parts in found.values() for one in parts)


def _slices(sites: Sequence[Site], first_day: str, first: int, last: int) -> list[Slice]:
    zones: defaultdict[str, list[int]] = defaultdict(list)
    for site in sites:
        zones[site.timezone].append(site.id)
    start = date.fromisoformat(week_day(first_day, first))
    end = date.fromisoformat(week_day(first_day, last + 1)) - timedelta(days=1)
    period = Period(RANGE, start, end)
    return [
        Slice(zone, tuple(ids), span(period, ZoneInfo(zone), 0))
        for zone, ids in sorted(zones.items())
    ]
