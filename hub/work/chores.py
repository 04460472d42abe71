"""What keeps the store in order by itself."""

import logging
from pathlib import Path

from hub.store.care.nightly import nightly
from hub.store.care.retention import forget
from hub.work.job import Context

_log = logging.getLogger("otklik.chores")


def back_up(context: Context) -> None:
    """Make the night's copy, where the settings name a folder for it."""
    wanted = context.settings.backup
    if not wanted.folder:
        return
    made = nightly(
        context.engine,
        Path(wanted.folder),
        context.now_ms,
        hour_utc=wanted.hour_utc,
        keep=wanted.keep,
    )
    if made is not None:
        _log.info("Backup %s: %.1f MB, read back.", made.path, made.size_bytes / 1e6)


def forget_presses(context: Context) -> None:
    """Forget single presses of months that are over, as the settings ask."""
    months = context.settings.retention.press_months
    if not months:
        return
    for gone in forget(
        context.engine, months, context.now_ms, who="retention", alive=context.alive
    ):
        _log.info(
            "%s: %d presses before %s are forgotten; their sums stay.",
            gone.site,
            gone.presses,
            gone.first_day,
        )
