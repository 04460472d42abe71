"""Hours as they are kept, row by row, for programs that read all of them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select, tuple_

from hub.store.schema import MAX_BUTTONS, footfall_hour, press_hour

PressKey = tuple[int, int, int]
"""Device, hour and number of buttons."""
FootfallKey = tuple[int, int, str, str]
"""Device, hour, line and kind."""


class PressHourRow(NamedTuple):
    """Presses of a kiosk in one hour, by button; `play` are those of them that look like it."""

    device_id: int
    hour_ms: int
    scale: int
    presses: tuple[int, ...]
    play: tuple[int, ...]


class FootfallHourRow(NamedTuple):
    """Crossings of a camera's line in one hour."""

    device_id: int
    hour_ms: int
    line: str
    kind: str
    entered: int
    left: int
    staff_entered: int
    staff_left: int
    seconds: int


def press_hours(
    conn: Connection,
    device_ids: Sequence[int],
    span_ms: tuple[int, int],
    after: PressKey | None,
    limit: int,
) -> list[PressHourRow]:
    """Rows in the order of their keys, behind `after`.

    Args:
        conn: the store.
        device_ids: of these devices.
        span_ms: hours from here to before there.
        after: the key of a row; None: from the beginning.
        limit: at most so many.
    """
    table = press_hour.c
    keys = (table.device_id, table.hour_ms, table.scale)
    buttons = [table[f"{kind}{n}"] for kind in ("n", "p") for n in range(1, MAX_BUTTONS + 1)]
    query = (
        select(*keys, *buttons)
        .where(table.device_id.in_(_left(device_ids, after)))
        .where(table.hour_ms >= span_ms[0], table.hour_ms < span_ms[1])
    )
    if after is not None:
        query = query.where(tuple_(*keys) > after)
    return [
        PressHourRow(device, hour, scale, tuple(sums[:scale]), tuple(sums[MAX_BUTTONS:][:scale]))
        for device, hour, scale, *sums in conn.execute(query.order_by(*keys).limit(limit))
    ]


def footfall_hours(
    conn: Connection,
    device_ids: Sequence[int],
    span_ms: tuple[int, int],
    after: FootfallKey | None,
    limit: int,
) -> list[FootfallHourRow]:
    """The same of crossings."""
    table = footfall_hour.c
    keys = (table.device_id, table.hour_ms, table.line, table.kind)
    query = (
        select(*(table[name] for name in FootfallHourRow._fields))
        .where(table.device_id.in_(_left(device_ids, after)))
        .where(table.hour_ms >= span_ms[0], table.hour_ms < span_ms[1])
    )
    if after is not None:
        query = query.where(tuple_(*keys) > after)
    return [FootfallHourRow(*row) for row in conn.execute(query.order_by(*keys).limit(limit))]


def _left(device_ids: Sequence[int], after: PressKey | FootfallKey | None) -> list[int]:
    """Devices that may still have rows: so that a late piece does not read the early ones."""
    return [one for one in device_ids if after is None or one >= after[0]]
