"""What the sample shops' cameras tell of expressions: groups of invented visitors. Pure.

In Market Hall a display is changed 14 days before the end, so that a comparison has something to
find; in Harbour Street nothing changes; in Station Arcade expression was never switched on.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hub.sample.days import WINDOW_SECONDS, DayEvents, SampleShop
from wire.camera_events import FootfallWindow
from wire.expression_events import ExpressionWindow, ShareError
from wire.scalars import Stamp

CHANGED_DAYS_AGO: Final = 14
_OFF_DAYS_AGO: Final = (9, 10, 11)
"""The notice had fallen off the door, say."""
_ON_DAYS_AGO: Final = 41
Law = Literal["eu", "none"]
_LAWS: Final[dict[str, Law]] = {"market-hall": "eu", "harbour": "none"}
_ZONES: Final = (("new-in", 0.30), ("way-out", 0.45), (None, 0.25))
_MIX: Final = np.array([0.22, 0.52, 0.26])
_BETTER: Final = np.array([0.14, 0.46, 0.40])
_STEADY: Final = 90.0
"""How alike the days are (concentration of a Dirichlet law)."""
_SEEN_WELL: Final = 0.62
_LEAST: Final = 5
_ERRORS: Final = [
    ShareError(labelled=120, negative=0.45, positive=0.22, together=-0.12),
    ShareError(labelled=120, negative=0.40, positive=0.30, together=-0.15),
    ShareError(labelled=120, negative=0.18, positive=0.32, together=-0.11),
]
_HOUR: Final = 3600 // WINDOW_SECONDS

Floats = NDArray[np.float64]


class _Group(NamedTuple):
    """Visitors of one zone who may be told of together."""

    at: Stamp
    seconds: int
    zone: str | None
    classes: NDArray[np.int64]
    unseen: int


def expression_events(
    shop: SampleShop, days: Sequence[DayEvents], *, first_seq: int, seed: int
) -> list[ExpressionWindow]:
    """Groups of visitors of all days on which expression was on.

    Args:
        shop: whose camera.
        days: all of `hub.sample.days.sample_days`.
        first_seq: number of the first event.
        seed: the same seed gives the same events.
    """
    law = _LAWS.get(shop.code)
    if law is None:
        return []
    rng = np.random.default_rng([seed, 4, *shop.code.encode()])
    off_by = np.stack([rng.multivariate_normal([0, 0], _block(c) / 120) for c in range(3)])
    numbers = count(first_seq)
    return [
        _window(next(numbers), group, off_by, law, rng)
        for ago, day in zip(range(len(days) - 1, -1, -1), days, strict=True)
        if ago <= _ON_DAYS_AGO and ago not in _OFF_DAYS_AGO
        for group in _groups(shop, day.windows, ago, rng)
    ]


def _groups(
    shop: SampleShop, windows: Sequence[FootfallWindow], ago: int, rng: np.random.Generator
) -> Iterator[_Group]:
    changed = shop.code == "market-hall" and ago <= CHANGED_DAYS_AGO
    for zone, part in _ZONES:
        mix = rng.dirichlet(_STEADY * (_BETTER if changed and zone == "new-in" else _MIX))
        waiting: _Group | None = None
        for first in range(0, len(windows), _HOUR):
            hour = windows[first : first + _HOUR]
            visitors = int(rng.binomial(sum(one.entered for one in hour), part))
            seen = int(rng.binomial(visitors, _SEEN_WELL))
            seconds = len(hour) * WINDOW_SECONDS
            own = _Group(hour[0].at, seconds, zone, rng.multinomial(seen, mix), visitors - seen)
            waiting = _joined(waiting, own)
            if waiting.classes.sum() >= _LEAST:
                yield waiting
                waiting = None


def _joined(waiting: _Group | None, own: _Group) -> _Group:
    """A group that is too small waits for the next hour's visitors."""
    if waiting is None:
        return own
    seconds = waiting.seconds + own.seconds
    classes, unseen = waiting.classes + own.classes, waiting.unseen + own.unseen
    return _Group(waiting.at, seconds, own.zone, classes, unseen)


def _window(
    seq: int, group: _Group, off_by: Floats, law: Law, rng: np.random.Generator
) -> ExpressionWindow:
    visitors = int(group.classes.sum())
    true = group.classes / visitors
    scatter = sum(share * _block(c) for c, share in enumerate(true)) / visitors
    noise = rng.multivariate_normal([0, 0], scatter) + true @ off_by
    negative, positive = (round(float(one), 6) for one in true[[0, 2]] + noise)
    return ExpressionWindow(
        seq=seq,
        at=group.at,
        seconds=group.seconds,
        zone=group.zone,
        visitors=visitors,
        unseen=group.unseen,
        least=_LEAST,
        negative=negative,
        neutral=round(1 - negative - positive, 6),
        positive=positive,
        corrected=True,
        calibration="5a" * 16,
        errors=_ERRORS,
        network="fer2013_mini_xception",
        detector="yunet_2026may",
        law=law,
    )


def _block(c: int) -> Floats:
    """Covariance of the negative and the positive share that one visitor of class c brings."""
    one = _ERRORS[c]
    return np.array([[one.negative, one.together], [one.together, one.positive]])
