"""Presses beside visitors, by shop and hour of the week: for the hours in which both were counted.

Presses and visitors belong together when they are of one shop: its kiosks, and its door lines.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
)

from hub.domain.periods import Slice
from hub.domain.scale import is_happy
from hub.domain.week_hours import HOUR_MS, HOURS_A_WEEK, MONDAY_SHIFT_HOURS, Stretch, steady
from hub.store.schema import MAX_BUTTONS, devices, footfall_hour, press_hour

WHOLE_HOUR_SECONDS: Final = 3000
"""A line has counted an hour when it counted 50 of its 60 minutes: a restart may fall into it."""
_SCALES: Final = range(2, MAX_BUTTONS + 1)


class CountedHours(NamedTuple):
    """Sums over the hours of one shop at one hour of the week, with as many lines counting."""

    site_id: int
    week_hour: int
    """Hours since Monday's midnight on the shop's clock."""
    lines: int
    """Door lines that counted the whole hour; 1 or more."""
    hours: int
    visitors: int
    presses: int
    happy: int


def by_week_hour(
    conn: Connection,
    slices: Sequence[Slice],
    device_id: int | None = None,
    *,
    with_play: bool = True,
) -> list[CountedHours]:
    """Visitors and presses of hours that a door line counted; each row of one stretch of time."""
    rows = []
    query = _query(device_id, with_play=with_play, by_hour=True)
    for one in slices:
        zone = ZoneInfo(one.timezone)
        for stretch in steady(zone, one.span.start_ms, one.span.end_ms):
            found = conn.execute(query, _bound(one, stretch))
            rows += [CountedHours._make(row) for row in found]
    return rows


def by_shop(
    conn: Connection, slices: Sequence[Slice], *, with_play: bool = True
) -> list[CountedHours]:
    """The same of each shop over all hours of the week; `week_hour` is 0."""
    rows = []
    query = _query(None, with_play=with_play, by_hour=False)
    for one in slices:
        found = conn.execute(query, _bound(one, Stretch(one.span.start_ms, one.span.end_ms, 0)))
        rows += [CountedHours._make(row) for row in found]
    return rows


def _bound(one: Slice, stretch: Stretch) -> dict[str, Any]:
    return {
        "site_ids": one.site_ids,
        "start_ms": stretch.start_ms,
        "end_ms": stretch.end_ms,
        "shift_ms": stretch.offset_ms + MONDAY_SHIFT_HOURS * HOUR_MS,
    }


def _query(device_id: int | None, *, with_play: bool, by_hour: bool) -> Select[*tuple[Any, ...]]:
    counted, pressed = _counted(), _pressed(device_id, with_play=with_play)
    both = and_(
        pressed.c.site_id == counted.c.site_id,
        pressed.c.hour_ms == counted.c.hour_ms,
    )
    week_hour = (counted.c.hour_ms + bindparam("shift_ms")) // HOUR_MS % HOURS_A_WEEK
    parts = [counted.c.site_id, *([week_hour] if by_hour else []), counted.c.lines]
    return (
        select(
            counted.c.site_id,
            week_hour if by_hour else literal(0),
            counted.c.lines,
            func.count(),
            _whole(func.sum(counted.c.entered)),
            _whole(func.coalesce(func.sum(pressed.c.presses), 0)),
            _whole(func.coalesce(func.sum(pressed.c.happy), 0)),
        )
        .join_from(counted, pressed, both, isouter=True)
        .group_by(*parts)
        .order_by(*parts)
    )


def _whole(total: ColumnElement[Any]) -> ColumnElement[int]:
    # PostgreSQL sums up to decimals.
    return cast(total, BigInteger)


def _counted() -> Subquery:
    """Hours of shops in which at least one door line counted."""
    hour = footfall_hour.c
    whole = func.sum(case((hour.seconds >= WHOLE_HOUR_SECONDS, 1), else_=0))
    return (
        select(
            devices.c.site_id,
            hour.hour_ms,
            func.sum(hour.entered).label("entered"),
            whole.label("lines"),
        )
        .join_from(devices, footfall_hour, hour.device_id == devices.c.id)
        .where(_within(hour.hour_ms), hour.kind == "door")
        .group_by(devices.c.site_id, hour.hour_ms)
        .having(whole > 0)
        .subquery()
    )


def _pressed(device_id: int | None, *, with_play: bool) -> Subquery:
    """Hours of shops with presses."""
    hour = press_hour.c
    of_button = {
        button: hour[f"n{button}"] if with_play else hour[f"n{button}"] - hour[f"p{button}"]
        for button in range(1, MAX_BUTTONS + 1)
    }
    happy = [
        case((hour.scale.in_([of for of in _SCALES if is_happy(button, of)]), presses), else_=0)
        for button, presses in of_button.items()
    ]
    query = (
        select(
            devices.c.site_id,
            hour.hour_ms,
            func.sum(_added(list(of_button.values()))).label("presses"),
            func.sum(_added(happy)).label("happy"),
        )
        .join_from(devices, press_hour, hour.device_id == devices.c.id)
        .where(_within(hour.hour_ms))
        .group_by(devices.c.site_id, hour.hour_ms)
    )
    return (query if device_id is None else query.where(devices.c.id == device_id)).subquery()


def _added(columns: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    total = columns[0]
    for column in columns[1:]:
        total = total + column
    return total


def _within(hour_ms: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(
        devices.c.site_id.in_(bindparam("site_ids", expanding=True)),
        hour_ms >= bindparam("start_ms"),
        hour_ms < bindparam("end_ms"),
    )
