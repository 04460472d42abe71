"""Presses that come in while pages are measured: a hub that nobody writes to is none."""

import time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from benchmarks.pages_store import NOW_MS, SHOPS, ZONE
from hub.domain.tally import Sums
from hub.store.engine import writing
from hub.store.presses import PressRow, add_presses
from hub.store.rollups import add_sums, tally_presses

_LATE_EVERY: Final = 25
_LATE_MS: Final = 3 * 86_400_000
"""A day that is finished: pages that show it may not tell what they kept."""


class Arrivals:
    """One press after the other, each of another shop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._n = 0

    def one(self) -> None:
        """A press of this minute; every twenty-fifth is told three days late."""
        self._n += 1
        kiosk = 2 * (self._n % SHOPS) + 1
        at_ms = NOW_MS - 60_000 - (0 if self._n % _LATE_EVERY else _LATE_MS)
        # A sequence number that no earlier measurement has used.
        row = PressRow(kiosk, time.time_ns(), kiosk, at_ms, 0, 1, 4, False)
        with writing(self._engine) as conn:
            add_presses(conn, [row])
            add_sums(conn, Sums(presses=tally_presses([row], ZoneInfo(ZONE))))
