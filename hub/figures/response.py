"""Presses beside the visitors of the same shop: how many answered, and what that allows to say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.domain.intervals import Proportion, proportion
from hub.domain.response_bounds import AllVisitors, Hours, all_visitors
from hub.domain.score import Estimate, share
from hub.figures.selection import Selection
from hub.store.response_queries import CountedHours, by_shop, by_week_hour

_HOURS_A_DAY: Final = 24
MOST_SHOP_DAYS: Final = 6000
"""200 shops over four weeks. Hours are looked at one by one here; more would take seconds."""


@dataclass(frozen=True, slots=True)
class HourResponse:
    """One hour of the shop's clock, summed over the days shown."""

    hour: int
    visitors: int
    presses: int
    response: Proportion | None
    """None: nobody came, or there were more presses than visitors."""
    happy: Estimate


@dataclass(frozen=True, slots=True)
class Response:
    """Of shops with both a kiosk and a camera at the door, over hours that the camera counted."""

    shops: int
    hours: int
    """Shop hours in which all usual door lines counted."""
    presses_left_out: int
    """Presses of other hours or shops: nobody counted the visitors."""
    visitors: AllVisitors
    by_hour: list[HourResponse]


def response(conn: Connection, chosen: Selection, presses: int) -> Response | None:
    """What presses say about all visitors.

    None where no camera counted the door of such a shop, or for more than `MOST_SHOP_DAYS`.

    Args:
        conn: the store.
        chosen: shops, days, kiosk, and whether presses that look like play count.
        presses: all presses of this choice.
    """
    if chosen.shop_days > MOST_SHOP_DAYS:
        return None
    kiosk_id = chosen.kiosk.id if chosen.kiosk else None
    found = by_week_hour(conn, chosen.slices, kiosk_id, with_play=chosen.with_play)
    used = [row for rows in _whole_hours(found, chosen).values() for row in rows]
    if not used:
        return None
    return Response(
        shops=len({row.site_id for row in used}),
        hours=sum(row.hours for row in used),
        presses_left_out=presses - sum(row.presses for row in used),
        visitors=all_visitors(_cells(used)),
        by_hour=_by_hour(used),
    )


def response_by_shop(conn: Connection, chosen: Selection) -> dict[int, Proportion]:
    """The response rate of each shop, by its number, where it can be told."""
    if chosen.shop_days > MOST_SHOP_DAYS:
        return {}
    rates = {}
    found = by_shop(conn, chosen.slices, with_play=chosen.with_play)
    for site_id, rows in _whole_hours(found, chosen).items():
        sums = _sum(rows)
        if 0 < sums.visitors >= sums.presses:
            rates[site_id] = proportion(sums.presses, sums.visitors)
    return rates


def wholly_counted(rows: Sequence[CountedHours]) -> list[CountedHours]:
    """Those hours of a shop in which as many door lines counted as in its usual hour.

    With one of two cameras away half of the visitors would be missing, and twice as many would
    seem to answer. A line that was drawn for an hour only must not throw all other hours out, so
    it is the most frequent number that counts.
    """
    usual: Counter[int] = Counter()
    for row in rows:
        usual[row.lines] += row.hours
    least = max(usual, key=lambda lines: (usual[lines], lines), default=0)
    return [row for row in rows if row.lines >= least]


def _whole_hours(rows: Iterable[CountedHours], chosen: Selection) -> dict[int, list[CountedHours]]:
    """Of each shop that was pressed in, in the order of the chosen shops."""
    found: defaultdict[int, list[CountedHours]] = defaultdict(list)
    for row in rows:
        found[row.site_id].append(row)
    # A shop without a press in all these hours has no kiosk, or one that is away.
    return {
        site_id: wholly_counted(found[site_id])
        for site_id in chosen.sites
        if any(row.presses for row in found[site_id])
    }


def _cells(rows: Iterable[CountedHours]) -> list[Hours]:
    """By shop and hour of the week, in the order of the rows' shops."""
    cells: defaultdict[tuple[int, int], list[CountedHours]] = defaultdict(list)
    order: dict[int, int] = {}
    for row in rows:
        cells[order.setdefault(row.site_id, len(order)), row.week_hour].append(row)
    return [_sum(found) for _, found in sorted(cells.items())]


def _by_hour(rows: Iterable[CountedHours]) -> list[HourResponse]:
    hours: defaultdict[int, list[CountedHours]] = defaultdict(list)
    for row in rows:
        hours[row.week_hour % _HOURS_A_DAY].append(row)
    return [_hour(hour, _sum(hours[hour])) for hour in sorted(hours)]


def _hour(hour: int, found: Hours) -> HourResponse:
    told = 0 < found.visitors >= found.presses
    return HourResponse(
        hour=hour,
        visitors=found.visitors,
        presses=found.presses,
        response=proportion(found.presses, found.visitors) if told else None,
        happy=share(found.happy, found.presses),
    )


def _sum(rows: Sequence[CountedHours]) -> Hours:
    if len(rows) == 1:  # nearly always: a second one comes with a change of the clocks
        return Hours(rows[0].visitors, rows[0].presses, rows[0].happy)
    return Hours(
        sum(row.visitors for row in rows),
        sum(row.presses for row in rows),
        sum(row.happy for row in rows),
    )
