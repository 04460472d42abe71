"""The tables and charts of the Footfall page."""

from collections.abc import Sequence

from hub.figures.footfall import Footfall, Passages
from hub.web.charts import Data, bars, over
from hub.web.show import short_day
from hub.web.tables import Cell, Column, Table

_METHODS = {
    "motion": "motion",
    "model": "person model",
    "model_and_motion": "person model and motion",
}
_FLOW = (
    Column("In", "count"),
    Column("Out", "count"),
    Column("Hours counted", "decimal"),
    Column("Frames dropped", "percent"),
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
        [Column("Shop"), Column("Camera"), Column("Line"), Column("Counted by"), *_FLOW],
        [
            (
                one.site_name,
                one.camera,
                one.line,
                _METHODS.get(one.method or "", one.method),
                *_cells(one.passages),
            )
            for one in figures.lines
        ],
    )


def _cells(passages: Passages) -> tuple[Cell, ...]:
    hours_counted = round(passages.counted_minutes / 60, 2)
    return (passages.entered, passages.left, hours_counted, passages.dropped_share)


def _chart(labels: Sequence[str], flows: Sequence[Passages]) -> Data:
    return over(
        labels,
        ["people"],
        [
            bars("In", [one.entered for one in flows], "accent"),
            bars("Out", [one.left for one in flows], "second"),
        ],
    )
