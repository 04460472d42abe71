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
from hub.figures.devices import device_words
from hub.figures.inside import Inside, inside
from hub.figures.leftovers import Leftovers, leftovers
from hub.figures.passages import LinePassages, Passages, lines, passages
from hub.figures.selection import Selection
from hub.figures.street import Street, street
from hub.figures.zones import Zones, zones
from hub.store import footfall_queries


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
class Footfall:
    """The whole page."""

    first_day: str
    last_day: str
    total: Passages
    """Of door lines, like `days`, `hours` and `lines`: passers-by of a street are no visitors."""
    days: list[DayPassages]
    hours: list[HourPassages]
    lines: list[LinePassages]
    street: Street
    zones: Zones
    leftovers: Leftovers
    inside: Inside


def footfall(conn: Connection, chosen: Selection) -> Footfall:
    """Figures of the chosen shops and days; `inside` is of now, whatever the days."""
    by_day = footfall_queries.by_day(conn, chosen.slices)
    hours = flows_by_hour(conn, chosen.slices).items()
    return Footfall(
        first_day=chosen.first_day,
        last_day=chosen.last_day,
        total=passages(total(row.flow for row in by_day)),
        days=_days(by_day, chosen),
        hours=[HourPassages(hour.label, passages(flow)) for hour, flow in hours],
        lines=lines(conn, footfall_queries.by_line(conn, chosen.slices), chosen),
        street=street(conn, chosen),
        zones=zones(conn, chosen),
        leftovers=leftovers(conn, chosen),
        inside=inside(chosen, device_words(conn, chosen)),
    )


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
