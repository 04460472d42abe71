"""Presses as the pages need them. Reads roll-ups only, so a page costs what it shows."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, func, select

from hub.domain.periods import Slice
from hub.domain.score import ButtonRow
from hub.store.schema import MAX_BUTTONS, devices, press_day, press_hour


class DayPresses(NamedTuple):
    """Presses of one local day (ISO date)."""

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


def by_day(
    conn: Connection, slices: Sequence[Slice], device_id: int | None = None
) -> list[DayPresses]:
    """Presses of each day on which there were some, one row for each number of buttons."""
    rows = []
    for one in slices:
        query = _sums(press_day, press_day.c.day, _in_days(one), device_id)
        rows += [DayPresses(row[0], _buttons(row)) for row in conn.execute(query)]
    return rows


def by_device(
    conn: Connection, slices: Sequence[Slice], device_id: int | None = None
) -> list[DevicePresses]:
    """Presses of each kiosk that had some, one row for each number of buttons."""
    rows = []
    for one in slices:
        query = _sums(press_day, press_day.c.device_id, _in_days(one), device_id)
        rows += [DevicePresses(row[0], _buttons(row)) for row in conn.execute(query)]
    return rows


def by_hour(
    conn: Connection, slices: Sequence[Slice], device_id: int | None = None
) -> list[HourPresses]:
    """Presses of each hour in which there were some, one row for each number of buttons."""
    rows = []
    for one in slices:
        hour = press_hour.c.hour_ms
        within = and_(
            devices.c.site_id.in_(one.site_ids), hour >= one.span.start_ms, hour < one.span.end_ms
        )
        query = _sums(press_hour, hour, within, device_id)
        rows += [HourPresses(one.timezone, row[0], _buttons(row)) for row in conn.execute(query)]
    return rows


def _in_days(one: Slice) -> ColumnElement[bool]:
    day = press_day.c.day
    days = day.between(one.span.first_day, one.span.last_day)
    return and_(devices.c.site_id.in_(one.site_ids), days)


def _sums(
    table: Table, key: ColumnElement[Any], within: ColumnElement[bool], device_id: int | None
) -> Select[*tuple[Any, ...]]:
    # From the devices to their rows: each is one short range of the table's key.
    columns = [
        func.sum(table.c[f"{kind}{button}"])
        for kind in ("n", "p")
        for button in range(1, MAX_BUTTONS + 1)
    ]
    query = select(key, table.c.scale, *columns).join_from(
        devices, table, table.c.device_id == devices.c.id
    )
    query = query.where(within).group_by(key, table.c.scale).order_by(key, table.c.scale)
    return query if device_id is None else query.where(devices.c.id == device_id)


def _buttons(row: Row[*tuple[Any, ...]]) -> ButtonRow:
    of = row[1]
    numbers = [int(number) for number in row[2:]]
    return ButtonRow(of, tuple(numbers[:of]), tuple(numbers[MAX_BUTTONS : MAX_BUTTONS + of]))
