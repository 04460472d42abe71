"""The tables and charts of the Overview."""

from collections.abc import Sequence

from hub.figures.overview import DayOverview
from hub.figures.today import Today
from hub.web.charts import Data, bars, over, share_line
from hub.web.show import short_day
from hub.web.tables import Column, Table
from hub.words import gettext as _


def hours(today: Today) -> Table:
    """Today by hour."""
    return Table(
        _("Today by hour of the shop's clock"),
        [
            Column(_("Hour")),
            Column(_("Presses"), "count"),
            Column(_("Happy share"), "share"),
            Column(_("In"), "count"),
            Column(_("Out"), "count"),
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
        [_("count")],
        [
            bars(_("Visitors in"), [one.entered for one in today.hours], "muted"),
            bars(_("Presses"), [one.score.presses for one in today.hours], "accent"),
        ],
    )


def days(figures: Sequence[DayOverview]) -> Table:
    """The last four weeks by day."""
    return Table(
        _("The last 28 days"),
        [
            Column(_("Day"), "day"),
            Column(_("Presses"), "count"),
            Column(_("Happy share"), "share"),
            Column(_("Index"), "index"),
            Column(_("In"), "count"),
            Column(_("Out"), "count"),
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
        ["%", _("people")],
        [
            bars(_("Visitors in"), [one.entered for one in figures], "muted", axis=1),
            share_line(_("Happy share"), [one.score.happy_share for one in figures]),
        ],
    )
