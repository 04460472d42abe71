"""The tables and charts of the Satisfaction page."""

from collections.abc import Sequence

from hub.figures.beside import BesidePresses
from hub.figures.response import HourResponse
from hub.figures.satisfaction import Satisfaction
from hub.web import charts
from hub.web.charts import Data, bars, over, share_line
from hub.web.show import short_day, weekday
from hub.web.tables import Cell, Column, Table
from hub.words import gettext as _
from hub.words import say


def days(figures: Satisfaction, beside: BesidePresses | None = None) -> Table:
    """Score of each day, and of the day that it is compared with."""
    then = [Column(_("Compared with"), "day"), Column(_("Presses then"), "count")]
    then.append(Column(_("Happy share then"), "share"))
    return Table(
        _("Satisfaction by day"),
        [Column(_("Day"), "day"), *_score(), *(then if beside else ())],
        [
            (
                one.day,
                one.score.presses,
                one.score.happy_share,
                one.score.index,
                *((_then(beside, place)) if beside else ()),
            )
            for place, one in enumerate(figures.days)
        ],
    )


def days_chart(figures: Satisfaction, beside: BesidePresses | None = None) -> Data:
    """Share of happy presses with its interval, over the number of presses."""
    earlier = beside.days[: len(figures.days)] if beside else []
    shares = [one.score.happy_share.value for one in earlier]
    before = charts.before(
        _("Happy share then"),
        [None if share is None else round(100 * share, 1) for share in shares],
        [short_day(one.day) for one in earlier],
    )
    return over(
        [short_day(one.day) for one in figures.days],
        ["%", _("presses")],
        [
            bars(_("Presses"), [one.score.presses for one in figures.days], "muted", axis=1),
            share_line(_("Happy share"), [one.score.happy_share for one in figures.days]),
            *([before] if beside else ()),
        ],
    )


def week(figures: Satisfaction) -> Table:
    """Score of each hour of the week that had presses."""
    return Table(
        _("Satisfaction by hour of the week"),
        [Column(_("Weekday")), Column(_("Hour")), *_score()],
        [
            (
                weekday(one.weekday),
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
    return charts.week(cells, overall)


def shops(figures: Satisfaction) -> Table:
    """Score of each shop, and how many of its visitors pressed."""
    return Table(
        _("Satisfaction by shop"),
        [Column(_("Shop")), *_score(), Column(_("Response rate"), "share")],
        [
            (
                one.site_name,
                one.score.presses,
                one.score.happy_share,
                one.score.index,
                one.response,
            )
            for one in figures.shops
        ],
    )


def kiosks(figures: Satisfaction) -> Table:
    """Score of each kiosk."""
    return Table(
        _("Satisfaction by kiosk"),
        [Column(_("Shop")), Column(_("Kiosk")), *_score()],
        [
            (one.site_name, one.kiosk, one.score.presses, one.score.happy_share, one.score.index)
            for one in figures.kiosks
        ],
    )


def buttons(figures: Satisfaction) -> Table:
    """Presses of each button."""
    return Table(
        _("Presses by button"),
        [
            Column(_("Button")),
            Column(_("Of"), "count"),
            Column(_("Presses"), "count"),
            Column(_("Share"), "share"),
        ],
        [(say(one.label), one.of, one.presses, one.share) for one in figures.buttons],
    )


def response(figures: Satisfaction) -> Table:
    """How many of the visitors pressed, by hour of the clock."""
    return Table(
        _("Presses of those who came, by hour of the shop's clock"),
        [
            Column(_("Hour")),
            Column(_("Came in"), "count"),
            Column(_("Presses"), "count"),
            Column(_("Response rate"), "share"),
            Column(_("Happy, of those who pressed"), "share"),
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
        ["%", _("people")],
        [
            bars(_("Came in"), [one.visitors for one in hours], "muted", axis=1),
            share_line(_("Response rate"), [one.response for one in hours]),
        ],
    )


def _score() -> Sequence[Column]:
    return (
        Column(_("Presses"), "count"),
        Column(_("Happy share"), "share"),
        Column(_("Index"), "index"),
    )


def _hours(figures: Satisfaction) -> list[HourResponse]:
    return figures.response.by_hour if figures.response else []


def _then(beside: BesidePresses, place: int) -> tuple[Cell, ...]:
    if place >= len(beside.days):
        return (None, None, None)  # the month before was shorter
    one = beside.days[place]
    return (one.day, one.score.presses, one.score.happy_share)
