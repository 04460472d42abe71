"""Each shop's forecast, made anew in its night."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hub.figures.forecast import make
from hub.store import forecasts
from hub.store.engine import reading, writing
from hub.store.sites import Site, list_sites
from hub.work.job import Context

_FROM_HOUR: Final = 3
"""Of the shop's clock: devices that were offline in the evening have sent what they counted."""


def forecast_footfall(context: Context) -> None:
    """Make the forecasts that are due; a shop that never had one need not wait for its night."""
    with reading(context.engine) as conn:
        newest = forecasts.newest_days(conn)
        due = [site for site in list_sites(conn) if _is_due(site, newest, context.now_ms)]
    for site in due:
        with reading(context.engine) as conn:
            made = make(conn, site, context.now_ms)
        with writing(context.engine) as conn:
            forecasts.save(conn, made, context.now_ms)
        context.alive()
    oldest = datetime.fromtimestamp(context.now_ms / 1000, UTC) - timedelta(forecasts.KEEP_DAYS)
    with writing(context.engine) as conn:
        forecasts.forget(conn, oldest.date().isoformat())


def _is_due(site: Site, newest: dict[int, str], now_ms: int) -> bool:
    if site.id not in newest:
        return True
    local = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(site.timezone))
    return local.hour >= _FROM_HOUR and newest[site.id] < local.date().isoformat()
