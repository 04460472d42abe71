"""Reading ahead: what pages of all shops tell is read before somebody waits for it.

What pages show is kept in memory (`hub.store.folded`), and the first to look pays for the reading:
after a start, and again every night, when all shops' blocks are made. So whoever serves pages
reads then what most people look at; other choices of shops and days take much of it from there.
"""

import logging
from collections.abc import Callable
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from hub import collector, regression
from hub.domain.calendar import local_time
from hub.domain.periods import parse_period
from hub.errors import StoreUnavailableError
from hub.figures.compare import compare
from hub.figures.expression import expression
from hub.figures.footfall import footfall
from hub.figures.overview import overview
from hub.figures.satisfaction import satisfaction
from hub.figures.selection import Selection, choose
from hub.figures.usual import usual_day
from hub.figures.usual_presses import usual_presses
from hub.store.editions import editions
from hub.store.engine import reading
from hub.store.experiments import list_experiments
from hub.store.sites import list_sites
from wire.clock import Clock
from wire.service import StopFlag

_log = logging.getLogger("otklik.web")

_EVERY_SECONDS: Final = 60.0
_FEWEST: Final = 10
"""Shops of which reading at once takes time that somebody would notice."""
_MANY: Final = 0.1
"""Of all shops: if so many were changed, it is worth reading everything again."""
_FIGURES: Final[tuple[tuple[str, Callable[[Connection, Selection], Any]], ...]] = (
    *(("year", make) for make in (satisfaction, footfall, compare, expression)),
    *(("28d", make) for make in (expression, compare)),
    *((name, make) for name in ("month", "28d", "7d") for make in (footfall, satisfaction)),
    *(("today", make) for make in (usual_day, usual_presses, overview)),
)
"""What is likeliest to be looked at comes last: were there no room for all, it would stay."""


class ReadingAhead:
    """Reads whenever much of what was read is no longer good.

    Args:
        engine: the one that pages are answered from: what is read is kept for it.
        clock: time.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._days: dict[int, str] = {}
        self._editions: dict[int, int] = {}

    def run(self, stop: StopFlag) -> None:
        """Look each minute until `stop`. Nothing that goes wrong here ends the pages."""
        works = True
        while not stop.is_set():
            works = works and self._try(stop)
            stop.wait(_EVERY_SECONDS)

    def round(self, stop: StopFlag) -> int:
        """Read if it is worth it; returns how many figures were made."""
        now_ms = round(self._clock.now().wall.timestamp() * 1000)
        with reading(self._engine) as conn:
            known = editions(conn)
            today = {
                site.id: local_time(ZoneInfo(site.timezone), now_ms).day
                for site in list_sites(conn)
            }
        changed = [
            site_id
            for site_id, day in today.items()
            if self._days.get(site_id) != day or self._editions.get(site_id) != known.get(site_id)
        ]
        if len(today) < _FEWEST or len(changed) <= _MANY * len(today):
            return 0
        self._days, self._editions = today, known
        return sum(self._read(stop, name, make, now_ms) for name, make in _FIGURES)

    def _try(self, stop: StopFlag) -> bool:
        try:
            made, loaded = self.round(stop), self._load()
            if made or loaded:
                collector.leave_out()
        except StoreUnavailableError as error:
            _log.info("Nothing was read ahead: %s", error)
        except Exception:  # noqa: BLE001 - a fault here must not take the pages away
            _log.exception("Pages are not read ahead any more; whoever looks first will wait.")
            return False
        return True

    def _load(self) -> bool:
        """Where somebody made experiments, somebody looks at them."""
        with reading(self._engine) as conn:
            return bool(list_experiments(conn)) and regression.load()

    def _read(
        self, stop: StopFlag, name: str, make: Callable[[Connection, Selection], Any], now_ms: int
    ) -> bool:
        if stop.is_set():
            return False
        began_ms = self._clock.boot_ms()
        with reading(self._engine) as conn:
            make(conn, choose(conn, period=parse_period(name, "", ""), now_ms=now_ms))
        # As long as it took: half of a processor is left to those who are looking now.
        stop.wait((self._clock.boot_ms() - began_ms) / 1000)
        return True
