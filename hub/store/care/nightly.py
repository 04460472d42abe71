"""The copy that is made each night by itself."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from hub.store.care.backup import Backup, back_up, keep_newest

_NAME: Final = "otklik-%Y%m%dT%H%M%SZ.backup"


def backup_name(at_ms: int) -> str:
    """The file name of a copy made at this instant; names sort by time."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime(_NAME)


def due(folder: Path, at_ms: int, hour_utc: int) -> bool:
    """Whether today's copy, from `hour_utc` on, is not in the folder yet."""
    now = datetime.fromtimestamp(at_ms / 1000, UTC)
    if now.hour < hour_utc:
        return False
    return not any(folder.glob(f"otklik-{now:%Y%m%d}T*.backup"))


def nightly(engine: Engine, folder: Path, at_ms: int, *, hour_utc: int, keep: int) -> Backup | None:
    """Make today's copy and delete old ones. None: it is not due.

    Raises:
        BackupError: the folder takes none.
    """
    if not due(folder, at_ms, hour_utc):
        return None
    made = back_up(engine, folder / backup_name(at_ms))
    keep_newest(folder, keep)
    return made
