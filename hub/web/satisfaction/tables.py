"""The tables and charts of the Satisfaction page."""

from hub.domain.hours import WEEKDAYS
from hub.figures.response import HourResponse
from hub.figures.satisfaction import Satisfaction
from hub.web import charts
from hub.web.charts import Data, bars, over, share_line
from hub.web.show import short_day
from hub.web.tables import Column, Table

_SCORE = (Column("Presses", "count"), Column("Happy share", "share"), Column("Index", "index"))


def days(figures: Satisfaction) -> Table:
    """Score of each day."""
    return Table(
        "Satisfaction by day",
        [Column("Day", "day"), *_SCORE],
        [
            (one.day, one.score.presses, one.score.happy_share, one.score.index)
            for one in figures.days
        ],
    )


def days_chart(figures: Satisfaction) -> Data:
    """Share of happy presses with its interval, over the number of presses."""
    return over(
        [short_day(one.day) for one in figures.days],
        ["%", "presses"],
        [
            bars("Presses", [one.score.presses for one in figures.days], "muted", axis=1),
            share_line("Happy share", [one.score.happy_share for one in figures.days]),
        ],
    )


def week(figures: Satisfaction) -> Table:
    """Score of each hour of the week that had presses."""
    return Table(
        "Satisfaction by hour of the week",
        [Column("Weekday"), Column("Hour"), *_SCORE],
        [
            (
                WEEKDAYS[one.weekday],
                f"{one.hour:02d}:00",
                one.score.presses,
                one.score.happy_share,
                one.score.index,
            )
            for one in figures.week
        ],
    )


def week_chart(figures: Satisfaction) -> Data:
    """Heat map of the same."""
    cells = [(one.weekday, one.hour, one.score.happy_share) for one in figures.week]
    overall = figures.score.happy_share.value
    return charts.week(cells, [day[:3] for day in WEEKDAYS], overall)


def kiosks(figures: Satisfaction) -> Table:
    """Score of each kiosk."""
    return Table(
        "Satisfaction by kiosk",
        [Column("Shop"), Column("Kiosk"), *_SCORE],
        [
            (one.site_name, one.kiosk, one.score.presses, one.score.happy_share, one.score.index)
            for one in figures.kiosks
        ],
    )


def buttons(figures: Satisfaction) -> Table:
    """Presses of each button."""
    return Table(
        "Presses by button",
        [
            Column("Button"),
            Column("Of", "count"),
            Column("Presses", "count"),
            Column("Share", "share"),
        ],
        [(one.label, one.of, one.presses, one.share) for one in figures.buttons],
    )


def response(figures: Satisfaction) -> Table:
    """How many of the visitors pressed, by hour of the clock."""
    return Table(
        "Presses of those who came, by hour of the shop's clock",
        [
            Column("Hour"),
            Column("Came in", "count"),
            Column("Presses", "count"),
            Column("Response rate", "share"),
            Column("Happy, of those who pressed", "share"),
        ],
        [
            (f"{one.hour:02d}:00", one.visitors, one.presses, one.response, one.happy)
            for one in _hours(figures)
        ],
    )


def response_chart(figures: Satisfaction) -> Data:
    """Response rate with its interval, over the number of visitors."""
    hours = _hours(figures)
    return over(
        [f"{one.hour:02d}:00" for one in hours],
        ["%", "people"],
        [
            bars("Came in", [one.visitors for one in hours], "muted", axis=1),
            share_line("Response rate", [one.response for one in hours]),
        ],
    )


def _hours(figures: Satisfaction) -> list[HourResponse]:
    return figures.response.by_hour if figures.response else []
