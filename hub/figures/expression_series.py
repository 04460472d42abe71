"""Expression shares that were measured in one way: total, by day and zone, around a change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from hub.domain.difference import Difference
from hub.domain.expression_change import compare
from hub.domain.expression_shares import Errors, Measured, Sums, measure, total
from hub.figures.selection import Selection
from hub.store.expression_queries import DayGroups, Method, ZoneGroups

State = Literal["on", "off", "nobody", "pending"]
"""Of a day.

off: nothing about expressions came, although visitors were counted. pending: nothing yet, and the
day is not over; a group is told of when its window ends and it is large enough.
"""
Verdict = Literal["clear", "noise", "uncorrected", "few_days"]
"""clear: at least one share differs by more than noise. The last two: it cannot be told."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Groups of visitors put together, each visitor once."""

    visitors: int
    """Whose expression was read."""
    unseen: int
    """Others, whose face was never seen well. They are in no share."""
    unseen_share: float
    negative: Measured
    neutral: Measured
    positive: Measured


@dataclass(frozen=True, slots=True)
class DayExpression:
    """Groups that began on one local day (ISO date). `shares` is None where none did."""

    day: str
    state: State
    shares: Shares | None


@dataclass(frozen=True, slots=True)
class ZoneExpression:
    """One zone of one shop, over all its cameras. `zone` None: in no zone."""

    site: str
    site_name: str
    zone: str | None
    shares: Shares


@dataclass(frozen=True, slots=True)
class Change:
    """Before a day, and from it on. Groups that lie across its midnight are in neither."""

    day: str
    before: Shares | None
    after: Shares | None
    before_days: int
    after_days: int
    across: int
    """Visitors in groups that are in neither."""
    verdict: Verdict
    negative: Difference | None
    neutral: Difference | None
    positive: Difference | None


@dataclass(frozen=True, slots=True)
class Series:
    """Everything measured in one way. Two ways of measuring are never added up."""

    corrected: bool
    calibration: str | None
    network: str
    detector: str
    total: Shares
    days: list[DayExpression]
    zones: list[ZoneExpression]
    """Of all zones, also where one was chosen."""
    change: Change | None


def series_of(
    method: Method,
    errors: Errors,
    zones: Iterable[ZoneGroups],
    here: Iterable[DayGroups],
    states: dict[str, State],
    changed: str,
    chosen: Selection,
) -> Series:
    """Put the groups of one method together.

    Args:
        method: whose.
        errors: of its calibration.
        zones: all groups by zone, of any method.
        here: groups of the chosen zone, of any method.
        states: of each day shown.
        changed: ISO date of a change; empty: none.
        chosen: the shops.
    """
    own = [one for one in here if one.method == method]
    by_day = _sums_by_day(own)
    return Series(
        *method,
        total=_shares(total(by_day.values()), errors),
        days=[
            DayExpression(day, state, _shares(by_day[day], errors) if day in by_day else None)
            for day, state in states.items()
        ],
        zones=_zones((one for one in zones if one.method == method), errors, chosen),
        change=_change(own, errors, changed) if changed else None,
    )


def _sums_by_day(groups: Iterable[DayGroups]) -> dict[str, Sums]:
    found: defaultdict[str, list[Sums]] = defaultdict(list)
    for one in groups:
        found[one.day].append(one.sums)
    return {day: total(parts) for day, parts in found.items()}


def _shares(sums: Sums, errors: Errors) -> Shares:
    everybody = sums.visitors + sums.unseen
    return Shares(sums.visitors, sums.unseen, sums.unseen / everybody, *measure(sums, errors))


def _zones(groups: Iterable[ZoneGroups], errors: Errors, chosen: Selection) -> list[ZoneExpression]:
    found: defaultdict[tuple[int, str | None], list[Sums]] = defaultdict(list)
    for one in groups:
        found[one.site_id, one.zone].append(one.sums)
    figures = []
    for (site_id, zone), parts in found.items():
        site = chosen.sites[site_id]
        figures.append(ZoneExpression(site.code, site.name, zone, _shares(total(parts), errors)))
    return sorted(figures, key=lambda one: (one.site_name, one.site, one.zone is None, one.zone))


def _change(groups: Sequence[DayGroups], errors: Errors, day: str) -> Change:
    before = _sums_by_day(one for one in groups if one.last_day < day)
    after = _sums_by_day(one for one in groups if one.day >= day)
    across = sum(one.sums.visitors for one in groups if one.day < day <= one.last_day)
    told = compare(list(before.values()), list(after.values()), errors)
    return Change(
        day,
        _shares(total(before.values()), errors) if before else None,
        _shares(total(after.values()), errors) if after else None,
        len(before),
        len(after),
        across,
        _verdict(told, errors),
        *(told or (None, None, None)),
    )


def _verdict(told: Sequence[Difference] | None, errors: Errors) -> Verdict:
    if told is None:
        return "few_days" if errors else "uncorrected"
    return "clear" if any(one.clear for one in told) else "noise"
