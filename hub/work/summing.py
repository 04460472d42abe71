"""Blocks of sums by shop, made while nobody waits for them (`hub.store.blocks`)."""

from typing import Final

from hub.store.blocks import make_blocks
from hub.store.engine import writing
from hub.work.job import Context

_DAYS_AT_ONCE: Final = 100
"""Some tenths of a second, for which ingest waits."""


def make_all_blocks(context: Context) -> None:
    """Make all blocks that are waiting, some in each transaction."""
    made = _DAYS_AT_ONCE
    while made == _DAYS_AT_ONCE:
        with writing(context.engine) as conn:
            made = make_blocks(conn, now_ms=context.now_ms, most=_DAYS_AT_ONCE)
        context.alive()
