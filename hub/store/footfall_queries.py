"""Passages as the pages need them. Reads sums; of raw windows only each line's newest.

Whatever is called passages, entered or left here is of door lines only. Street lines have queries
of their own: passers-by are no visitors.
"""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from hub.domain.blocks import Numbers, Part
from hub.domain.flow import Flow
from hub.domain.hour_sums import day_of, week_place
from hub.domain.hours import ClockHour
from hub.domain.periods import Slice
from hub.store import block_queries, spans
from hub.store.among import among
from hub.store.schema import footfall, footfall_day, footfall_month

_DOOR: Final = "door"
_STREET: Final = "street"
_STREAM: Final = spans.Stream(footfall_day, footfall_month, ("device_id", "line"), Flow._fields)
_TOTAL: Final = _STREAM._replace(keys=())


class DayFlow(NamedTuple):
    """Passages of one local day (ISO date), or of one month (`2026-03`)."""

    day: str
    flow: Flow


class HourFlow(NamedTuple):
    """Passages of one hour of the week, summed over the weeks. Monday is 0."""

    weekday: int
    hour: ClockHour
    flow: Flow


class LineFlow(NamedTuple):
    """Passages over one line of one camera."""

    device_id: int
    line: str
    flow: Flow


class Captured(NamedTuple):
    """Of one shop, over the hours in which both its doors and its street were counted."""

    site_id: int
    entered: int
    passed: int


class NewestWindow(NamedTuple):
    """Of the newest stored window: when it began, how long it was, how and what it counted."""

    at_ms: int
    seconds: int
    method: str
    kind: str


def by_day(conn: Connection, slices: Sequence[Slice]) -> list[DayFlow]:
    """Passages of each day that has counts."""
    found = block_queries.together(conn, Part.FLOW_DAY, slices).tolist()
    return [DayFlow(day_of(day), Flow(*flow)) for day, *flow in found]


def by_shop_and_day(conn: Connection, slices: Sequence[Slice]) -> Numbers:
    """Shop, ordinal of the day, what `Flow` has: a row for each with counts over its doors."""
    return block_queries.by_shop(conn, Part.FLOW_DAY, slices)


def by_month(conn: Connection, slices: Sequence[Slice]) -> list[DayFlow]:
    """The same by month, of each time zone: for spans of which nobody can look at each day."""
    return [
        DayFlow(row[0], Flow(*map(int, row[1:])))
        for one in slices
        for row in spans.by_month(conn, _TOTAL, one, kind=_DOOR)
    ]


def by_week_hour(conn: Connection, slices: Sequence[Slice]) -> list[HourFlow]:
    """Passages of each hour of the week that has counts."""
    rows = []
    for key, *flow in block_queries.together(conn, Part.FLOW_WEEK, slices).tolist():
        weekday, minutes, again = week_place(key)
        rows.append(HourFlow(weekday, ClockHour(minutes, again), Flow(*flow)))
    return rows


def by_line(conn: Connection, slices: Sequence[Slice]) -> list[LineFlow]:
    """Passages over each door line that has counts."""
    return _by_line(conn, slices, _DOOR)


def by_street_line(conn: Connection, slices: Sequence[Slice]) -> list[LineFlow]:
    """Passers-by over each street line that has counts; `entered` and `left` are its two ways."""
    return _by_line(conn, slices, _STREET)


def captured(conn: Connection, slices: Sequence[Slice]) -> list[Captured]:
    """Who came in and who passed, of shops that counted both within at least one hour."""
    found = block_queries.by_shop(conn, Part.CAPTURED, slices).tolist()
    return [Captured(site_id, entered, passed) for site_id, _, _, entered, passed in found]


def newest_window(conn: Connection, device_id: int, line: str) -> NewestWindow | None:
    """The newest stored window of a line. Walks back on the index (device, time)."""
    query = (
        select(footfall.c.at_ms, footfall.c.seconds, footfall.c.method, footfall.c.kind)
        .where(footfall.c.device_id == device_id, footfall.c.line == line)
        .order_by(footfall.c.at_ms.desc())
        .limit(1)
    )
    row = conn.execute(query).first()
    return NewestWindow(*row) if row else None


def methods(conn: Connection, device_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """How the newest stored window of each line of some cameras was counted, by device and line.

    Lines of which no window is stored any more are left out.
    """
    if not device_ids:
        return {}
    month = footfall_month.c
    lines = (
        select(month.device_id, month.line)
        .distinct()
        .where(among(conn, month.device_id, device_ids))
        .subquery()
    )
    newest = (
        select(footfall.c.method)
        .where(footfall.c.device_id == lines.c.device_id, footfall.c.line == lines.c.line)
        .order_by(footfall.c.at_ms.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = conn.execute(select(lines.c.device_id, lines.c.line, newest))
    return {(row[0], row[1]): row[2] for row in rows if row[2] is not None}


def _by_line(conn: Connection, slices: Sequence[Slice], kind: str) -> list[LineFlow]:
    return [
        LineFlow(row[0], row[1], Flow(*map(int, row[2:])))
        for one in slices
        for row in spans.by_key(conn, _STREAM, one, kind=kind)
    ]
