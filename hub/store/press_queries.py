"""Presses as the pages need them. Reads sums only, so a page costs what it shows."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, select

from hub.domain.blocks import KEYS, WIDTHS, Numbers, Part, added
from hub.domain.calendar import day_bounds_ms
from hub.domain.hour_sums import PRESS_COLUMNS, day_of, week_place
from hub.domain.periods import Slice
from hub.domain.score import ButtonRow
from hub.store import block_queries, spans, table_folds
from hub.store.among import among
from hub.store.finished import Days
from hub.store.folded import Source, folded
from hub.store.hours import Hours, presses, sums_of
from hub.store.schema import MAX_BUTTONS, devices, press_day, press_month

_BUTTONS: Final = tuple(
    f"{kind}{button}" for kind in ("n", "p") for button in range(1, MAX_BUTTONS + 1)
)
_STREAM: Final = spans.Stream(press_day, press_month, ("device_id", "scale"), _BUTTONS)


class DayPresses(NamedTuple):
    """Presses of one local day (ISO date), or of one month (`2026-03`)."""

    day: str
    buttons: ButtonRow


class DevicePresses(NamedTuple):
    """Presses of one kiosk."""

    device_id: int
    buttons: ButtonRow


class HourPresses(NamedTuple):
    """Presses of one local hour, named by the instant it begins."""

    timezone: str
    hour_ms: int
    buttons: ButtonRow


class WeekPresses(NamedTuple):
    """Presses of one hour of the week, summed over the weeks. Monday is 0."""

    weekday: int
    hour: int
    buttons: ButtonRow


def by_day(
    conn: Connection, slices: Sequence[Slice], device_id: int | None = None
) -> list[DayPresses]:
    """Presses of each day on which there were some, by number of buttons (and time zone)."""
    if device_id is None:
        found = block_queries.together(conn, Part.PRESS_DAY, slices).tolist()
        return [DayPresses(day_of(day), _buttons(row)) for day, *row in found]
    day = press_day.c
    rows = []
    for one in slices:
        query = (
            select(day.day, day.scale, *(day[name] for name in _BUTTONS))
            .join_from(devices, press_day, day.device_id == devices.c.id)
            .where(devices.c.id == device_id, among(conn, devices.c.site_id, one.site_ids))
            .where(day.day.between(one.span.first_day, one.span.last_day))
            .order_by(day.day, day.scale)
        )
        rows += [DayPresses(row[0], _buttons(row[1:])) for row in conn.execute(query)]
    return rows


def by_shop_and_day(conn: Connection, slices: Sequence[Slice]) -> Numbers:
    """Shop, ordinal of the day, scale; `n1`..`n6`, `p1`..`p6`: a row for each with presses."""
    return block_queries.by_shop(conn, Part.PRESS_DAY, slices)


def by_month(
    conn: Connection, slices: Sequence[Slice], device_id: int | None = None
) -> list[DayPresses]:
    """The same by month: for spans of which nobody can look at each day."""
    return [
        DayPresses(row[0], _buttons(row[1:]))
        for one in slices
        for row in spans.by_month(conn, _STREAM, one, device_id=device_id)
    ]


def by_device(
    conn: Connection, slices: Sequence[Slice], device_id: int | None = None
) -> list[DevicePresses]:
    """Presses of each kiosk that had some, one row for each number of buttons."""
    return [
        DevicePresses(row[0], _buttons(row[1:]))
        for one in slices
        for row in spans.by_key(conn, _STREAM, one, device_id=device_id)
    ]


def by_hour(conn: Connection, slices: Sequence[Slice]) -> list[HourPresses]:
    """Presses of each hour in which there were some, by number of buttons. For a day or two."""
    return [
        HourPresses(one.timezone, hour_ms, _buttons(row))
        for one in slices
        for hour_ms, *row in _hours(conn, one).tolist()
    ]


def _hours(conn: Connection, one: Slice) -> Numbers:
    """Hour (ms), scale; `n1`..`n6`, `p1`..`p6`, over all shops."""
    read = partial(_read_hours, conn)
    source = Source("press hours", partial(read, are_stale=False), partial(read, are_stale=True))
    return folded(conn, source, one, table_folds.summed(PRESS_COLUMNS - 1, 2))


def _read_hours(
    conn: Connection, one: Slice, stale: Days, *, are_stale: bool
) -> Mapping[int, bytes]:
    numbers = presses(
        conn, Hours(tuple(sorted(one.site_ids)), one.span.start_ms, one.span.end_ms, None)
    )
    found = np.zeros(len(numbers), np.bool_)
    for day in {day for _, day in stale}:
        start_ms, end_ms = day_bounds_ms(ZoneInfo(one.timezone), day)
        within = (numbers[:, 1] >= start_ms) & (numbers[:, 1] < end_ms)
        found |= within & np.isin(numbers[:, 0], [site for site, own in stale if own == day])
    return table_folds.packed(numbers[found == are_stale])


def by_week_hour(
    conn: Connection, slices: Sequence[Slice], device_id: int | None = None
) -> list[WeekPresses]:
    """Presses of each hour of the week that had some, by number of buttons.

    Two rows for an hour that an autumn night has twice, and for one that begins within another.
    """
    if device_id is None:
        found = block_queries.together(conn, Part.PRESS_WEEK, slices)
    else:
        found = _kiosk_week(conn, slices, device_id)
    rows = []
    for key, *row in found.tolist():
        weekday, minutes, _ = week_place(key)
        rows.append(WeekPresses(weekday, minutes // 60, _buttons(row)))
    return rows


def _kiosk_week(conn: Connection, slices: Sequence[Slice], device_id: int) -> Numbers:
    """From its hours: of one kiosk there are few."""
    tables = [np.empty((0, WIDTHS[Part.PRESS_WEEK]), np.int64)]
    for one in slices:
        days = (one.span.first_day, one.span.last_day)
        part = Part.PRESS_WEEK
        found = sums_of(conn, one.timezone, one.site_ids, *days, [part], device_id)
        tables.append(found[part][:, 2:])
    return added(np.concatenate(tables), KEYS[Part.PRESS_WEEK])


def _buttons(row: Sequence[Any]) -> ButtonRow:
    of = row[0]
    numbers = [int(number) for number in row[1:]]
    return ButtonRow(of, tuple(numbers[:of]), tuple(numbers[MAX_BUTTONS : MAX_BUTTONS + of]))
