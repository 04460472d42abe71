"""Alerts on unhappy presses: false alarms against the setting, and delay against the usual rule.

The usual rule is the one of the field: half of the presses of 15 minutes unhappy, four presses or
more. Simulated shops, so that every alarm is known to be a false one: see `benchmarks.alerts`.
"""

import random
import statistics
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, Protocol

from hub.domain.alert_test import Level, Usual, learn
from hub.domain.press_course import Course, course_threshold, hear
from hub.domain.shrinkage import Count

OPEN_HOURS = 12
DAYS_A_MONTH = 30
WEEKS_LEARNED = 8
WINDOW_HOURS = 0.25
FALSE_ALARMS = 300
"""How many the slower settings are measured by: 6 % standard error."""
LEAST_PRESSES = 1_000_000
SHOPS = 40
"""That learn for themselves what is usual: each is off in its own way."""
CHANGES = 150
MOST_DAYS = 60


class Press(NamedTuple):
    """One press: opening hours since the beginning, hour of the week, unhappy or not."""

    at_hours: float
    week_hour: int
    unhappy: bool


@dataclass(frozen=True)
class Shop:
    """Opening hours of a week with their rates; busy hours are the unhappier ones."""

    presses_a_day: float

    def rate(self, week_hour: int) -> float:
        """Presses an hour."""
        hour = week_hour % OPEN_HOURS
        return self.presses_a_day * (0.4 + 0.2 * min(hour, OPEN_HOURS - 1 - hour)) / 10.8

    def unhappy(self, week_hour: int) -> float:
        """The true usual share: 8 % at quiet hours, 18 % at busy ones, more at weekends."""
        hour = week_hour % OPEN_HOURS
        weekend = 0.04 if week_hour >= 5 * OPEN_HOURS else 0.0
        return 0.08 + 0.02 * min(hour, OPEN_HOURS - 1 - hour) + weekend

    def truth(self) -> Usual:
        """What is usual, without any doubt."""
        hours = range(7 * OPEN_HOURS)
        return Usual({hour: Level(self.unhappy(hour), self.rate(hour)) for hour in hours})

    def presses(self, rng: random.Random, raised_from_hours: float = 1e12) -> Iterator[Press]:
        """Presses without end; from an instant on twice as many of them are unhappy."""
        hour = 0
        while True:
            week_hour = hour % (7 * OPEN_HOURS)
            share, rate = self.unhappy(week_hour), self.rate(week_hour)
            at = hour + rng.expovariate(rate)
            while at < hour + 1:
                chance = 2 * share if at >= raised_from_hours else share
                yield Press(at, week_hour, rng.random() < chance)
                at += rng.expovariate(rate)
            hour += 1


class Watch(Protocol):
    """Something that hears presses and gives alarms."""

    def hear(self, press: Press) -> bool:
        """Whether this press gives an alarm; afterwards it begins anew."""


@dataclass
class Sequential:
    """The test as the hub runs it: after an alarm it waits until it is calm again."""

    usual: Usual
    at: float
    course: Course = field(default_factory=Course)

    def hear(self, press: Press) -> bool:
        """One press."""
        before = self.course.raised_ms
        usual = self.usual.share(press.week_hour)
        self.course = hear(self.course, usual, self.at, 0, unhappy=press.unhappy)
        return before is None and self.course.raised_ms is not None


@dataclass
class Rule:
    """Half of the last 15 minutes' presses unhappy, and enough of them."""

    least: int = 4
    recent: deque[Press] = field(default_factory=deque)

    def hear(self, press: Press) -> bool:
        """One press."""
        self.recent.append(press)
        while self.recent[0].at_hours <= press.at_hours - WINDOW_HOURS:
            self.recent.popleft()
        unhappy = sum(one.unhappy for one in self.recent)
        if len(self.recent) < self.least or 2 * unhappy < len(self.recent):
            return False
        self.recent.clear()
        return True


def learned(shop: Shop, rng: random.Random) -> Usual:
    """What is usual as a hub knows it: from eight weeks of presses."""
    counts = {hour: [0, 0] for hour in shop.truth().levels}
    for press in shop.presses(rng):
        if press.at_hours >= WEEKS_LEARNED * 7 * OPEN_HOURS:
            break
        counts[press.week_hour][0] += press.unhappy
        counts[press.week_hour][1] += 1
    return learn({hour: Count(*pair) for hour, pair in counts.items()}, WEEKS_LEARNED)


def false_alarms(shop: Shop, watch: Watch, months: int, rng: random.Random) -> float:
    """False alarms a month, measured."""
    end_hours = months * DAYS_A_MONTH * OPEN_HOURS
    alarms = 0
    for press in shop.presses(rng):
        if press.at_hours >= end_hours:
            return alarms / months
        alarms += watch.hear(press)
    raise AssertionError("presses never end")


def delays(shop: Shop, make: Callable[[], Watch], rng: random.Random) -> list[float]:
    """Opening hours from a doubling to the first alarm after it, of many."""
    found = []
    for _ in range(CHANGES):
        change = rng.random() * 7 * OPEN_HOURS
        watch = make()
        for press in shop.presses(rng, change):
            if press.at_hours < change:
                continue
            if watch.hear(press) or press.at_hours > change + MOST_DAYS * OPEN_HOURS:
                found.append(press.at_hours - change)
                break
    return found


def promise_lines(rng: random.Random) -> Iterator[str]:
    """False alarms measured against the setting."""
    yield "| presses a day | setting | usual shares known | ratio | learned in 8 weeks | ratio |"
    yield "|---|---|---|---|---|---|"
    for presses_a_day in (30, 120, 480):
        shop = Shop(presses_a_day)
        for setting in (1.0, 4.0):
            enough = LEAST_PRESSES / (DAYS_A_MONTH * presses_a_day)
            months = round(max(FALSE_ALARMS / setting, enough))
            at = course_threshold(shop.truth(), setting)
            known = false_alarms(shop, Sequential(shop.truth(), at), months, rng)
            guessed = statistics.fmean(
                _with_learned(shop, setting, months // SHOPS, rng) for _ in range(SHOPS)
            )
            yield (
                f"| {presses_a_day} | {setting:g} | {known:.2f} | {known / setting:.2f} "
                f"| {guessed:.2f} | {guessed / setting:.2f} |"
            )


def _with_learned(shop: Shop, setting: float, months: int, rng: random.Random) -> float:
    usual = learned(shop, rng)
    at = course_threshold(usual, setting)
    return false_alarms(shop, Sequential(usual, at), max(1, months), rng)


def delay_lines(rng: random.Random) -> Iterator[str]:
    """How long a doubling stays unseen, at as many false alarms as the rule gives."""
    yield "| presses a day | rule | false alarms a month | rule | sequential test, as many |"
    yield "|---|---|---|---|---|"
    for presses_a_day in (30, 120, 480):
        shop = Shop(presses_a_day)
        for least in (4, 6, 8):
            rate = false_alarms(shop, Rule(least), 24, rng)
            if not rate:
                continue
            usual = learned(shop, rng)
            at = course_threshold(usual, rate)
            by_rule = delays(shop, partial(Rule, least), rng)
            by_test = delays(shop, partial(Sequential, usual, at), rng)
            yield (
                f"| {presses_a_day} | {least} presses or more | {rate:.2f} "
                f"| {_spread(by_rule)} | {_spread(by_test)} |"
            )


def _spread(hours: list[float]) -> str:
    most = statistics.quantiles(hours, n=10)[-1]
    return f"{statistics.median(hours):.1f} h; {most:.1f} h"
