"""Keeps the offsets of the shops' clocks, which the SQL views show local hours by."""

from hub.store.clocks import stale_clocks, write_clocks
from hub.store.engine import reading, writing
from hub.work.job import Context


def keep_clocks(context: Context) -> None:
    """Write what is missing: zones of new shops, next year, another release of the zones."""
    with reading(context.engine) as conn:
        stale = stale_clocks(conn, context.now_ms)
    if stale:
        with writing(context.engine) as conn:
            write_clocks(conn, stale, context.now_ms)
