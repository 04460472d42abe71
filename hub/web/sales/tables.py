"""The tables and charts of sales; the Footfall page may show them as well."""

from hub.domain.series import days_or_months
from hub.figures.sales import Sales
from hub.web.charts import Data, bars, over, share_line
from hub.web.show import short_day
from hub.web.tables import Amount, Column, Table
from hub.words import gettext as _


def days(figures: Sales) -> Table:
    """Each day with sales."""
    return Table(
        _("Transactions and conversion by day"),
        [
            Column(_("Day"), "day"),
            Column(_("Transactions"), "count"),
            Column(_("Visitors of the same shops"), "count"),
            Column(_("Conversion"), "share"),
        ],
        [(one.day, one.transactions, one.visitors, one.conversion) for one in figures.days],
    )


def hours(figures: Sales) -> Table:
    """Each hour of the clock, where tills told hours."""
    return Table(
        _("Transactions and conversion by hour of the shop's clock"),
        [
            Column(_("Hour")),
            Column(_("Transactions"), "count"),
            Column(_("Visitors in the same hours"), "count"),
            Column(_("Conversion"), "share"),
        ],
        [
            (f"{one.hour:02d}:00", one.transactions, one.visitors, one.conversion)
            for one in figures.hours
        ],
    )


def baskets(figures: Sales) -> Table:
    """What was paid, by currency: amounts of several are never added."""
    return Table(
        _("Turnover and average basket by currency"),
        [
            Column(_("Currency")),
            Column(_("Transactions"), "count"),
            Column(_("Turnover"), "money"),
            Column(_("Average basket"), "money"),
        ],
        [
            (
                one.currency,
                one.transactions,
                Amount(one.turnover, one.digits),
                None if one.average is None else Amount(one.average, one.digits),
            )
            for one in figures.baskets
        ],
    )


def charted_days(figures: Sales) -> list[str]:
    """From the first day with sales to the last: one without, such as a Sunday, is a gap.

    Months, where the figures are of months.
    """
    every = days_or_months(figures.first_day, figures.last_day)
    return [day for day in every if figures.days[0].day <= day <= figures.days[-1].day]


def days_chart(figures: Sales) -> Data:
    """Transactions as bars, conversion as a line with its interval. Needs a day with sales."""
    known = {one.day: one for one in figures.days}
    shown = [known.get(day) for day in charted_days(figures)]
    return over(
        [short_day(day) for day in charted_days(figures)],
        ["%", _("transactions")],
        [
            bars(
                _("Transactions"),
                [one.transactions if one else None for one in shown],
                "muted",
                axis=1,
            ),
            share_line(_("Conversion"), [one.conversion if one else None for one in shown]),
        ],
    )


def hours_chart(figures: Sales) -> Data:
    """The same by hour of the clock."""
    return over(
        [f"{one.hour:02d}" for one in figures.hours],
        ["%", _("transactions")],
        [
            bars(_("Transactions"), [one.transactions for one in figures.hours], "muted", axis=1),
            share_line(_("Conversion"), [one.conversion for one in figures.hours]),
        ],
    )
