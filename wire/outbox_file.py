"""The outbox's SQLite file: opened so that commits survive a power cut, replaced when damaged."""

import logging
import sqlite3
from pathlib import Path
from uuid import uuid4

_log = logging.getLogger("otklik.outbox")
_BROKEN_FILES_KEPT = 3
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, stream TEXT NOT NULL, wall_ms INTEGER NOT NULL, boot TEXT NOT NULL,
    boot_ms INTEGER NOT NULL, synced INTEGER NOT NULL, counters TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS counts (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS boots (boot TEXT PRIMARY KEY, started_ms INTEGER NOT NULL) WITHOUT ROWID;
"""


def open_or_replace(path: Path) -> tuple[sqlite3.Connection, str | None]:
    """Open the file, or move a damaged one aside and start a new one.

    Returns the connection (autocommit; the caller begins transactions) and the name of the file
    that was moved aside, or None.

    Raises:
        OSError, sqlite3.OperationalError: a directory, a permission or a full disk is in the way.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _open(path), None
    except sqlite3.OperationalError:
        raise  # nothing is wrong with the file itself
    except sqlite3.DatabaseError as error:
        aside = _move_aside(path)
        _log.error("The outbox was damaged (%s): moved to %s, starting a new one.", error, aside)
        return _open(path), aside


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=5)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA journal_size_limit=4000000")
        verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)  # noqa: TRY301 - closed below, like its kin
        db.executescript(_SCHEMA)
        db.execute("INSERT OR IGNORE INTO meta VALUES ('epoch', ?)", (uuid4().hex,))
        db.execute("INSERT OR IGNORE INTO meta VALUES ('last_seq', '0'), ('acked_seq', '0')")
    except BaseException:
        db.close()
        raise
    return db


def _move_aside(path: Path) -> str:
    """A kiosk that refuses to start helps nobody; the damaged file is kept for the curious."""
    older = sorted(path.parent.glob(f"{path.name}.broken-*"), key=lambda file: file.stat().st_mtime)
    for file in older[: max(0, len(older) - _BROKEN_FILES_KEPT + 1)]:
        file.unlink()
    aside = path.with_name(f"{path.name}.broken-{uuid4().hex[:8]}")
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return aside.name
