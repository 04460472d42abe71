"""What keeps the store in order by itself."""

import logging
from pathlib import Path

from hub.store.care.nightly import nightly
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
