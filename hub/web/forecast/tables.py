"""The tables and charts of the Forecast page."""

from hub.figures.forecast import ShopForecast, ShopLine, people_needed
from hub.store.forecasts import ExpectedHour
from hub.web.charts import Data, bars, over, usual
from hub.web.show import days as days_in_words
from hub.web.show import number, percent, short_day
from hub.web.tables import Column, Table
from hub.words import gettext as _

STAFF_DAYS = 7


def days(figures: ShopForecast) -> Table:
    """Each day ahead."""
    return Table(
        _("Visitors expected by day"),
        [
            Column(_("Day"), "day"),
            Column(_("Expected"), "decimal"),
            Column(_("At least (80%%)"), "count"),
            Column(_("At most (80%%)"), "count"),
            Column(_("Holiday")),
        ],
        [
            (one.day, one.expected, one.low, one.high, figures.holidays.get(one.day))
            for one in figures.days
        ],
    )


def hours(figures: ShopForecast, visitors_for_each: int) -> Table:
    """Each open hour ahead, with the people it needs."""
    return Table(
        _("Visitors expected by hour, and people needed"),
        [
            Column(_("Day"), "day"),
            Column(_("Hour")),
            Column(_("Expected"), "decimal"),
            Column(_("At least (80%%)"), "count"),
            Column(_("At most (80%%)"), "count"),
            Column(_("People"), "count"),
            Column(_("People for a busy hour"), "count"),
        ],
        [
            (
                one.day,
                f"{one.hour:02d}:00",
                one.expected,
                one.low,
                one.high,
                people_needed(one.expected, visitors_for_each),
                people_needed(one.high, visitors_for_each),
            )
            for one in figures.hours
        ],
    )


def staff(figures: ShopForecast, visitors_for_each: int) -> Table:
    """People by hour and day of the next week: for the middle forecast, and up to a busy hour."""
    shown = [one.day for one in figures.days[:STAFF_DAYS]]
    cells = {(one.hour, one.day): _people(one, visitors_for_each) for one in figures.hours}
    open_hours = sorted({hour for hour, day in cells if day in shown})
    return Table(
        _("People needed by hour"),
        [Column(_("Hour")), *(Column(short_day(day)) for day in shown)],
        [(f"{hour:02d}:00", *(cells.get((hour, day), "") for day in shown)) for hour in open_hours],
    )


def shops(lines: list[ShopLine]) -> Table:
    """Many shops in short."""
    return Table(
        _("Visitors expected tomorrow, by shop"),
        [
            Column(_("Shop")),
            Column(_("Tomorrow"), "decimal"),
            Column(_("At least (80%%)"), "count"),
            Column(_("At most (80%%)"), "count"),
            Column(_("Closer than last week's same hour"), "percent"),
            Column(_("Hours within the band"), "percent"),
        ],
        [
            (
                one.site_name,
                one.tomorrow.expected if one.tomorrow else None,
                one.tomorrow.low if one.tomorrow else None,
                one.tomorrow.high if one.tomorrow else None,
                one.score.closer if one.score else None,
                one.score.held if one.score else None,
            )
            for one in lines
        ],
    )


def days_chart(figures: ShopForecast) -> Data:
    """The days before as bars, the days ahead as a line with its band."""
    before, ahead = figures.before, figures.days
    labels = [short_day(one.day) for one in before] + [short_day(one.day) for one in ahead]
    spans = [(float(one.low), one.expected, float(one.high)) for one in ahead]
    return over(
        labels,
        [_("visitors")],
        [
            usual(_("Expected, with the 80%% band"), [*([None] * len(before)), *spans]),
            bars(_("Came in"), [one.entered for one in before] + [None] * len(ahead), "accent"),
        ],
    )


def hours_chart(figures: ShopForecast) -> Data:
    """Each open hour ahead."""
    return over(
        [f"{short_day(one.day)} {one.hour:02d}" for one in figures.hours],
        [_("visitors")],
        [
            usual(
                _("Expected, with the 80%% band"),
                [(float(one.low), one.expected, float(one.high)) for one in figures.hours],
            )
        ],
    )


def score_in_words(figures: ShopForecast) -> str | None:
    """How forecasts of this shop have done. None: it cannot be told yet."""
    told = figures.score
    if told is None or told.closer is None:
        return None
    values = {
        "weeks": told.weeks,
        "closer": percent(abs(told.closer)),
        "held": percent(told.held),
    }
    if told.closer >= 0:
        return _(
            "Over the last %(weeks)s weeks it came %(closer)s closer than last week's same hour; "
            "the 80%% band held %(held)s of hours.",
            **values,
        )
    return _(
        "Over the last %(weeks)s weeks it was %(closer)s farther off than last week's same hour; "
        "the 80%% band held %(held)s of hours.",
        **values,
    )


def span_in_words(figures: ShopForecast) -> str:
    """The days ahead."""
    return days_in_words(figures.days[0].day, figures.days[-1].day) if figures.days else ""


def _people(one: ExpectedHour, visitors_for_each: int) -> str:
    least = people_needed(one.expected, visitors_for_each)
    most = people_needed(one.high, visitors_for_each)
    return number(least) if most <= least else f"{number(least)}\N{EN DASH}{number(most)}"
