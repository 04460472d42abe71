"""How far a forecast may be off, from how far those before it were.

Forecasts are made again from earlier and earlier ends of the history (rolling origin: L. J.
Tashman, International Journal of Forecasting 16 (2000), 437-450), and compared with what came. An
error is measured in standard deviations of a negative binomial count, `sqrt(m + scatter * m^2)`:
small hours scatter as chance makes them, large ones by a share. The quantiles of such errors, of
hours of about the same size, give the ends (split conformal prediction: J. Lei and others, Journal
of the American Statistical Association 113 (2018), 1094-1111). Ends are whole numbers, as visitors
are; so that rounding does not make intervals hold too often, they are drawn in until they just do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from hub.domain.forecast import HOURS, History, Middle
from hub.domain.forecast_days import Floats

OPEN_FROM: Final = 1.0
"""Hours in which fewer visitors are expected say nothing: the shop is closed, or as good as."""
LOW_SHARE: Final = 0.1
HIGH_SHARE: Final = 0.9
"""The ends of an interval that holds in 80 of 100 hours."""
_SIZES: Final = (4.0, 12.0, 40.0)
"""Where the sizes of hours part."""
_BLOCKS: Final = (3, 7, 14)
"""The days ahead up to which errors are put together."""
_LEAST_ERRORS: Final = 120
_LEAST_FIRST_DAYS: Final = 21
_CLOSED: Final = 0.02
"""An hour of fewer visitors than one in fifty days is one of a closed shop."""
_NORMAL: Final = 1.2815515655446004
"""The normal distribution's 90 % quantile."""
_DRAWN_IN: Final = np.linspace(0.3, 1.5, 61)
_EVERY_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Trial:
    """A forecast made as if the history had ended earlier, beside what came."""

    end: int
    """Days of the history that it knew."""
    middle: Floats
    came: Floats
    """NaN: not counted, or not yet."""


@dataclass(frozen=True, slots=True)
class Band:
    """How errors are spread, by days ahead and size of the hour."""

    scatter: float
    """How much more than chance hours differ: `size` of the module's formula."""
    quantiles: Floats
    """Blocks of days, by sizes of hours, by low and high: in standard deviations."""

    def around(self, rows: Floats) -> tuple[Floats, Floats]:
        """Lower and upper ends of the intervals of days ahead; whole numbers."""
        block = np.searchsorted(_BLOCKS, np.arange(1, len(rows) + 1)).clip(max=len(_BLOCKS) - 1)
        kind = np.searchsorted(_SIZES, rows)
        ends = self.quantiles[block[:, None], kind]
        reach = deviation(rows, self.scatter)
        low, high = (_whole(rows + ends[..., side] * reach) for side in (0, 1))
        return low, np.where(rows < _CLOSED, 0.0, high)


def trials(history: History, forecast: Middle, ahead: int, most: int) -> list[Trial]:
    """Forecasts from up to `most` earlier ends, a week apart, the oldest first.

    Args:
        history: what was counted.
        forecast: the method.
        ahead: how many days each looks ahead.
        most: how many ends.
    """
    count = len(history.hours)
    ends = [end for n in range(1, most + 1) if (end := count - n * _EVERY_DAYS) > 0]
    made = []
    for end in reversed(ends):
        known = history.until(end)
        if known.counted_days < _LEAST_FIRST_DAYS:
            continue
        came = np.full((ahead, HOURS), np.nan)
        rows = history.hours[end : end + ahead]
        came[: len(rows)] = rows
        made.append(Trial(end, forecast(known, ahead), came))
    return made


def fit_band(done: Sequence[Trial]) -> Band:
    """Learn from trials what errors are to be expected. Without any, only chance is."""
    if not done:
        return Band(0.0, np.tile([-_NORMAL, _NORMAL], (len(_BLOCKS), len(_SIZES) + 1, 1)))
    rows = np.stack([one.middle for one in done])
    came = np.stack([one.came for one in done])
    seen = ~np.isnan(came) & (rows >= OPEN_FROM)
    scatter = _scatter(rows[seen], came[seen])
    days = np.broadcast_to(np.arange(1, rows.shape[1] + 1)[None, :, None], rows.shape)
    # Errors of one trial go together: with few trials the true spread is likely a wider one.
    wider = 1 + 0.5 / len(done)
    quantiles = np.empty((len(_BLOCKS), len(_SIZES) + 1, 2))
    for block, last in enumerate(_BLOCKS):
        first = _BLOCKS[block - 1] if block else 0
        near = seen & (days > first) & (days <= last)
        for kind in range(len(_SIZES) + 1):
            alike = near & (np.searchsorted(_SIZES, rows) == kind)
            enough = next((one for one in (alike, near) if one.sum() >= _LEAST_ERRORS), seen)
            quantiles[block, kind] = _ends(rows[enough], came[enough], scatter) * wider
    return Band(scatter, quantiles)


def deviation(rows: Floats, scatter: float) -> Floats:
    """The standard deviation of a negative binomial count of these means."""
    return np.asarray(np.sqrt(np.maximum(rows, 0.05) + scatter * rows**2))


def _ends(rows: Floats, came: Floats, scatter: float) -> Floats:
    """Low and high, in standard deviations, between which 80 of 100 of these hours came."""
    if len(rows) < _LEAST_ERRORS:
        return np.array([-_NORMAL, _NORMAL])
    reach = deviation(rows, scatter)
    low, usual, high = np.quantile((came - rows) / reach, [LOW_SHARE, 0.5, HIGH_SHARE])
    for part in _DRAWN_IN:
        ends = usual + part * np.array([low - usual, high - usual])
        held = (came >= _whole(rows + ends[0] * reach)) & (came <= _whole(rows + ends[1] * reach))
        if held.mean() >= HIGH_SHARE - LOW_SHARE:
            break
    return np.asarray(ends)


def _whole(ends: Floats) -> Floats:
    return np.asarray(np.rint(np.maximum(ends, 0.0)))


def _scatter(rows: Floats, came: Floats) -> float:
    """By moments: what squares of errors exceed chance by, per square of the mean."""
    if not len(rows):
        return 0.0
    return max(0.0, float(((came - rows) ** 2 - rows).sum() / (rows**2).sum()))
