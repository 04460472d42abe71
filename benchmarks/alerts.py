"""Alerts on unhappy presses: false alarms against the setting, and delay against the usual rule.

Simulated shops, so that every false alarm is known to be one: `python -m benchmarks.alerts`. The
usual rule is the one of the field: half of the presses of 15 minutes unhappy, four presses or more.
"""

import math
import random
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from benchmarks.machine import describe
from hub.domain.alert_test import Level, Usual, learn
from hub.domain.footfall_watch import Span, far
from hub.domain.press_course import Course, course_threshold, hear
from hub.domain.shrinkage import Count
from hub.domain.silence import Habit, missing, too_many_missing

SEED = 7
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
DAY_VISITORS = 600
DAYS_LOOKED = 9000


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


def print_promise(rng: random.Random) -> None:
    """False alarms measured against the setting."""
    print("False alarms for each shop and month, measured against the setting\n")
    print("| presses a day | setting | usual shares known | ratio | learned in 8 weeks | ratio |")
    print("|---|---|---|---|---|---|")
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
            print(
                f"| {presses_a_day} | {setting:g} | {known:.2f} | {known / setting:.2f} "
                f"| {guessed:.2f} | {guessed / setting:.2f} |"
            )


def _with_learned(shop: Shop, setting: float, months: int, rng: random.Random) -> float:
    usual = learned(shop, rng)
    at = course_threshold(usual, setting)
    return false_alarms(shop, Sequential(usual, at), max(1, months), rng)


def print_delays(rng: random.Random) -> None:
    """How long a doubling stays unseen, at as many false alarms as the rule gives."""
    print("\nOpening hours until a doubled unhappy share is seen (median; 9 of 10 within)\n")
    print("| presses a day | rule | false alarms a month | rule | sequential test, as many |")
    print("|---|---|---|---|---|")
    for presses_a_day in (30, 120, 480):
        shop = Shop(presses_a_day)
        for least in (4, 6, 8):
            rate = false_alarms(shop, Rule(least), 24, rng)
            if not rate:
                continue
            usual = learned(shop, rng)
            at = course_threshold(usual, rate)
            by_rule = delays(shop, lambda least=least: Rule(least), rng)  # type: ignore[misc]
            by_test = delays(shop, lambda usual=usual, at=at: Sequential(usual, at), rng)  # type: ignore[misc]
            print(
                f"| {presses_a_day} | {least} presses or more | {rate:.2f} "
                f"| {_spread(by_rule)} | {_spread(by_test)} |"
            )


def _spread(hours: list[float]) -> str:
    most = statistics.quantiles(hours, n=10)[-1]
    return f"{statistics.median(hours):.1f} h; {most:.1f} h"


def print_silences(rng: random.Random) -> None:
    """False alarms of the test for kiosks that nobody presses."""
    print("\nSilent kiosks: false alarms a month, each visitor pressing or not\n")
    print("| presses a day | visitors that press | setting | measured | ratio | told after |")
    print("|---|---|---|---|---|---|")
    for presses_a_day, share in ((30, 0.05), (120, 0.05), (480, 0.05), (120, 0.2)):
        habit = Habit(share, DAYS_A_MONTH * presses_a_day)
        for setting in (1.0, 4.0):
            visitors = math.ceil(too_many_missing(habit, setting) / missing(habit, 1))
            months = round(FALSE_ALARMS / setting)
            presses = round(months * habit.presses_a_month)
            # Visitors between two presses: told once, when there are enough of them.
            between = (math.log(rng.random()) / math.log(1 - share) for _ in range(presses))
            measured = sum(one >= visitors for one in between) / months
            print(
                f"| {presses_a_day} | {share:.0%} | {setting:g} | {measured:.2f} "
                f"| {measured / setting:.2f} | {visitors} visitors |"
            )


def print_footfall(rng: random.Random) -> None:
    """False alarms of the look at footfall, where the forecast's intervals are right."""
    print("\nFootfall far from the forecast: false alarms a month, each finished hour looked at\n")
    print("| a day's deviation, of which shared | setting | measured | ratio |")
    print("|---|---|---|---|")
    for day_share, shared_part in ((0.08, 0.3), (0.12, 0.7), (0.2, 0.9)):
        whole = DAY_VISITORS * day_share
        shared = whole * math.sqrt(shared_part) / math.sqrt(OPEN_HOURS**2 - OPEN_HOURS)
        own = math.sqrt(max(0.0, (whole**2 * (1 - shared_part)) / OPEN_HOURS - shared**2))
        hours = [_span(DAY_VISITORS / OPEN_HOURS, math.hypot(own, shared))] * OPEN_HOURS
        day = _span(DAY_VISITORS, whole)
        for setting in (1.0, 4.0):
            alarms = sum(_told(hours, day, setting, own, shared, rng) for _ in range(DAYS_LOOKED))
            measured = DAYS_A_MONTH * alarms / DAYS_LOOKED
            print(
                f"| {day_share:.0%}, {shared_part:.0%} | {setting:g} | {measured:.2f} "
                f"| {measured / setting:.2f} |"
            )


def _told(
    hours: list[Span], day: Span, setting: float, own: float, shared: float, rng: random.Random
) -> bool:
    """Whether there is an alert on a day like any other."""
    entered, common = 0.0, rng.gauss(0, shared)
    for n in range(1, OPEN_HOURS + 1):
        entered += hours[0].expected + common + rng.gauss(0, own)
        if far(round(entered), hours[:n], hours, day, setting) is not None:
            return True
    return False


def _span(expected: float, deviation: float) -> Span:
    reach = statistics.NormalDist().inv_cdf(0.9) * deviation
    return Span(expected, expected - reach, expected + reach)


def main() -> None:
    """Print all tables."""
    begun = time.process_time()
    print(f"{describe()}; seed {SEED}\n")
    print_promise(random.Random(SEED))
    print_delays(random.Random(SEED))
    print_silences(random.Random(SEED))
    print_footfall(random.Random(SEED))
    print(f"\n{time.process_time() - begun:.0f} s of CPU")


if __name__ == "__main__":
    main()
