"""Presses beside visitors, by shop and hour of the week: for the hours in which both were counted.

Presses and visitors belong together when they are of one shop: its kiosks, and its door lines.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sqlalchemy import Connection

from hub.domain.blocks import WIDTHS, Numbers, Part, added
from hub.domain.periods import Slice
from hub.store import block_queries
from hub.store.hours import sums_of

_PLACES: Final = (0, 1, 2, 3, 4)
_ALL: Final = (*_PLACES, 5, 6)
_MEANT: Final = (*_PLACES, 7, 8)
"""Without presses that look like play."""


def by_week_hour(
    conn: Connection,
    slices: Sequence[Slice],
    device_id: int | None = None,
    *,
    with_play: bool = True,
) -> Numbers:
    """Visitors and presses of hours that a door line counted (`hub.domain.counted_hours`).

    For one kiosk this reads each hour: of one shop there are few.
    """
    if device_id is None:
        found = block_queries.by_shop(conn, Part.COUNTED, slices)
    else:
        tables = [np.empty((0, 2 + WIDTHS[Part.COUNTED]), np.int64)]
        for one in slices:
            days = (one.span.first_day, one.span.last_day)
            part = Part.COUNTED
            sums = sums_of(conn, one.timezone, one.site_ids, *days, [part], device_id)
            tables.append(sums[part])
        found = added(np.delete(np.concatenate(tables), 1, axis=1), 3)
    return found[:, _ALL if with_play else _MEANT]
