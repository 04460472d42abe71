"""The choice of days above a page: units of the calendar, and the way back and forth."""

from datetime import date
from typing import Final, NamedTuple

from hub.domain.calendar_units import UNITS
from hub.domain.periods import Period
from hub.domain.stepping import earlier, later
from hub.figures.selection import Selection
from hub.words import N_

Changes = dict[str, str | None]
"""Parameters of an address, as `hub.web.asked.address` takes them."""
TITLES: Final = {
    "day": N_("Day"),
    "week": N_("Week"),
    "month": N_("Month"),
    "year": N_("Year"),
}
ROLLING: Final = {"7d": N_("Last 7 days"), "28d": N_("Last 28 days")}


class Choice(NamedTuple):
    """One period to go to. `title` is to be translated."""

    title: str
    changes: Changes
    current: bool


class Days(NamedTuple):
    """Everything to choose from. `earlier` and `later` are None where there is nothing."""

    units: list[Choice]
    rolling: list[Choice]
    earlier: Changes | None
    later: Changes | None


def days_to_choose(chosen: Selection) -> Days:
    """What leads on from the days that are shown."""
    if not chosen.slices:
        return Days([], [], None, None)
    first, last = date.fromisoformat(chosen.first_day), date.fromisoformat(chosen.last_day)
    today = date.fromisoformat(chosen.over(Period("day")).last_day)
    name = "day" if chosen.period.name == "today" else chosen.period.name
    # From a week in May to the month: to May, not to the month that is now.
    at = last if last < today else None
    before, after = (
        earlier(chosen.period, first, last),
        later(chosen.period, first, last, today),
    )
    return Days(
        units=[Choice(TITLES[one], as_changes(Period(one, at=at)), one == name) for one in UNITS],
        rolling=[
            Choice(title, as_changes(Period(one)), one == name) for one, title in ROLLING.items()
        ],
        earlier=as_changes(before) if before else None,
        later=as_changes(after) if after else None,
    )


def as_changes(period: Period) -> Changes:
    """A period as parameters of an address; those it does not need are taken away."""
    return {
        "period": period.name,
        "from": period.first.isoformat() if period.first else None,
        "to": period.last.isoformat() if period.last else None,
        "at": period.at.isoformat() if period.at else None,
    }
