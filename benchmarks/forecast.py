"""The forecast against last week's same hour, on simulated shops of known kinds: docs/forecast.md.

Every figure is of forecasts that knew only the days before them: see `hub.domain.forecast_score`.
The last table leaves parts of the method out, one by one.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Final

import numpy as np

from hub.domain.forecast import DAYS_AHEAD, HOURS, History, middle, same_hour_last_week
from hub.domain.forecast_band import OPEN_FROM, trials
from hub.domain.forecast_days import Floats, Parts
from hub.domain.forecast_score import make_forecast
from hub.holidays import holiday_names

FIRST: Final = date(2023, 1, 2)
ORIGINS: Final = 16
SHOPS: Final = 6
"""Of each kind and length, each with a seed of its own."""
LENGTHS: Final = (84, 182, 730)


@dataclass(frozen=True)
class Kind:
    """A kind of shop: what moves its visitors, and by how much."""

    name: str
    level: float
    week: tuple[float, ...]
    season: float = 0.0
    """Half the way from the year's emptiest to its fullest day, as a part."""
    drift: float = 0.0
    """How far the level wanders from day to day."""
    noise: float = 0.1
    """How much days differ that the calendar takes for alike: weather, what is on."""
    holiday: float = 1.0
    """What is left of a day when it is a public holiday."""
    closures: float = 0.0
    """The share of days on which it is closed out of turn."""


KINDS: Final = (
    Kind("corner shop", 60, (1, 1, 1, 1, 1.1, 1.2, 0.9), drift=0.005, holiday=0.8),
    Kind("high street", 600, (0.9, 0.9, 0.95, 1, 1.2, 1.5, 0.6), 0.15, 0.01, 0.12, 0.3),
    Kind("shopping centre", 4000, (0.8, 0.8, 0.8, 0.9, 1.2, 1.6, 1.5), 0.2, 0.008, 0.08, 0.1),
    Kind("office canteen", 250, (1, 1.1, 1.1, 1.05, 0.9, 0.05, 0), 0.1, 0.005, 0.1, 0.02),
    Kind("seaside kiosk", 300, (0.8, 0.8, 0.8, 0.9, 1.2, 1.8, 1.7), 0.7, 0.015, 0.35, 1.3),
    Kind("unsteady shop", 150, (1, 1, 1, 1, 1, 1.3, 1), 0.1, 0.03, 0.25, 0.5, 0.02),
)
METHODS: Final[dict[str, Parts]] = {
    "all of it": Parts(),
    "without holidays": Parts(holidays=False),
    "without the year's season": Parts(season=False),
    "without trend": Parts(trend=False),
    "without drift": Parts(drift=False),
    "without doubting outliers": Parts(robust=False),
}


@dataclass(frozen=True)
class Row:
    """Means over shops of one kind and length."""

    closer: float
    scaled: float
    pinball: float
    held: float
    ahead_held: float
    """Of the two weeks after the history, which no choice of the method has seen."""
    days_held: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, help="write the page there")
    parser.add_argument("--shops", type=int, default=SHOPS, help="of each kind and length")
    options = parser.parse_args(arguments)
    text = "\n".join([*_page(options.shops), ""])
    if options.into:
        options.into.write_text(_kept(options.into) + text, encoding="utf-8")
    else:
        print(text)


MARK: Final = "<!-- Below: written by `make bench-forecast`. -->\n"


def _kept(page: Path) -> str:
    before = page.read_text(encoding="utf-8").partition(MARK)[0] if page.exists() else ""
    return before + MARK


def a_shop(kind: Kind, days: int, seed: int) -> History:
    """A history, with the two weeks after it."""
    chance = np.random.default_rng(seed)
    every = [FIRST + timedelta(days=n) for n in range(days)]
    names = holiday_names("LV", {day.year for day in every})
    year = np.array([day.timetuple().tm_yday for day in every])
    logs = kind.season * np.sin(2 * np.pi * (year - 110) / 365.25)
    logs += np.cumsum(chance.normal(0, kind.drift, days)) + chance.normal(0, kind.noise, days)
    means = kind.level * np.array(kind.week)[[day.weekday() for day in every]] * np.exp(logs)
    means *= [kind.holiday if day.isoformat() in names else 1.0 for day in every]
    means *= chance.random(days) >= kind.closures
    shares = _open_hours(chance.uniform(12, 16))
    hours = means[:, None] * shares * chance.gamma(25, 1 / 25, (days, HOURS))
    return History(FIRST, chance.poisson(hours).astype(float), names)


