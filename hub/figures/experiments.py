"""Experiments: planning one, and what it has done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import expm1
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.difference import Difference
from hub.domain.experiment import (
    MOST_WEEKS_AFTER,
    WEEKS_BEFORE,
    Lead,
    Placebo,
    WeekMean,
    effect_of_few,
    leads,
    placebos,
    trend_before,
    week_by_week,
)
from hub.domain.experiment_rules import PLANNED_WEEKS, RefusedError, smallest_effect, usable
from hub.domain.rights import Shops
from hub.domain.shop_weeks import ShopWeeks, table
from hub.figures.experiment_weeks import OUTCOMES, WEEK_DAYS, Unit, shop_weeks
from hub.regression import two_way
from hub.store.experiments import Experiment
from hub.store.sites import Site

NEAR_DAYS: Final = 8 * WEEK_DAYS
"""How long before an experiment another one makes a shop useless to compare with."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an experiment could see. `smallest` None: nothing, for the `reason`."""

    outcome: str
    unit: Unit
    treated: int
    control: int
    weeks: int
    smallest: float | None
    """In the outcome's unit; of a ratio, as a share of it."""
    reason: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """What one outcome did. All but `reason` is empty where nothing can be told.

    Effects are differences of shares, seconds, or, of a ratio, parts of it (0.1: a tenth more).
    """

    outcome: str
    unit: Unit
    reason: str | None
    effect: Difference | None
    by_ways: bool
    """By randomisation, for there are few shops; else with errors clustered by shop."""
    treated: int
    control: int
    weeks_before: int
    weeks_after: int
    trend: Difference | None
    """In four weeks before; None: it cannot be told."""
    leads: list[Lead]
    placebos: list[Placebo]
    treated_weeks: list[WeekMean]
    control_weeks: list[WeekMean]


def plan(
    conn: Connection,
    sites: Sequence[Site],
    treated: Collection[int],
    outcome: str,
    first_day: str,
    others: Sequence[Experiment],
) -> Plan:
    """The smallest effect that such an experiment would see, from the weeks before its start.

    Args:
        conn: the store.
        sites: all shops that may be looked at.
        treated: numbers of those that would get the change.
        outcome: a key of `OUTCOMES`.
        first_day: ISO date of its first day.
        others: experiments that went on at the time; their shops are no use.
    """
    used = _used_elsewhere(others, first_day, None)
    free = [site for site in sites if site.id not in used]
    count = sum(site.id in treated for site in free)
    weeks = list(range(-WEEKS_BEFORE - PLANNED_WEEKS, 0))
    past = table(
        [], [site.id for site in free], weeks, shop_weeks(conn, free, outcome, first_day, weeks)
    )
    unit = OUTCOMES[outcome].unit
    try:
        found = smallest_effect(_from_first_measured(past), count)
    except RefusedError as error:
        return Plan(outcome, unit, count, len(free) - count, PLANNED_WEEKS, None, error.args[0])
    smallest = expm1(found) if unit == "ratio" else found
    return Plan(outcome, unit, count, len(free) - count, PLANNED_WEEKS, smallest, None)


def result(
    conn: Connection,
    sites: Sequence[Site],
    one: Experiment,
    outcome: str,
    others: Sequence[Experiment],
    now_ms: int,
) -> Result:
    """What an experiment did to an outcome, over the whole weeks that are done.

    Args:
        conn: the store.
        sites: all shops that whoever asks may see.
        one: the experiment.
        outcome: a key of `OUTCOMES`.
        others: all experiments; shops of those at the same time are not compared with.
        now_ms: the instant that decides which weeks are done.

    Raises:
        AnalysisMissingError: the statistics library is not installed.
    """
    unit = OUTCOMES[outcome].unit
    others = [other for other in others if other.id != one.id]
    used = _used_elsewhere(others, one.first_day, one.last_day) - one.treated
    free = [site for site in sites if site.id not in used and site.id not in one.left_out]
    weeks = list(range(-WEEKS_BEFORE, _weeks_done(one, sites, now_ms)))
    cells = shop_weeks(conn, free, outcome, one.first_day, weeks)
    treated = [site.id for site in free if site.id in one.treated]
    control = [site.id for site in free if site.id not in one.treated]
    every = _from_first_measured(table(treated, control, weeks, cells))
    try:
        found = usable(every, left_out=len(used))
    except RefusedError as error:
        return _nothing(outcome, unit, error.args[0], every)
    return _told(outcome, unit, found)


def overlapping(
    others: Sequence[Experiment], treated: Collection[int], first_day: str, last_day: str | None
) -> Experiment | None:
    """Another experiment in one of these shops at that time: the two could not be told apart."""
    for other in others:
        if other.treated & set(treated) and other.overlaps(first_day, last_day):
            return other
    return None


def shops_of(one: Experiment, visible: Shops) -> bool:
    """Whether somebody may see all shops that an experiment is about."""
    return visible is None or one.treated <= visible


def _told(outcome: str, unit: Unit, found: ShopWeeks) -> Result:
    fit = two_way(found)
    few = effect_of_few(found, fit.week_effects)
    means = week_by_week(found)
    return Result(
        outcome=outcome,
        unit=unit,
        reason=None,
        effect=_shown(few or fit.effect, unit),
        by_ways=few is not None,
        treated=int(found.treated.sum()),
        control=int(found.control.sum()),
        weeks_before=int((~found.after).sum()),
        weeks_after=int(found.after.sum()),
        trend=_shown(trend_before(found), unit),
        leads=[lead._replace(effect=_as_shown(lead.effect, unit)) for lead in leads(found)],
        placebos=[one._replace(effect=_as_shown(one.effect, unit)) for one in placebos(found)],
        treated_weeks=means[0],
        control_weeks=means[1],
    )


def _nothing(outcome: str, unit: Unit, reason: str, every: ShopWeeks) -> Result:
    treated, control = int(every.treated.sum()), int(every.control.sum())
    before, after = int((~every.after).sum()), int(every.after.sum())
    return Result(
        outcome, unit, reason, None, False, treated, control, before, after, None, [], [], [], []
    )


def _shown(effect: Difference | None, unit: Unit) -> Difference | None:
    return None if effect is None else _as_shown(effect, unit)


def _as_shown(effect: Difference, unit: Unit) -> Difference:
    if unit != "ratio":
        return effect
    return Difference(expm1(effect.value), expm1(effect.low), expm1(effect.high))


def _from_first_measured(weeks: ShopWeeks) -> ShopWeeks:
    """Without the weeks before anything was measured."""
    seen = (weeks.weights > 0).any(axis=0)
    if not seen.any():
        return weeks
    first = int(weeks.weeks[seen.argmax()])
    return weeks.columns(weeks.weeks >= first)


def _used_elsewhere(
    others: Sequence[Experiment], first_day: str, last_day: str | None
) -> frozenset[int]:
    near = (date.fromisoformat(first_day) - timedelta(days=NEAR_DAYS)).isoformat()
    at_the_time = [other.treated for other in others if other.overlaps(near, last_day)]
    return frozenset().union(*at_the_time)


def _weeks_done(one: Experiment, sites: Sequence[Site], now_ms: int) -> int:
    """How many whole weeks of it are over in all shops."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    today = min(
        (now.astimezone(ZoneInfo(site.timezone)).date() for site in sites), default=now.date()
    )
    end = today
    if one.last_day is not None:
        end = min(today, date.fromisoformat(one.last_day) + timedelta(days=1))
    days = (end - date.fromisoformat(one.first_day)).days
    return max(0, min(MOST_WEEKS_AFTER, days // WEEK_DAYS))
