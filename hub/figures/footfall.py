"""Who came and went: totals, days, hours, and how well each camera could look."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.calendar import day_hours_ms
from hub.domain.flow import Flow, total
from hub.domain.hours import ClockHour, clock_hour
from hub.domain.periods import Slice
from hub.domain.series import days_or_months, in_months
from hub.figures.device_words import device_words
from hub.figures.inside import Inside, inside
from hub.figures.leftovers import Leftovers, leftovers
from hub.figures.passages import LinePassages, Passages, lines, passages
from hub.figures.selection import Selection
from hub.figures.street import Street, street
from hub.figures.zones import Zones, zones
from hub.store import footfall_queries


@dataclass(frozen=True, slots=True)
class DayPassages:
    """One local day (ISO date); of long spans, one month (`2026-03`)."""

    day: str
    passages: Passages


@dataclass(frozen=True, slots=True)
class HourPassages:
    """One hour of the shop's clock, summed over the days shown."""

    hour: str
    passages: Passages


@dataclass(frozen=True, slots=True)
class WeekPassages:
    """One hour of the week, summed over the weeks shown. Monday is 0."""

    weekday: int
    hour: int
    passages: Passages


@dataclass(frozen=True, slots=True)
class Footfall:
    """The whole page."""

    first_day: str
    last_day: str
    total: Passages
    """Of door lines, like all up to `lines`: passers-by of a street are no visitors."""
    days: list[DayPassages]
    hours: list[HourPassages]
    week: list[WeekPassages]
    lines: list[LinePassages]
    street: Street
    zones: Zones
    leftovers: Leftovers
    inside: Inside


def footfall(conn: Connection, chosen: Selection) -> Footfall:
    """Figures of the chosen shops and days; `inside` is of now, whatever the days."""
    by_day = flows_of(conn, chosen)
    by_week_hour = footfall_queries.by_week_hour(conn, chosen.slices)
    hours = flows_by_hour(by_week_hour, chosen.slices).items()
    return Footfall(
        first_day=chosen.first_day,
        last_day=chosen.last_day,
        total=passages(total(row.flow for row in by_day)),
        days=_days(by_day, chosen),
        hours=[HourPassages(hour.label, passages(flow)) for hour, flow in hours],
        week=_week(by_week_hour),
        lines=lines(conn, footfall_queries.by_line(conn, chosen.slices), chosen),
        street=street(conn, chosen),
        zones=zones(conn, chosen),
        leftovers=leftovers(conn, chosen),
        inside=inside(chosen, device_words(conn, chosen)),
    )


def flows_of(conn: Connection, chosen: Selection) -> list[footfall_queries.DayFlow]:
    """Flow of each day; of long spans, of each month."""
    if in_months(chosen.first_day, chosen.last_day):
        return footfall_queries.by_month(conn, chosen.slices)
    return footfall_queries.by_day(conn, chosen.slices)


def flows_by_hour(
    rows: Iterable[footfall_queries.HourFlow], slices: tuple[Slice, ...]
) -> dict[ClockHour, Flow]:
    """Flow of each hour of the clock, in order, also where nobody passed."""
    found: defaultdict[ClockHour, list[Flow]] = defaultdict(list)
    for row in rows:
        found[row.hour].append(row.flow)
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
        for day in days_or_months(chosen.first_day, chosen.last_day)
    ]


def _week(rows: Iterable[footfall_queries.HourFlow]) -> list[WeekPassages]:
    found: defaultdict[tuple[int, int], list[Flow]] = defaultdict(list)
    for row in rows:
        found[row.weekday, row.hour.minutes // 60].append(row.flow)
    return [WeekPassages(*cell, passages(total(flows))) for cell, flows in sorted(found.items())]
