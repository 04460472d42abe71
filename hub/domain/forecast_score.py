"""A forecast with its intervals, and how well the same method has done before.

Every figure is of forecasts that knew only what came before them, the intervals as well. It is
compared with the same hour of last week, by the mean absolute error, by that error in units of the
usual change from week to week (MASE: R. J. Hyndman and A. B. Koehler, International Journal of
Forecasting 22 (2006), 679-688), and by the pinball loss of the middle and both ends, which a band
that is too wide pays for as one that is too narrow does (R. Koenker and G. Bassett, Econometrica 46
(1978), 33-50).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hub.domain.forecast import (
    DAYS_AHEAD,
    LEAST_DAYS,
    History,
    Middle,
    middle,
    same_hour_last_week,
)
from hub.domain.forecast_band import HIGH_SHARE, LOW_SHARE, OPEN_FROM, Trial, fit_band, trials
from hub.domain.forecast_days import Floats

SCORED_WEEKS: Final = 8
_LEARNING_WEEKS: Final = 8
_LEAST_BEFORE: Final = 3
"""Trials that must lie before the first one that is scored."""
_WEEK_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Score:
    """How forecasts of the last weeks have done, in hours that the shop was open."""

    weeks: int
    hours: int
    missed: float
    """Mean absolute error, in visitors an hour."""
    naive_missed: float
    """The same of last week's same hour."""
    scaled: float | None
    """MASE. None: weeks never differed."""
    pinball: float
    naive_pinball: float
    held: float
    """The share of hours that came within their interval; 0.8 is what it says."""

    @property
    def closer(self) -> float | None:
        """How much closer than last week's same hour, up to 1; below 0: farther. None: untold."""
        return 1 - self.missed / self.naive_missed if self.naive_missed else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Rows of 24 hours for each day ahead, and the days' totals."""

    middle: Floats
    low: Floats
    high: Floats
    day_low: Floats
    day_high: Floats
    score: Score | None
    """None: the history is too short to have been tried on."""


def make_forecast(history: History, ahead: int = DAYS_AHEAD) -> Forecast | None:
    """The forecast of the next days. None: fewer than `LEAST_DAYS` days were counted."""
    if history.counted_days < LEAST_DAYS:
        return None
    done = trials(history, middle, ahead, SCORED_WEEKS + _LEARNING_WEEKS)
    rows = middle(history, ahead)
    low, high = fit_band(done).around(rows)
    day_low, day_high = fit_band([_by_day(one) for one in done]).around(rows.sum(1, keepdims=True))
    return Forecast(
        rows, low, high, day_low[:, 0], day_high[:, 0], score(history, done, ahead=ahead)
    )


def score(history: History, done: Sequence[Trial], *, ahead: int = DAYS_AHEAD) -> Score | None:
    """How trials of the last weeks have done.

    Args:
        history: what they were made from.
        done: the oldest first.
        ahead: how many days each looks ahead.

    Returns:
        None where there are too few before those that would be scored, or no open hours.
    """
    judged = [one for one in done[_LEAST_BEFORE:] if one.end >= _first_end(history)]
    naive = {one.end: one for one in _naive(history, ahead)}
    parts = [
        _losses(one, done) + _losses(naive[one.end], list(naive.values()), open_as=one)
        for one in judged
    ]
    if not parts or not sum(len(one[0]) for one in parts):
        return None
    missed, pinball, held, naive_missed, naive_pinball, _ = (
        float(np.concatenate(column).mean()) for column in zip(*parts, strict=True)
    )
    usual = _usual_change(history)
    return Score(
        weeks=len(judged),
        hours=sum(len(one[0]) for one in parts),
        missed=missed,
        naive_missed=naive_missed,
        scaled=missed / usual if usual else None,
        pinball=pinball,
        naive_pinball=naive_pinball,
        held=held,
    )


def known_at(end: int, done: Sequence[Trial]) -> list[Trial]:
    """Trials as they could be judged at the end of a history: of what had come by then."""
    known = []
    for one in done:
        past = one.end + np.arange(len(one.came)) < end
        if past.any():
            known.append(replace(one, came=np.where(past[:, None], one.came, np.nan)))
    return known


def _first_end(history: History) -> int:
    return len(history.hours) - SCORED_WEEKS * _WEEK_DAYS


def _naive(history: History, ahead: int) -> list[Trial]:
    naive: Middle = same_hour_last_week
    return trials(history, naive, ahead, SCORED_WEEKS + _LEARNING_WEEKS)


def _losses(
    one: Trial, every: Sequence[Trial], *, open_as: Trial | None = None
) -> tuple[Floats, ...]:
    """Absolute errors, pinball losses, and whether the interval held, of each open hour."""
    low, high = fit_band(known_at(one.end, every)).around(one.middle)
    judged = ~np.isnan(one.came) & ((open_as or one).middle >= OPEN_FROM)
    came, rows, low, high = (part[judged] for part in (one.came, one.middle, low, high))
    pinball = (
        _pinball(came, low, LOW_SHARE)
        + _pinball(came, rows, 0.5)
        + _pinball(came, high, HIGH_SHARE)
    ) / 3
    held = ((came >= low) & (came <= high)).astype(float)
    return np.abs(came - rows), pinball, held


def _pinball(came: Floats, quantile: Floats, share: float) -> Floats:
    off = came - quantile
    return np.maximum(share * off, (share - 1) * off)


def _usual_change(history: History) -> float:
    """From week to week, in hours that were counted in both and not empty in both."""
    later, earlier = history.hours[_WEEK_DAYS:], history.hours[:-_WEEK_DAYS]
    looked_at = np.maximum(later, earlier) >= OPEN_FROM  # NaN: False
    return float(np.abs(later - earlier)[looked_at].mean()) if looked_at.any() else 0.0


def _by_day(one: Trial) -> Trial:
    """The same of whole days; a day of which an open hour was not counted is none."""
    missing = (np.isnan(one.came) & (one.middle >= OPEN_FROM)).any(axis=1) | np.isnan(one.came).all(
        axis=1
    )
    came = np.where(missing, np.nan, np.nansum(one.came, axis=1))
    return Trial(one.end, one.middle.sum(axis=1, keepdims=True), came[:, None])
