"""The tables and charts of the Footfall page: passages, passers-by, leftovers of nights."""

from collections.abc import Iterable, Sequence

from hub.figures.footfall import Footfall
from hub.figures.leftovers import CameraLeftover
from hub.figures.passages import LinePassages, Passages
from hub.web.charts import Data, bars, over
from hub.web.show import moment, short_day
from hub.web.tables import Cell, Column, Table

_METHODS = {
    "motion": "motion",
    "model": "person model",
    "model_and_motion": "person model and motion",
}
_COUNTED = (Column("Hours counted", "decimal"), Column("Frames dropped", "percent"))
_FLOW = (
    Column("In", "count"),
    Column("Out", "count"),
    Column("Staff", "count"),
    *_COUNTED,
)
_LINE = (Column("Shop"), Column("Camera"), Column("Line"), Column("Counted by"))
_LEFT_OVER = (
    Column("Came in", "count"),
    Column("Still inside", "count"),
    Column("Out but never in", "count"),
    Column("Of those who came in", "percent"),
)


def days(figures: Footfall) -> Table:
    """Passages of each day."""
    return Table(
        "Footfall by day",
        [Column("Day", "day"), *_FLOW],
        [(one.day, *_cells(one.passages)) for one in figures.days],
    )


def days_chart(figures: Footfall) -> Data:
    """In and out of each day."""
    return _chart(
        [short_day(one.day) for one in figures.days], [one.passages for one in figures.days]
    )


def hours(figures: Footfall) -> Table:
    """Passages of each hour of the clock."""
    return Table(
        "Footfall by hour of the shop's clock",
        [Column("Hour"), *_FLOW],
        [(one.hour, *_cells(one.passages)) for one in figures.hours],
    )


def hours_chart(figures: Footfall) -> Data:
    """In and out of each hour of the clock."""
    return _chart([one.hour for one in figures.hours], [one.passages for one in figures.hours])


def lines(figures: Footfall) -> Table:
    """Passages over each line of each camera."""
    return Table(
        "Footfall by camera and line",
        [*_LINE, *_FLOW],
        [(*_where(one), *_cells(one.passages)) for one in figures.lines],
    )


def street(figures: Footfall) -> Table:
    """Passers-by over each street line."""
    return Table(
        "Passers-by by camera and street line",
        [*_LINE, Column("One way", "count"), Column("Other way", "count"), *_COUNTED],
        [
            (*_where(one), cells[0], cells[1], *cells[3:])
            for one in figures.street.lines
            for cells in [_cells(one.passages)]
        ],
    )


def capture(figures: Footfall) -> Table:
    """Who came in, of those who passed."""
    return Table(
        "Capture rate by shop, over the hours in which door and street were both counted",
        [
            Column("Shop"),
            Column("Came in", "count"),
            Column("Passed", "count"),
            Column("Capture rate", "share"),
        ],
        [
            (one.site_name, one.capture.entered, one.capture.passed, one.capture.share)
            for one in figures.street.shops
        ],
    )


def leftovers(figures: Footfall) -> Table:
    """What was left over of each camera."""
    return Table(
        "Left over when the count of people inside was set to zero, by camera",
        [Column("Shop"), Column("Camera"), Column("Set to zero", "count"), *_LEFT_OVER],
        [
            (one.site_name, one.camera, one.resets, *_left_over(one))
            for one in figures.leftovers.cameras
        ],
    )


def nights(figures: Footfall) -> Table:
    """What was left over each night."""
    return Table(
        "Left over each time, newest first",
        [Column("When"), Column("Shop"), Column("Camera"), *_LEFT_OVER],
        [
            (moment(one.newest_ms, one.timezone), one.site_name, one.camera, *_left_over(one))
            for one in figures.leftovers.nights
        ],
    )


def _where(one: LinePassages) -> tuple[Cell, ...]:
    return (one.site_name, one.camera, one.line, _METHODS.get(one.method or "", one.method))


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
        ["people"],
        [
            bars("In", [one.entered for one in every], "accent"),
            bars("Out", [one.left for one in every], "second"),
        ],
    )
