"""How many visitors to expect in each hour of the next days, from the hours that were counted.

A day's level comes from `forecast_days`; how it spreads over the hours from the last weeks of the
same weekday, drawn towards all days where that weekday was seldom counted. The middle forecast is
exceeded as often as not. The interval around it comes from how far forecasts of the same method
were off when they were made from the history's earlier days only (`forecast_band`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hub.domain.forecast_days import EVERY_PART, YEAR_DAYS, Calendar, Floats, Parts, day_levels

Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]

HOURS: Final = 24
DAYS_AHEAD: Final = 14
LEAST_DAYS: Final = 42
"""Counted days without which nothing is said: half of them to learn from, half to be wrong on."""
_PROFILE_HALF_LIFE_DAYS: Final = 42.0
_PROFILE_PRIOR_DAYS: Final = 1.0
_RESTING_FROM_DAYS: Final = 56
_LEAST_RESTS: Final = 4
"""A weekday on which nobody counted so many times in a row is one of rest."""
_LEAST_HOLIDAYS: Final = 2
"""Holidays on other weekdays, none of them counted, after which all are."""
_LEAST_PART: Final = 0.6
"""A day of which this part of the usual visitors' hours was counted is filled up; else left out."""


@dataclass(frozen=True, slots=True)
class History:
    """What was counted: a row of 24 hours for each day in a row; NaN: not counted."""

    first_day: date
    hours: Floats
    holidays: Mapping[str, str]
    """Names by ISO date, of the history and of the days ahead."""

    def until(self, days: int) -> "History":
        """Its first days only."""
        return History(self.first_day, self.hours[:days], self.holidays)

    @property
    def counted_days(self) -> int:
        """Days on which any hour was counted."""
        return int((~np.isnan(self.hours)).any(axis=1).sum())


Middle = Callable[[History, int], Floats]
"""Forecasts the days after a history: a row of 24 hours for each."""


def middle(history: History, ahead: int = DAYS_AHEAD, parts: Parts = EVERY_PART) -> Floats:
    """The middle forecast.

    Args:
        history: at least one counted day.
        ahead: how many days.
        parts: what to leave out of the method.

    Returns:
        Visitors, a row of 24 hours for each day.
    """
    calendar = calendar_of(history, len(history.hours) + ahead)
    weekdays = calendar.weekdays
    closed = np.array([bool(name) for name in calendar.holidays])
    count = len(history.hours)
    shares = _profiles(history.hours, weekdays[:count], closed[:count])
    levels = day_levels(_totals(history.hours, shares[weekdays[:count]]), calendar, ahead, parts)
    levels[_rests(history.hours, weekdays, closed, ahead)] = 0.0
    return levels[:, None] * shares[weekdays[count:]]


def same_hour_last_week(history: History, ahead: int = DAYS_AHEAD) -> Floats:
    """What everybody compares with: the newest counted hour of the same weekday.

    Where it was not counted, the week before it, up to four weeks back; else nobody.
    """
    count = len(history.hours)
    rows = np.zeros((ahead, HOURS))
    for day in range(ahead):
        newest = count + day - 7 * (day // 7 + 1)
        found = np.full(HOURS, np.nan)
        for back in range(4):
            row = newest - 7 * back
            if row >= 0:
                found = np.where(np.isnan(found), history.hours[row], found)
        rows[day] = np.nan_to_num(found)
    return rows


def calendar_of(history: History, days: int) -> Calendar:
    """The calendar of some days from the history's first one on."""
    every = [history.first_day + timedelta(days=n) for n in range(days)]
    return Calendar(
        weekdays=np.array([day.weekday() for day in every]),
        year_parts=np.array([(day.timetuple().tm_yday - 1) / YEAR_DAYS for day in every]),
        holidays=[history.holidays.get(day.isoformat(), "") for day in every],
    )


def _rests(hours: Floats, weekdays: Whole, holidays: Truths, ahead: int) -> Truths:
    """On which of the days ahead the shop rests, and its camera with it.

    A camera that is switched off with the shop sends no zeros for its Sundays and holidays, and
    what is usual on other days must not be expected then. Such days were never counted, in weeks
    that were.

    Args:
        hours: of the history.
        weekdays: of the history and of the days ahead.
        holidays: likewise.
        ahead: how many days.
    """
    count = len(hours)
    counted: Truths = np.any(~np.isnan(hours), axis=1)
    around = np.convolve(counted, np.ones(7))[3 : count + 3]  # three days before and after
    a_week: Truths = np.asarray(around > 0)
    lately = np.arange(count) >= count - _RESTING_FROM_DAYS
    found = np.zeros(ahead, dtype=np.bool_)
    past, coming = np.zeros(count, dtype=np.bool_), weekdays[count:]
    for weekday in range(7):
        ones = weekdays[:count] == weekday
        if not counted[ones & lately].any() and a_week[ones & lately].sum() >= _LEAST_RESTS:
            past |= ones
            found |= coming == weekday
    free = holidays[:count] & ~past
    if not counted[free].any() and a_week[free].sum() >= _LEAST_HOLIDAYS:
        found |= holidays[count:]
    return found


def _profiles(hours: Floats, weekdays: Whole, holidays: Truths) -> Floats:
    """The share of each hour, a row for each weekday. Holidays have hours of their own."""
    count = len(hours)
    recent = 0.5 ** ((count - 1 - np.arange(count)) / _PROFILE_HALF_LIFE_DAYS)
    recent = recent * np.where(holidays, 0.1, 1.0)
    everyday = _shares(hours, recent)
    rows = []
    for weekday in range(7):
        weight = recent * (weekdays == weekday)
        sums = _weighted_sums(hours, weight)
        total = float(sums.sum())
        own = float(weight.sum())
        usual = total / own if own and total else 1.0
        # As if so many days more had been usual ones.
        drawn = sums + _PROFILE_PRIOR_DAYS * usual * everyday * (0.3 if total else 1.0)
        rows.append(drawn / drawn.sum())
    return np.array(rows)


def _shares(hours: Floats, weights: Floats) -> Floats:
    sums = _weighted_sums(hours, weights)
    total = sums.sum()
    return np.asarray(sums / total) if total else np.full(HOURS, 1 / HOURS)


def _weighted_sums(hours: Floats, weights: Floats) -> Floats:
    """Visitors of each hour as if it had been counted as often as the day was looked at."""
    counted = ~np.isnan(hours)
    sums: Floats = weights @ np.nan_to_num(hours)
    seen = weights @ counted
    return np.asarray(np.divide(sums * weights.sum(), seen, out=np.zeros(HOURS), where=seen > 0))


def _totals(hours: Floats, shares: Floats) -> Floats:
    """Visitors of each day; of one that was counted in part, as if it had been counted whole."""
    counted = ~np.isnan(hours)
    part = (shares * counted).sum(axis=1)
    sums = np.nansum(hours, axis=1)
    usable = counted.any(axis=1) & (part >= _LEAST_PART)
    return np.asarray(np.divide(sums, part, out=np.full(len(sums), np.nan), where=usable))
