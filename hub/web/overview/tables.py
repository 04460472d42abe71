"""The tables and charts of the Overview."""

from collections.abc import Sequence

from hub.figures.overview import DayOverview
from hub.figures.today import Today
from hub.figures.usual import UsualDay
from hub.web import charts
from hub.web.charts import Data, bars, over, share_line
from hub.web.show import short_day
from hub.web.tables import Column, Table
from hub.words import gettext as _


def hours(today: Today, usual: UsualDay) -> Table:
    """Today by hour, and what came in at that hour on the same weekday before."""
    known = [usual.hours.get(one.hour) for one in today.hours]
    return Table(
        _("Today by hour of the shop's clock"),
        [
            Column(_("Hour")),
            Column(_("Presses"), "count"),
            Column(_("Happy share"), "share"),
            Column(_("In"), "count"),
            Column(_("Out"), "count"),
            Column(_("Usually in"), "count"),
            Column(_("At least"), "count"),
            Column(_("At most"), "count"),
        ],
        [
            (
                one.hour,
                one.score.presses,
                one.score.happy_share,
                one.entered,
                one.left,
                *((like.middle, like.low, like.high) if like else (None, None, None)),
            )
            for one, like in zip(today.hours, known, strict=True)
        ],
    )


def hours_chart(today: Today, usual: UsualDay | None = None) -> Data:
    """Visitors and presses of each hour, on one scale: how few press is to be seen.

    Args:
        today: the figures.
        usual: drawn behind; None for news of a page that has it already.
    """
    known = [usual.hours.get(one.hour) for one in today.hours] if usual else []
    spans = [(one.low, one.middle, one.high) if one else None for one in known]
    behind = [charts.usual(_("Visitors, usually"), spans)] if any(spans) else []
    return over(
        [one.hour for one in today.hours],
        [_("count")],
        [
            *behind,
            bars(_("Visitors in"), [one.entered for one in today.hours], "second"),
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
