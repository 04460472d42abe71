"""The level of each day: a regression on the calendar, and what was left over lately.

In logarithms, days are the sum of a weekday's, a season's and a holiday's effect and a trend, which
a ridge regression finds (A. E. Hoerl and R. W. Kennard, Technometrics 12 (1970), 55-67; the ridge
keeps a holiday that was seen once from being believed outright). Days that are far off for a reason
of their own count less (P. J. Huber, Annals of Mathematical Statistics 35 (1964), 73-101). What the
calendar does not explain drifts slowly; exponential smoothing follows it, and its last value is
carried on, fading (E. S. Gardner and E. McKenzie, Management Science 31 (1985), 1237-1246: damped).
The whole is dynamic regression as in R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles
and Practice, 3rd ed. 2021, chapters 7, 8 and 10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

YEAR_DAYS: Final = 365.25
_SEASON_FROM_DAYS: Final = 400
"""Before a whole year is known, a season cannot be told from a trend."""
_SEASON_TERMS: Final = 3
_HALF_LIFE_DAYS: Final = 365.0
_TREND_UNIT_DAYS: Final = 365.0
_RIDGE_WEEKDAY: Final = 0.1
_RIDGE_TREND: Final = 20.0
_RIDGE_SEASON: Final = 1.0
_RIDGE_HOLIDAY: Final = 0.1
_RIDGE_NAMED: Final = 1.0
_HUBER: Final = 2.0
_ROUNDS: Final = 4
_SMOOTHING: Final = (0.02, 0.05, 0.1, 0.2, 0.35)
_FADING: Final = 0.97
"""What is carried on of a leftover level from one day to the next: half is gone after 23 days."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the method is made of; switched off one by one in benchmarks/forecast.py."""

    holidays: bool = True
    season: bool = True
    trend: bool = True
    drift: bool = True
    robust: bool = True


EVERY_PART: Final = Parts()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days in a row, the history's first. `holidays` has the name of each, or an empty text."""

    weekdays: NDArray[np.int64]
    """Monday is 0."""
    year_parts: Floats
    """Where in the year each day lies, 0 to 1."""
    holidays: Sequence[str]

    def part(self, start: int, stop: int) -> "Calendar":
        """Some days of it."""
        return Calendar(
            self.weekdays[start:stop], self.year_parts[start:stop], self.holidays[start:stop]
        )


def day_levels(totals: Floats, calendar: Calendar, ahead: int, parts: Parts = EVERY_PART) -> Floats:
    """The middle forecast of the days after the history.

    Args:
        totals: visitors of each day of the history; NaN: not counted.
        calendar: of the history, and of the days ahead.
        ahead: how many days.
        parts: what to leave out.
    """
    count = len(totals)
    known = np.flatnonzero(~np.isnan(totals))
    features, ridge = _features(calendar.part(0, count + ahead), count, parts)
    logs = np.log1p(totals[known])
    weights = 0.5 ** ((count - 1 - known) / _HALF_LIFE_DAYS)
    # A holiday is no mistake of its day, however far it lies from the others.
    doubted = np.array([not name for name in calendar.holidays[:count]])[known]
    rounds = _ROUNDS if parts.robust else 0
    solution = _fit(features[known], logs, weights, ridge, doubted, rounds)
    explained = features @ solution
    left = np.full(count, np.nan)
    left[known] = logs - explained[known]
    drift = _drift(left) if parts.drift else 0.0
    fading = _FADING ** np.arange(1, ahead + 1)
    return np.expm1(np.maximum(explained[count:] + drift * fading, 0.0))


def _features(calendar: Calendar, count: int, parts: Parts) -> tuple[Floats, Floats]:
    """A row for each day, and how strongly each column is held to 0."""
    days = len(calendar.weekdays)
    columns: list[Floats] = [np.ones(days)]
    ridge = [0.0]
    for weekday in range(7):
        columns.append((calendar.weekdays == weekday).astype(float))
        ridge.append(_RIDGE_WEEKDAY)
    if parts.trend:
        columns.append(np.minimum(np.arange(days) - count + 1.0, 0.0) / _TREND_UNIT_DAYS)
        ridge.append(_RIDGE_TREND)
    if parts.season and count >= _SEASON_FROM_DAYS:
        for term in range(1, _SEASON_TERMS + 1):
            angle = 2 * np.pi * term * calendar.year_parts
            columns += [np.sin(angle), np.cos(angle)]
            ridge += [_RIDGE_SEASON] * 2
    if parts.holidays:
        found, held = _holiday_columns(calendar.holidays)
        columns += found
        ridge += held
    return np.column_stack(columns), np.array(ridge)


def _holiday_columns(names: Sequence[str]) -> tuple[list[Floats], list[float]]:
    """Any holiday, the day before one, and each holiday by its name."""
    is_one = np.array([bool(name) for name in names], dtype=float)
    if not is_one.any():
        return [], []
    eve = np.append(is_one[1:], 0.0) * (1 - is_one)
    columns, ridge = [is_one, eve], [_RIDGE_HOLIDAY, _RIDGE_HOLIDAY]
    for name in sorted({name for name in names if name}):
        columns.append(np.array([one == name for one in names], dtype=float))
        ridge.append(_RIDGE_NAMED)
    return columns, ridge


def _fit(
    features: Floats,
    logs: Floats,
    weights: Floats,
    ridge: Floats,
    doubted: NDArray[np.bool_],
    rounds: int,
) -> Floats:
    solution = _solve(features, logs, weights, ridge)
    for _ in range(rounds):
        left = logs - features @ solution
        scale = max(1.4826 * float(np.median(np.abs(left))), 0.05)
        with np.errstate(divide="ignore"):
            trust = np.minimum(1.0, _HUBER * scale / np.abs(left))
        solution = _solve(features, logs, weights * np.where(doubted, trust, 1.0), ridge)
    return solution


def _solve(features: Floats, logs: Floats, weights: Floats, ridge: Floats) -> Floats:
    weighted = features * weights[:, None]
    tiny = 1e-9 * np.eye(features.shape[1])
    square = features.T @ weighted + np.diag(ridge) + tiny
    return np.asarray(np.linalg.solve(square, weighted.T @ logs))


def _drift(left: Floats) -> float:
    """The level of what is left over, smoothed as would have forecast the next days best."""
    best, error = 0.0, np.inf
    known = left[~np.isnan(left)]
    # One day that is far off shall not move the level by much.
    reach = 3 * 1.4826 * float(np.median(np.abs(known))) + 1e-6
    known = np.clip(known, -reach, reach)
    for smoothing in _SMOOTHING:
        level, missed = 0.0, 0.0
        for value in known:
            missed += abs(value - level)
            level += smoothing * (value - level)
        if missed < error:
            best, error = level, missed
    return float(best)
