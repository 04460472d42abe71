"""The hours of the week on the Footfall page: when visitors come."""

from collections import Counter
from datetime import date

from hub.domain.periods import days
from hub.figures.footfall import Footfall
from hub.web.charts import Data, week_counts
from hub.web.show import weekday
from hub.web.tables import Column, Table
from hub.words import gettext as _


def week(figures: Footfall) -> Table:
    """Who came in within each hour of the week."""
    shown = _weekdays(figures)
    return Table(
        _("Footfall by hour of the week"),
        [
            Column(_("Weekday")),
            Column(_("Hour")),
            Column(_("In, mean of a day"), "decimal"),
            Column(_("In, of all days"), "count"),
            Column(_("Out, of all days"), "count"),
        ],
        [
            (
                weekday(one.weekday),
                f"{one.hour:02d}:00",
                one.passages.entered / shown[one.weekday],
                one.passages.entered,
                one.passages.left,
            )
            for one in figures.week
        ],
    )


def week_chart(figures: Footfall) -> Data:
    """Heat map of the same."""
    shown = _weekdays(figures)
    cells = [
        (one.weekday, one.hour, one.passages.entered / shown[one.weekday], one.passages.entered)
        for one in figures.week
    ]
    return week_counts(_("In, mean of a day"), _("In, of all days"), cells)


def _weekdays(figures: Footfall) -> Counter[int]:
    """How often each weekday is among the days shown; none, where there is no shop."""
    if not figures.first_day:
        return Counter()
    return Counter(
        date.fromisoformat(day).weekday() for day in days(figures.first_day, figures.last_day)
    )
