"""How long visitors stay in the zones drawn for it, and how long they wait in line."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from hub.domain.dwell import TOO_FEW_VISITS, Between, bin_of, quantile
from hub.domain.hours import ClockHour
from hub.domain.stays import Stays, total
from hub.figures.selection import Selection
from hub.store import zone_queries

ZoneKind = Literal["area", "queue"]


@dataclass(frozen=True, slots=True)
class Stay:
    """Visits to one or several zones; in a queue, a visit is a wait. None: nobody came."""

    visits: int
    staff_visits: int
    """Of people taken for staff, who are in no other number."""
    mean_seconds: float | None
    median: Between | None
    """Known no closer than a camera's bins of dwell times."""
    longest_tenth: Between | None
    """The 90th percentile: nine of ten visits are not longer."""
    mean_people: float | None
    """People in one zone at a time, on average; in a queue its mean length."""
    most: int
    """Most people in one zone at one time."""
    counted_minutes: float
    too_few: bool
    """Too few visits to judge by: shown in grey."""


@dataclass(frozen=True, slots=True)
class ZoneFigure:
    """One zone of one camera."""

    site: str
    site_name: str
    camera: str
    zone: str
    kind: str
    stay: Stay


@dataclass(frozen=True, slots=True)
class DwellBin:
    """Visits to areas by how long they were."""

    dwell: Between
    visits: int


@dataclass(frozen=True, slots=True)
class HourStay:
    """One hour of the shop's clock, over the days shown and all queues."""

    hour: str
    stay: Stay


@dataclass(frozen=True, slots=True)
class Zones:
    """All zones; areas and queues apart."""

    areas: list[ZoneFigure]
    queues: list[ZoneFigure]
    dwell: list[DwellBin]
    """Of all areas together; empty where nobody visited one."""
    queue_hours: list[HourStay]


def zones(conn: Connection, chosen: Selection) -> Zones:
    """Figures of the chosen shops and days."""
    rows = zone_queries.by_zone(conn, chosen.slices)
    queues = _figures(rows, "queue", chosen)
    hours = zone_queries.by_clock(conn, chosen.slices, "queue") if queues else []
    return Zones(
        areas=_figures(rows, "area", chosen),
        queues=queues,
        dwell=_dwell(total(row.stays for row in rows if row.kind == "area")),
        queue_hours=_hours(hours),
    )


def stay(sums: Stays) -> Stay:
    """Sums as they are shown."""
    return Stay(
        visits=sums.visits,
        staff_visits=sums.staff_visits,
        mean_seconds=sums.mean_seconds,
        median=quantile(sums.dwell, 0.5),
        longest_tenth=quantile(sums.dwell, 0.9),
        mean_people=sums.mean_people,
        most=sums.most,
        counted_minutes=sums.seconds / 60,
        too_few=sums.visits < TOO_FEW_VISITS,
    )


def _figures(
    rows: Sequence[zone_queries.ZoneStays], kind: ZoneKind, chosen: Selection
) -> list[ZoneFigure]:
    figures = []
    for row in rows:
        if row.kind != kind:
            continue
        camera = chosen.devices[row.device_id]
        site = chosen.site_of(camera)
        figures.append(
            ZoneFigure(site.code, site.name, camera.name, row.zone, kind, stay(row.stays))
        )
    return sorted(figures, key=lambda one: (one.site_name, one.site, one.camera, one.zone))


def _dwell(sums: Stays) -> list[DwellBin]:
    if not any(sums.dwell):
        return []
    return [DwellBin(bin_of(place), visits) for place, visits in enumerate(sums.dwell)]


def _hours(rows: Iterable[zone_queries.HourStays]) -> list[HourStay]:
    found: defaultdict[ClockHour, list[Stays]] = defaultdict(list)
    for row in rows:
        found[row.hour].append(row.stays)
    return [HourStay(hour.label, stay(total(found[hour]))) for hour in sorted(found)]
