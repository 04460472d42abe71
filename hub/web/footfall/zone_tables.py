"""The tables and charts of zones: how long visitors stay, and how long they wait in line."""

from collections.abc import Sequence

from hub.figures.footfall import Footfall
from hub.figures.zones import Stay, ZoneFigure
from hub.web.charts import Data, bars, over
from hub.web.show import between
from hub.web.tables import Cell, Column, Faint, Table
from hub.words import gettext as _


def areas(figures: Footfall) -> Table:
    """Visits to each area."""
    return Table(
        _("Visits by zone"),
        [*_zone(), *_stay(_("Visits")), *_people()],
        [_row(one) for one in figures.zones.areas],
    )


def queues(figures: Footfall) -> Table:
    """Waits in each queue."""
    return Table(
        _("Waits by queue"),
        [*_zone(), *_stay(_("Waits")), *_people()],
        [_row(one) for one in figures.zones.queues],
    )


def dwell(figures: Footfall) -> Table:
    """Visits to areas by how long they were."""
    visits = sum(one.visits for one in figures.zones.dwell)
    return Table(
        _("Visits to all zones but queues, by their length"),
        [Column(_("Length")), Column(_("Visits"), "count"), Column(_("Of all"), "percent")],
        [(between(one.dwell), one.visits, one.visits / visits) for one in figures.zones.dwell],
    )


def dwell_chart(figures: Footfall) -> Data:
    """Visits to areas by how long they were."""
    found = figures.zones.dwell
    return over(
        [between(one.dwell) for one in found],
        [_("visits")],
        [bars(_("Visits"), [one.visits for one in found], "accent")],
    )


def queue_hours(figures: Footfall) -> Table:
    """Queues in each hour of the clock."""
    return Table(
        _("Queues by hour of the shop's clock"),
        [Column(_("Hour")), *_stay(_("Waits")), *_people()],
        [(one.hour, *_cells(one.stay)) for one in figures.zones.queue_hours],
    )


def queue_hours_chart(figures: Footfall) -> Data:
    """Mean length of a queue and mean time in it, by hour of the clock."""
    found = figures.zones.queue_hours
    people = [_rounded(one.stay.mean_people) for one in found]
    minutes = [_rounded(one.stay.mean_seconds, 60) for one in found]
    return over(
        [one.hour for one in found],
        [_("people"), _("min")],
        [
            bars(_("People in line"), people, "accent"),
            bars(_("Wait, min"), minutes, "second", axis=1),
        ],
    )


def _zone() -> Sequence[Column]:
    return (Column(_("Shop")), Column(_("Camera")), Column(_("Zone")))


def _people() -> Sequence[Column]:
    return (
        Column(_("People, mean"), "decimal"),
        Column(_("Most"), "count"),
        Column(_("By staff"), "count"),
        Column(_("Hours"), "decimal"),
    )


def _stay(visits: str) -> Sequence[Column]:
    return (
        Column(visits, "count"),
        Column(_("Mean"), "seconds"),
        Column(_("Half up to"), "between"),
        Column(_("90%% up to"), "between"),
    )


def _row(one: ZoneFigure) -> Sequence[Cell]:
    return (one.site_name, one.camera, one.zone, *_cells(one.stay))


def _cells(stay: Stay) -> Sequence[Cell]:
    lengths = (stay.mean_seconds, stay.median, stay.longest_tenth)
    faint = stay.too_few and stay.visits
    shown: Sequence[Cell] = [Faint(one) for one in lengths] if faint else lengths
    hours_counted = round(stay.counted_minutes / 60, 2)
    people = None if stay.mean_people is None else round(stay.mean_people, 2)
    return (stay.visits, *shown, people, stay.most, stay.staff_visits, hours_counted)


def _rounded(value: float | None, unit: int = 1) -> float | None:
    return None if value is None else round(value / unit, 2)
