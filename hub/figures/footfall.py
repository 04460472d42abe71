"""Who came and went: totals, days, hours, and how well each camera could look."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.calendar import day_hours_ms
from hub.domain.flow import Flow, total
from hub.domain.hours import ClockHour, clock_hour
from hub.domain.periods import Slice, days
from hub.figures.selection import Selection
from hub.store import footfall_queries


@dataclass(frozen=True, slots=True)
class Passages:
    """People over lines. `counted_minutes` is camera time: two cameras, two minutes a minute."""

    entered: int
    left: int
    counted_minutes: float
    dropped_share: float | None
    """Frames the machine was too slow to look at, 0 to 1. None: no frame came."""


@dataclass(frozen=True, slots=True)
class DayPassages:
    """One local day (ISO date)."""

    day: str
    passages: Passages


@dataclass(frozen=True, slots=True)
class HourPassages:
    """One hour of the shop's clock, summed over the days shown."""

    hour: str
    passages: Passages


@dataclass(frozen=True, slots=True)
class LinePassages:
    """One line of one camera. `method` is how its newest window was counted."""

    site: str
    site_name: str
    camera: str
    line: str
    method: str | None
    passages: Passages


@dataclass(frozen=True, slots=True)
class Footfall:
    """The whole page."""

    first_day: str
    last_day: str
    total: Passages
    days: list[DayPassages]
    hours: list[HourPassages]
    lines: list[LinePassages]


def footfall(conn: Connection, chosen: Selection) -> Footfall:
    """Figures of the chosen shops and days."""
    by_day = footfall_queries.by_day(conn, chosen.slices)
    return Footfall(
        first_day=chosen.first_day,
        last_day=chosen.last_day,
        total=passages(total(row.flow for row in by_day)),
        days=_days(by_day, chosen),
        hours=[
            HourPassages(hour.label, passages(flow))
            for hour, flow in flows_by_hour(conn, chosen.slices).items()
        ],
        lines=_lines(conn, chosen),
    )


def passages(flow: Flow) -> Passages:
    """A flow as it is shown."""
    return Passages(flow.entered, flow.left, flow.seconds / 60, flow.dropped_share)


def flows_by_hour(conn: Connection, slices: tuple[Slice, ...]) -> dict[ClockHour, Flow]:
    """Flow of each hour of the clock, in order, also where nobody passed."""
    found: defaultdict[ClockHour, list[Flow]] = defaultdict(list)
    for row in footfall_queries.by_hour(conn, slices):
        found[clock_hour(ZoneInfo(row.timezone), row.hour_ms)].append(row.flow)
    hours = clock_hours(slices) | found.keys()
    return {hour: total(found[hour]) for hour in sorted(hours)}


def clock_hours(slices: tuple[Slice, ...]) -> set[ClockHour]:
    """The hours that a clock shows on the last day of each slice: 23 to 25 of them."""
    return {
        clock_hour(ZoneInfo(one.timezone), hour_ms)
        for one in slices
        for hour_ms in day_hours_ms(ZoneInfo(one.timezone), one.span.last_day)
    }


def _days(rows: Iterable[footfall_queries.DayFlow], chosen: Selection) -> list[DayPassages]:
    if not chosen.slices:
        return []
    found: defaultdict[str, list[Flow]] = defaultdict(list)
    for row in rows:
        found[row.day].append(row.flow)
    return [
        DayPassages(day, passages(total(found[day])))
        for day in days(chosen.first_day, chosen.last_day)
    ]


def _lines(conn: Connection, chosen: Selection) -> list[LinePassages]:
    figures = []
    for row in footfall_queries.by_line(conn, chosen.slices):
        camera = chosen.devices[row.device_id]
        site = chosen.site_of(camera)
        newest = footfall_queries.newest_window(conn, row.device_id, row.line)
        method = newest.method if newest else None
        figures.append(
            LinePassages(site.code, site.name, camera.name, row.line, method, passages(row.flow))
        )
    return sorted(figures, key=lambda one: (one.site_name, one.site, one.camera, one.line))
