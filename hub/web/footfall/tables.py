"""The tables and charts of the Footfall page: passages, passers-by, leftovers of nights."""

from collections.abc import Iterable, Sequence

from hub.figures.beside_flow import BesideFlow
from hub.figures.footfall import Footfall
from hub.figures.leftovers import CameraLeftover
from hub.figures.passages import LinePassages, Passages
from hub.web.charts import Data, bars, before, over
from hub.web.show import moment, short_day
from hub.web.tables import Cell, Column, Table
from hub.words import N_
from hub.words import gettext as _

_METHODS = {
    "motion": N_("motion"),
    "model": N_("person model"),
    "model_and_motion": N_("person model and motion"),
}


def days(figures: Footfall, beside: BesideFlow | None = None) -> Table:
    """Passages of each day, and who came in on the day that it is compared with."""
    then = (Column(_("Compared with"), "day"), Column(_("In then"), "count"))
    return Table(
        _("Footfall by day"),
        [Column(_("Day"), "day"), *_flow(), *(then if beside else ())],
        [
            (one.day, *_cells(one.passages), *(_then(beside, place) if beside else ()))
            for place, one in enumerate(figures.days)
        ],
    )


def days_chart(figures: Footfall, beside: BesideFlow | None = None) -> Data:
    """In and out of each day."""
    chart = _chart(
        [short_day(one.day) for one in figures.days], [one.passages for one in figures.days]
    )
    if beside:
        earlier = beside.days[: len(figures.days)]
        labels = [short_day(day) for day, _entered in earlier]
        line = before(_("In then"), [entered for _day, entered in earlier], labels)
        chart["series"].append(line)
    return chart


def hours(figures: Footfall) -> Table:
    """Passages of each hour of the clock."""
    return Table(
        _("Footfall by hour of the shop's clock"),
        [Column(_("Hour")), *_flow()],
        [(one.hour, *_cells(one.passages)) for one in figures.hours],
    )


def hours_chart(figures: Footfall) -> Data:
    """In and out of each hour of the clock."""
    return _chart([one.hour for one in figures.hours], [one.passages for one in figures.hours])


def lines(figures: Footfall) -> Table:
    """Passages over each line of each camera."""
    return Table(
        _("Footfall by camera and line"),
        [*_line(), *_flow()],
        [(*_where(one), *_cells(one.passages)) for one in figures.lines],
    )


def street(figures: Footfall) -> Table:
    """Passers-by over each street line."""
    return Table(
        _("Passers-by by camera and street line"),
        [*_line(), Column(_("One way"), "count"), Column(_("Other way"), "count"), *_counted()],
        [
            (*_where(one), cells[0], cells[1], *cells[3:])
            for one in figures.street.lines
            for cells in [_cells(one.passages)]
        ],
    )


def capture(figures: Footfall) -> Table:
    """Who came in, of those who passed."""
    return Table(
        _("Capture rate by shop, over the hours in which door and street were both counted"),
        [
            Column(_("Shop")),
            Column(_("Came in"), "count"),
            Column(_("Passed"), "count"),
            Column(_("Capture rate"), "share"),
        ],
        [
            (one.site_name, one.capture.entered, one.capture.passed, one.capture.share)
            for one in figures.street.shops
        ],
    )


def leftovers(figures: Footfall) -> Table:
    """What was left over of each camera."""
    return Table(
        _("Left over when the count of people inside was set to zero, by camera"),
        [
            Column(_("Shop")),
            Column(_("Camera")),
            Column(_("Set to zero"), "count"),
            *_left_over_columns(),
        ],
        [
            (one.site_name, one.camera, one.resets, *_left_over(one))
            for one in figures.leftovers.cameras
        ],
    )


def nights(figures: Footfall) -> Table:
    """What was left over each night."""
    return Table(
        _("Left over each time, newest first"),
        [Column(_("When")), Column(_("Shop")), Column(_("Camera")), *_left_over_columns()],
        [
            (moment(one.newest_ms, one.timezone), one.site_name, one.camera, *_left_over(one))
            for one in figures.leftovers.nights
        ],
    )


def _counted() -> Sequence[Column]:
    return (Column(_("Hours counted"), "decimal"), Column(_("Frames dropped"), "percent"))


def _flow() -> Sequence[Column]:
    return (
        Column(_("In"), "count"),
        Column(_("Out"), "count"),
        Column(_("Staff"), "count"),
        *_counted(),
    )


def _line() -> Sequence[Column]:
    return (Column(_("Shop")), Column(_("Camera")), Column(_("Line")), Column(_("Counted by")))


def _left_over_columns() -> Sequence[Column]:
    return (
        Column(_("Came in"), "count"),
        Column(_("Still inside"), "count"),
        Column(_("Out but never in"), "count"),
        Column(_("Of those who came in"), "percent"),
    )


def _method(one: LinePassages) -> str | None:
    return _(_METHODS[one.method]) if one.method in _METHODS else one.method


def _then(beside: BesideFlow, place: int) -> tuple[Cell, ...]:
    # The month before may have been shorter.
    return beside.days[place] if place < len(beside.days) else (None, None)


def _where(one: LinePassages) -> tuple[Cell, ...]:
    return (one.site_name, one.camera, one.line, _method(one))


def _cells(passages: Passages) -> tuple[Cell, ...]:
    staff = passages.staff_entered + passages.staff_left
    hours_counted = round(passages.counted_minutes / 60, 2)
    return (passages.entered, passages.left, staff, hours_counted, passages.dropped_share)


def _left_over(one: CameraLeftover) -> tuple[Cell, ...]:
    found = one.leftover
    return (found.entered, found.removed, found.held, found.share)


def _chart(labels: Sequence[str], flows: Iterable[Passages]) -> Data:
    every = list(flows)
    return over(
        labels,
        [_("people")],
        [
            bars(_("In"), [one.entered for one in every], "accent"),
            bars(_("Out"), [one.left for one in every], "second"),
        ],
    )
