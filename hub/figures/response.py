"""Presses beside the visitors of the same shop: how many answered, and what that allows to say."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy import Connection

from hub.domain.blocks import Numbers, added
from hub.domain.counted_hours import Column, in_order, usable
from hub.domain.intervals import Proportion, proportion
from hub.domain.response_bounds import AllVisitors, all_visitors
from hub.domain.score import Estimate, share
from hub.figures.selection import Selection
from hub.store.response_queries import by_week_hour

_HOURS_A_DAY: Final = 24


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
    by_shop: dict[int, Proportion]
    """The response rate of each shop where it can be told, by its number."""


def response(conn: Connection, chosen: Selection, presses: int) -> Response | None:
    """What presses say about all visitors. None where no camera counted the door of such a shop.

    Args:
        conn: the store.
        chosen: shops, days, kiosk, and whether presses that look like play count.
        presses: all presses of this choice.
    """
    used = _usable(conn, chosen)
    if not len(used):
        return None
    places = {site_id: place for place, site_id in enumerate(chosen.sites)}
    return Response(
        shops=len(np.unique(used[:, Column.SITE])),
        hours=int(used[:, Column.HOURS].sum()),
        presses_left_out=presses - int(used[:, Column.PRESSES].sum()),
        visitors=all_visitors(in_order(used, places)),
        by_hour=_by_hour(used),
        by_shop=_by_shop(used),
    )


def response_by_shop(conn: Connection, chosen: Selection) -> dict[int, Proportion]:
    """The response rate of each shop, by its number, where it can be told."""
    return _by_shop(_usable(conn, chosen))


def _by_shop(used: Numbers) -> dict[int, Proportion]:
    by_shop = added(used[:, [Column.SITE, Column.VISITORS, Column.PRESSES]], 1).tolist()
    return {
        site_id: proportion(presses, visitors)
        for site_id, visitors, presses in by_shop
        if 0 < visitors >= presses
    }


def _usable(conn: Connection, chosen: Selection) -> Numbers:
    kiosk_id = chosen.kiosk.id if chosen.kiosk else None
    return usable(by_week_hour(conn, chosen.slices, kiosk_id, with_play=chosen.with_play))


def _by_hour(used: Numbers) -> list[HourResponse]:
    hours = used[:, [Column.WEEK_HOUR, Column.HOURS]]
    hours[:, 0] %= _HOURS_A_DAY
    answers = used[:, [Column.VISITORS, Column.PRESSES, Column.HAPPY]]
    return [_hour(*row) for row in added(np.column_stack([hours, answers]), 1).tolist()]


def _hour(hour: int, _: int, visitors: int, presses: int, happy: int) -> HourResponse:
    told = 0 < visitors >= presses
    return HourResponse(
        hour=hour,
        visitors=visitors,
        presses=presses,
        response=proportion(presses, visitors) if told else None,
        happy=share(happy, presses),
    )
