"""False alarms on silent kiosks and on footfall, with what a hub learned itself in eight weeks.

Simulated shops, so that every alarm is known to be a false one: see `benchmarks.alerts`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from statistics import median
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.forecast import KINDS, a_shop
from hub.domain.footfall_scatter import learn_scatter
from hub.domain.footfall_watch import LEAST_EXPECTED, far
from hub.domain.forecast import History, Middle, middle
from hub.domain.forecast_band import OPEN_FROM
from hub.domain.forecast_days import Floats
from hub.domain.silence import Habit, Windows, learn_habit, silences, too_many

Whole = NDArray[np.int64]

SETTINGS: Final = (1.0, 4.0)
LEARNED_DAYS: Final = 56
MINUTE_MS: Final = 60_000
DAY_MS: Final = 1440 * MINUTE_MS
OPEN_MINUTES: Final = 720
MONTH_DAYS: Final = 30
SILENT_SHOPS: Final = 60
SILENT_MONTHS: Final = 6
STORED_AFTER_MS: Final = 5_000
QUIET_MS: Final = 5 * MINUTE_MS
"""As `hub.alerts.crowd`: a shorter silence is not looked at."""
WATCHED_SHOPS: Final = 70
WATCHED_DAYS: Final = 60


class Kiosk(NamedTuple):
    """How a kiosk is used: a family that presses at all presses once for each of its members."""

    presses_a_day: int
    share: float
    """Of visitors, or of families, that press."""
    family: int


KIOSKS: Final = (
    Kiosk(30, 0.05, 1),
    Kiosk(120, 0.05, 1),
    Kiosk(480, 0.05, 1),
    Kiosk(120, 0.2, 1),
    Kiosk(120, 0.05, 3),
    Kiosk(30, 0.2, 3),
)


def silent_lines(rng: np.random.Generator) -> Iterator[str]:
    """The table of silent kiosks."""
    yield "| presses a day | visitors that press | together | setting | measured | ratio | told |"
    yield "|---|---|---|---|---|---|---|"
    for kiosk in KIOSKS:
        alarms = dict.fromkeys(SETTINGS, 0)
        enough: dict[float, list[int]] = {one: [] for one in SETTINGS}
        for _ in range(SILENT_SHOPS):
            pressed, windows = _kiosk_days(kiosk, LEARNED_DAYS, rng)
            lengths = silences(pressed.tolist(), windows)
            habit = learn_habit(lengths, sum(windows.entered), LEARNED_DAYS)
            if habit is None:
                raise AssertionError("eight weeks should be enough")
            pressed, windows = _kiosk_days(kiosk, SILENT_MONTHS * MONTH_DAYS, rng)
            seen = _seen(pressed, windows, int(rng.integers(MINUTE_MS)))
            for setting in SETTINGS:
                alarms[setting] += _told(habit, setting, seen, pressed)
                enough[setting].append(too_many(habit, setting, 0.5))
        for setting, found in alarms.items():
            measured = found / (SILENT_SHOPS * SILENT_MONTHS)
            yield (
                f"| {kiosk.presses_a_day} | {kiosk.share:.0%} | {kiosk.family} | {setting:g} "
                f"| {measured:.2f} | {measured / setting:.2f} "
                f"| after {median(enough[setting]):.0f} visitors |"
            )


def _kiosk_days(kiosk: Kiosk, days: int, rng: np.random.Generator) -> tuple[Whole, Windows]:
    """When it is pressed, and the counts of the door minute by minute."""
    hour = np.arange(OPEN_MINUTES) // 60
    busy = 0.4 + 0.2 * np.minimum(hour, hour.max() - hour)
    families = kiosk.presses_a_day / kiosk.share / kiosk.family * busy / busy.sum()
    came = rng.poisson(np.tile(families, days))
    begin_ms = (DAY_MS * np.arange(days)[:, None] + MINUTE_MS * np.arange(OPEN_MINUTES)).ravel()
    pressing = rng.binomial(came, kiosk.share)
    first = np.repeat(begin_ms, pressing) + rng.integers(0, MINUTE_MS, pressing.sum())
    each = first[:, None] + 2000 * np.arange(kiosk.family)
    entered = (came * kiosk.family).tolist()
    return np.sort(each.ravel()), Windows(
        begin_ms.tolist(), (begin_ms + MINUTE_MS).tolist(), entered
    )


def _seen(pressed: Whole, windows: Windows, phase_ms: int) -> Whole:
    """The visitors that the last look before each next press knows; -1: too soon for a look."""
    look = (pressed[1:] - phase_ms) // MINUTE_MS * MINUTE_MS + phase_ms
    sums = np.concatenate(([0], np.cumsum(windows.entered)))
    begun = sums[np.searchsorted(windows.begin_ms, pressed[:-1])]
    ended = sums[np.searchsorted(windows.end_ms, look - STORED_AFTER_MS, side="right")]
    return np.where(look >= pressed[:-1] + QUIET_MS, ended - begun, -1)


def _told(habit: Habit, setting: float, seen: Whole, pressed: Whole) -> int:
    luck = pressed[:-1] % 1000 / 1000
    maybe = seen >= too_many(habit, setting, 0.0)
    return sum(
        length >= too_many(habit, setting, chance)
        for length, chance in zip(seen[maybe].tolist(), luck[maybe].tolist(), strict=True)
    )


def footfall_lines() -> Iterator[str]:
    """The table of footfall: forecasts and their scatter as a hub makes them every night."""
    yield "| shop | visitors a day | days | setting | measured | ratio |"
    yield "|---|---|---|---|---|---|"
    for kind in KINDS:
        # Without closing days: an alert on one is none for nothing.
        plain = replace(kind, holiday=1.0, closures=0.0)
        if min(plain.week) * plain.level < LEAST_EXPECTED:
            continue
        alarms = dict.fromkeys(SETTINGS, 0)
        for seed in range(WATCHED_SHOPS):
            whole = a_shop(plain, LEARNED_DAYS + WATCHED_DAYS, seed)
            for setting, found in _watch(replace(whole, holidays={})).items():
                alarms[setting] += found
        days = WATCHED_SHOPS * WATCHED_DAYS
        for setting, number in alarms.items():
            measured = MONTH_DAYS * number / days
            yield (
                f"| {kind.name} | {kind.level:.0f} | {days} | {setting:g} "
                f"| {measured:.2f} | {measured / setting:.2f} |"
            )


def _watch(whole: History) -> dict[float, int]:
    """On how many of the days after the first eight weeks there is an alert."""
    forecast = _kept(whole)
    alarms = dict.fromkeys(SETTINGS, 0)
    for day in range(LEARNED_DAYS, len(whole.hours)):
        history = whole.until(day)
        scatter = learn_scatter(history, forecast)
        if scatter is None:
            raise AssertionError("eight weeks should be enough")
        rows = forecast(history, 1)[0]
        is_open = rows >= OPEN_FROM
        expected, came = rows[is_open].tolist(), whole.hours[day][is_open]
        sums = np.cumsum(came).astype(int).tolist()
        for setting in SETTINGS:
            alarms[setting] += any(
                far(entered, expected[:n], expected, scatter, setting) is not None
                for n, entered in enumerate(sums, 1)
            )
    return alarms


def _kept(whole: History) -> Middle:
    """The forecast of one day ahead from the eight weeks before it, each made only once."""
    made: dict[int, Floats] = {}

    def forecast(history: History, ahead: int) -> Floats:
        end = len(history.hours)
        if end not in made:
            first = max(0, end - LEARNED_DAYS)
            part = History(whole.first_day + timedelta(first), whole.hours[first:end], {})
            made[end] = middle(part, ahead)
        return made[end]

    return forecast
