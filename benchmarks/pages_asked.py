"""Which pages are measured (`benchmarks.pages`), and what makes their figures."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import Connection, Engine

from benchmarks.pages_store import NOW_MS
from hub.domain.periods import parse_period
from hub.figures.compare import compare
from hub.figures.devices import devices
from hub.figures.expression import expression
from hub.figures.footfall import footfall
from hub.figures.overview import overview
from hub.figures.satisfaction import satisfaction
from hub.figures.selection import Selection, choose
from hub.store.engine import reading

_YEAR: Final = "from=2025-11-21&to=2026-11-20"
_TEN: Final = "from=2020-01-01&to=2026-11-20"
PAGES: Final = (
    ("Overview", "/"),
    ("Satisfaction, 7 days", "/satisfaction?period=7d"),
    ("Satisfaction, 28 days", "/satisfaction?period=28d"),
    ("Satisfaction, a year", f"/satisfaction?{_YEAR}"),
    ("Satisfaction, since 2020", f"/satisfaction?{_TEN}"),
    ("Satisfaction, one shop, a year", f"/satisfaction?site=shop-004&{_YEAR}"),
    ("Footfall, 7 days", "/footfall?period=7d"),
    ("Footfall, 28 days", "/footfall?period=28d"),
    ("Footfall, a year", f"/footfall?{_YEAR}"),
    ("Footfall, one shop, a year", f"/footfall?site=shop-004&{_YEAR}"),
    ("Expression, 28 days", "/expression?period=28d"),
    ("Expression, a year", f"/expression?{_YEAR}"),
    ("Compare, 28 days", "/compare?period=28d"),
    ("Compare, a year", f"/compare?{_YEAR}"),
    ("Devices", "/devices"),
    ("Forecast, one shop", "/forecast?site=shop-004"),
    ("Sales, 28 days", "/sales?period=28d"),
    ("Alerts", "/alerts"),
    ("Reports", "/reports"),
    ("Experiments", "/experiments"),
    ("Audits", "/audits"),
    ("People and rights", "/people"),
    ("Audit log", "/audit-log"),
)
FIGURES: Final[dict[str, Callable[[Connection, Selection], Any]]] = {
    "/": overview,
    "/satisfaction": satisfaction,
    "/footfall": footfall,
    "/expression": expression,
    "/compare": compare,
    "/devices": devices,
}
"""Of other pages only the whole page is measured."""


def figures_of(engine: Engine, address: str) -> Callable[[], None] | None:
    """What the view of an address does before it writes HTML. None: not one of `FIGURES`."""
    make = FIGURES.get(urlsplit(address).path)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    name = asked.get("period", "range" if "from" in asked else "today")
    period = parse_period(name, asked.get("from", ""), asked.get("to", ""))
    site = asked.get("site", "")
    if make is None:
        return None

    def ask() -> None:
        with reading(engine) as conn:
            make(conn, choose(conn, period=period, now_ms=NOW_MS, site_code=site))

    return ask
