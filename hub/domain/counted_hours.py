"""Hours in which doors and buttons were counted together, and which of them can be used.

A table has a row for each shop, hour of the week and number of lines: see `Column`.
"""

from collections import defaultdict
from enum import IntEnum

import numpy as np

from hub.domain.blocks import Numbers, added


class Column(IntEnum):
    """Columns of the tables here."""

    SITE = 0
    WEEK_HOUR = 1
    """Hours since Monday's midnight on the shop's clock."""
    LINES = 2
    """Door lines that counted the whole hour; 1 or more."""
    HOURS = 3
    """How many hours these are."""
    VISITORS = 4
    PRESSES = 5
    HAPPY = 6


def usable(numbers: Numbers) -> Numbers:
    """Rows of shops that were pressed in, of hours in which the usual number of lines counted.

    A shop without a press in all these hours has no kiosk, or one that is away. With one of two
    cameras away half of the visitors would be missing, and twice as many would seem to answer. A
    line that was drawn for an hour only must not throw all other hours out, so it is the most
    frequent number that counts.
    """
    by_lines = numbers[:, [Column.SITE, Column.LINES, Column.HOURS, Column.PRESSES]]
    usual: dict[int, tuple[int, int]] = {}
    presses: defaultdict[int, int] = defaultdict(int)
    for site, lines, hours, pressed in added(by_lines, 2).tolist():
        usual[site] = max(usual.get(site, (0, 0)), (hours, lines))
        presses[site] += pressed
    sites, where = np.unique(numbers[:, Column.SITE], return_inverse=True)
    least = [usual[site][1] if presses[site] else _NEVER for site in sites.tolist()]
    return numbers[numbers[:, Column.LINES] >= np.array(least, np.int64)[where]]


def in_order(numbers: Numbers, sites: dict[int, int]) -> Numbers:
    """Visitors, presses and happy ones by shop and hour of the week, shops as `sites` has them.

    Args:
        numbers: rows as above.
        sites: the place of each shop.
    """
    known, where = np.unique(numbers[:, Column.SITE], return_inverse=True)
    places = np.array([sites[site] for site in known.tolist()], np.int64)[where]
    counts = numbers[:, [Column.WEEK_HOUR, Column.HOURS, Column.VISITORS]]
    answers = numbers[:, [Column.PRESSES, Column.HAPPY]]
    # Hours keep the rows of which nobody came or pressed.
    return added(np.column_stack([places, counts, answers]), 2)[:, 3:]


_NEVER = 1 << 40
"""More lines than any shop has."""
