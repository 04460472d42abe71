"""The tables and charts of the Overview."""

from collections.abc import Sequence

from hub.figures.overview import DayOverview
from hub.figures.today import Today
from hub.web.charts import Data, bars, over, share_line
from hub.web.show import short_day
from hub.web.tables import Column, Table


def hours(today: Today) -> Table:
    """Today by hour."""
    return Table(
        "Today by hour of the shop's clock",
        [
            Column("Hour"),
            Column("Presses", "count"),
            Column("Happy share", "share"),
            Column("In", "count"),
            Column("Out", "count"),
        ],
        [
            (one.hour, one.score.presses, one.score.happy_share, one.entered, one.left)
            for one in today.hours
        ],
    )


def hours_chart(today: Today) -> Data:
    """Visitors and presses of each hour, on one scale: how few press is to be seen."""
    return over(
        [one.hour for one in today.hours],
        ["count"],
        [
            bars("Visitors in", [one.entered for one in today.hours], "muted"),
            bars("Presses", [one.score.presses for one in today.hours], "accent"),
        ],
    )


def days(figures: Sequence[DayOverview]) -> Table:
    """The last four weeks by day."""
    return Table(
        "The last 28 days",
        [
            Column("Day", "day"),
            Column("Presses", "count"),
            Column("Happy share", "share"),
            Column("Index", "index"),
            Column("In", "count"),
            Column("Out", "count"),
        ],
        [
            (
                one.day,
                one.score.presses,
                one.score.happy_share,
                one.score.index,
                one.entered,
                one.left,
            )
            for one in figures
        ],
    )


def days_chart(figures: Sequence[DayOverview]) -> Data:
    """Share of happy presses with its interval, over visitors."""
    return over(
        [short_day(one.day) for one in figures],
        ["%", "people"],
        [
            bars("Visitors in", [one.entered for one in figures], "muted", axis=1),
            share_line("Happy share", [one.score.happy_share for one in figures]),
        ],
    )
