"""Visitors of the days to compare with, and whether the chosen days differ by more than chance."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection

from hub.domain.calendar_units import unit_days
from hub.domain.day_change import Pair, Paired, pair_change
from hub.domain.difference import Difference
from hub.domain.flow import Flow, total
from hub.domain.series import days_or_months, in_months
from hub.domain.stepping import Beside
from hub.figures.beside import days_beside
from hub.figures.footfall import Footfall, flows_of
from hub.figures.selection import Selection

_ALIKE: Final = 0.8
"""Of counted time, and of a month's days: today is not over, and cameras may be off."""
_MONTH_DAYS: Final = 365.2425 / 12


class _ADay(NamedTuple):
    """Of one day, or of a day of one month on average."""

    entered: float
    left: float
    counted_seconds: float


@dataclass(frozen=True, slots=True)
class FlowChange:
    """By how many more passed, of a day on average. None: too few days to compare."""

    of: Paired
    """What was compared in pairs."""
    entered: Difference | None
    left: Difference | None


@dataclass(frozen=True, slots=True)
class BesideFlow:
    """Passages of the days to compare with."""

    first_day: str
    last_day: str
    entered: int
    left: int
    days: list[tuple[str, int]]
    """Day (or month) and who came in."""
    change: FlowChange


def beside_flow(
    conn: Connection, chosen: Selection, which: Beside | None, shown: Footfall
) -> BesideFlow | None:
    """Passages of the same shops; the rest as in `beside_presses`."""
    other = days_beside(chosen, which)
    if other is None:
        return None
    flows: defaultdict[str, list[Flow]] = defaultdict(list)
    for row in flows_of(conn, other):
        flows[row.day].append(row.flow)
    every = total(flow for found in flows.values() for flow in found)
    sums = {day: total(flows[day]) for day in days_or_months(other.first_day, other.last_day)}
    return BesideFlow(
        other.first_day,
        other.last_day,
        every.entered,
        every.left,
        [(day, flow.entered) for day, flow in sums.items()],
        _change(shown, chosen, other, sums),
    )


def _change(
    shown: Footfall, chosen: Selection, other: Selection, sums: dict[str, Flow]
) -> FlowChange:
    later = {
        one.day: _ADay(one.passages.entered, one.passages.left, 60 * one.passages.counted_minutes)
        for one in shown.days
    }
    earlier = {day: _ADay(flow.entered, flow.left, flow.seconds) for day, flow in sums.items()}
    if in_months(shown.first_day, shown.last_day):
        pairs = _both_ways(_months_beside(later, earlier, chosen, other))
        return FlowChange("month", *map(pair_change, pairs))
    pairs = _both_ways(zip(later.values(), earlier.values(), strict=False))
    return FlowChange("day", *map(pair_change, pairs))


def _both_ways(pairs: Iterable[tuple[_ADay, _ADay]]) -> tuple[list[Pair | None], list[Pair | None]]:
    alike = [pair if _alike(*pair) else None for pair in pairs]
    came = [pair and (pair[0].entered, pair[1].entered) for pair in alike]
    return came, [pair and (pair[0].left, pair[1].left) for pair in alike]


def _months_beside(
    later: dict[str, _ADay], earlier: dict[str, _ADay], chosen: Selection, other: Selection
) -> list[tuple[_ADay, _ADay]]:
    """Each month with the one that lies as far back as the days that are compared with."""
    back = date.fromisoformat(chosen.first_day) - date.fromisoformat(other.first_day)
    months = round(back.days / _MONTH_DAYS)
    before = _most_of_months(earlier, other)
    after = _most_of_months(later, chosen)
    return [(one, before[n - months]) for n, one in after.items() if n - months in before]


def _most_of_months(sums: dict[str, _ADay], over: Selection) -> dict[int, _ADay]:
    """Months (counted from the year 0) of which most is meant, with their means of a day."""
    first, last = date.fromisoformat(over.first_day), date.fromisoformat(over.last_day)
    found = {}
    for name, every in sums.items():
        begins, ends = unit_days("month", date.fromisoformat(f"{name}-01"))
        meant = (min(ends, last) - max(begins, first)).days + 1
        if meant >= _ALIKE * ((ends - begins).days + 1):
            found[12 * begins.year + begins.month] = _ADay(*(part / meant for part in every))
    return found


def _alike(one: _ADay, other: _ADay) -> bool:
    least, most = sorted((one.counted_seconds, other.counted_seconds))
    return least > _ALIKE * most