def _open_hours(peak: float) -> Floats:
    shares = np.exp(-0.5 * ((np.arange(HOURS) - peak) / 3.5) ** 2)
    shares[:8] = shares[20:] = 0
    return np.asarray(shares / shares.sum())


def _row(kind: Kind, days: int, shops: int) -> Row:
    found: list[tuple[float, ...]] = []
    for seed in range(shops):
        whole = a_shop(kind, days + DAYS_AHEAD, seed)
        made = make_forecast(whole.until(days))
        if made is None or made.score is None:
            raise AssertionError(f"{days} days should be enough for a {kind.name}")
        score, came = made.score, whole.hours[days:]
        judged = made.middle >= OPEN_FROM
        held = (came >= made.low) & (came <= made.high)
        sums = came.sum(axis=1)
        days_held = (sums >= made.day_low) & (sums <= made.day_high)
        found.append(
            (
                score.closer or 0.0,
                score.scaled or 0.0,
                1 - score.pinball / score.naive_pinball,
                score.held,
                float(held[judged].mean()),
                float(days_held.mean()),
            )
        )
    return Row(*(fmean(column) for column in zip(*found, strict=True)))


def _page(shops: int) -> list[str]:
    head = (
        f"{len(KINDS)} kinds of simulated shops, {shops} of each kind and length of history, "
        "14 days ahead. *Closer*: mean absolute error of an hour, less than that of last week's "
        "same hour. *MASE*: below 1 is better than the usual change from week to week. *Pinball*: "
        "the loss of the middle and both ends, less than that of last week's hour with a band of "
        "its own. *Held*: hours within the 80 % band, over the last eight weeks as the page says "
        "it; *ahead*: in the two weeks after the history; *days*: totals of those days."
    )
    lines = [
        head,
        "",
        "| shop | days known | closer | MASE | pinball | held | ahead | days |",
        "|---|---|---|---|---|---|---|---|",
    ]
    every = []
    for kind in KINDS:
        for days in LENGTHS:
            row = _row(kind, days, shops)
            every.append(row)
            lines.append(
                f"| {kind.name} | {days} | {row.closer:.0%} | {row.scaled:.2f} | {row.pinball:.0%} "
                f"| {row.held:.0%} | {row.ahead_held:.0%} | {row.days_held:.0%} |"
            )
    ahead, in_days = fmean(one.ahead_held for one in every), fmean(one.days_held for one in every)
    lines.append(f"| all, in the mean | | {fmean(one.closer for one in every):.0%} | | | | ")
    lines[-1] += f"{ahead:.0%} | {in_days:.0%} |"
    return [*lines, "", *_ablation(shops)]


def _ablation(shops: int) -> list[str]:
    head = (
        "What each part is worth: mean absolute error over that of last week's same hour, after "
        f"{LENGTHS[-1]} days."
    )
    lines = [
        head,
        "",
        "| method | " + " | ".join(kind.name for kind in KINDS) + " |",
        "|---|" + "---|" * len(KINDS),
    ]
    for name, parts in METHODS.items():
        ratios = [_ratio(kind, partial(middle, parts=parts), shops) for kind in KINDS]
        lines.append(f"| {name} | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")
    return lines


def _ratio(kind: Kind, method: Callable[[History, int], Floats], shops: int) -> float:
    ours = theirs = 0.0
    for seed in range(shops):
        history = a_shop(kind, LENGTHS[-1], seed)
        naive = trials(history, same_hour_last_week, DAYS_AHEAD, ORIGINS)
        for one, other in zip(trials(history, method, DAYS_AHEAD, ORIGINS), naive, strict=True):
            judged = ~np.isnan(one.came) & (other.middle + one.middle >= OPEN_FROM)
            ours += float(np.abs(one.came - one.middle)[judged].sum())
            theirs += float(np.abs(one.came - other.middle)[judged].sum())
    return ours / theirs


if __name__ == "__main__":
    main()
