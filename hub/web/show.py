"""The ways of writing figures, as filters of the templates."""

from jinja2 import Environment

from hub.domain.dwell import TOO_FEW_VISITS
from hub.domain.intervals import TOO_FEW_CROSSINGS, TOO_FEW_PRESSES
from hub.words.figures import (
    ago,
    between,
    change,
    change_range,
    clock,
    country,
    date_of,
    days,
    decimal,
    duration,
    iso,
    long_day,
    moment,
    month_of,
    number,
    percent,
    percent_range,
    points,
    points_range,
    share,
    short_day,
    signed,
    weekday,
)

__all__ = [
    "add_to",
    "ago",
    "between",
    "change",
    "change_range",
    "clock",
    "country",
    "date_of",
    "days",
    "decimal",
    "duration",
    "iso",
    "long_day",
    "moment",
    "month_of",
    "number",
    "percent",
    "percent_range",
    "points",
    "points_range",
    "share",
    "short_day",
    "signed",
    "weekday",
]


def add_to(jinja: Environment) -> None:
    """Give the templates these filters."""
    jinja.filters.update(
        number=number,
        decimal=decimal,
        signed=signed,
        percent=percent,
        share=share,
        percent_range=percent_range,
        change=change,
        change_range=change_range,
        points=points,
        points_range=points_range,
        clock=clock,
        country=country,
        moment=moment,
        date_of=date_of,
        day=long_day,
        short_day=short_day,
        month_of=month_of,
        days=days,
        iso=iso,
        ago=ago,
        duration=duration,
        between=between,
    )
    jinja.globals["TOO_FEW_PRESSES"] = TOO_FEW_PRESSES
    jinja.globals["TOO_FEW_CROSSINGS"] = TOO_FEW_CROSSINGS
    jinja.globals["TOO_FEW_VISITS"] = TOO_FEW_VISITS
