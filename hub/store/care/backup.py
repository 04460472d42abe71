"""A copy of the store while everything runs, and the store made equal to a copy.

SQLite: by its own backup interface, in one step. Within a WAL store that reads one state and keeps
nobody from writing; in many steps every write of ingest would begin it anew. PostgreSQL: by
`pg_dump` and `pg_restore`, which belong to the server's package.

A store that was restored acknowledges to each device what it has, and the devices send the rest
once more from their own disks: what was thanked since the backup was made comes back by itself, as
long as devices keep it (`outbox.keep_days`).
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Engine

from hub.errors import StoreUnavailableError
from hub.store.care import postgresql
from hub.store.care.errors import BackupError
from hub.store.engine import sqlite_connection
from hub.store.migrate import known_revision, migrate

_PIECE: Final = 1 << 20
_ALL_PAGES: Final = -1
_SIGNATURE: Final = b"SQLite format 3\x00"


class Backup(NamedTuple):
    """A copy that was read back and found whole."""

    path: Path
    size_bytes: int
    sha256: str


def back_up(engine: Engine, target: Path) -> Backup:
    """Write a copy of the store to a new file, readable by its owner only.

    The file appears under its name when it is whole and on the disk, never before.

    Raises:
        BackupError: there is such a file, the folder takes none, or the copy is not whole.
        StoreUnavailableError: the store did not answer.
    """
    if target.exists():
        raise BackupError(f"{target} is there already: name another file, or move it away.")
    with _whole_or_nothing(target) as partial:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(engine, partial)
        else:
            postgresql.dump(engine.url, partial)
    return Backup(target, target.stat().st_size, _digest(target))


def restore(engine: Engine, source: Path) -> bool:
    """Make the store equal to a backup, while others go on using it.

    They see the one or the other, never a part of each.

    Returns:
        Whether the backup's tables were older than this program and were brought up to date.

    Raises:
        BackupError: not one of our backups, damaged, or made by a newer Otklik.
        StoreUnavailableError: the store took nothing. In both cases nothing was changed.
    """
    try:
        with source.open("rb") as file:
            start = file.read(len(_SIGNATURE))
    except OSError as error:
        raise BackupError(f"The backup {source} cannot be read ({error}).") from error
    if (start == _SIGNATURE) != (engine.dialect.name == "sqlite"):
        raise BackupError(
            f"{source} is no backup of such a store: a file is restored to `store.path`, a dump of "
            "PostgreSQL to `store.url`."
        )
    if engine.dialect.name == "sqlite":
        _restore_sqlite(engine, source)
    else:
        postgresql.load(engine.url, source)
    engine.dispose()  # what its connections remember of the tables may be wrong now
    return migrate(engine)


def keep_newest(folder: Path, most: int, pattern: str = "otklik-*.backup") -> list[Path]:
    """Delete all backups of a folder but the newest, by name; returns those deleted."""
    old = sorted(folder.glob(pattern))[:-most]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def _copy_sqlite(engine: Engine, partial: Path) -> None:
    with _translated(), sqlite_connection(engine) as ours, closing(sqlite3.connect(partial)) as new:
        ours.backup(new, pages=_ALL_PAGES)
        # A single file without companions, whichever machine it is carried to.
        new.execute("PRAGMA journal_mode=DELETE").close()
        _check(new, partial)


def _restore_sqlite(engine: Engine, source: Path) -> None:
    # Opened from a copy of our own: a reader of a file may leave files beside it.
    with tempfile.TemporaryDirectory(dir=Path(engine.url.database or ".").absolute().parent) as own:
        copy = Path(own) / "backup.sqlite"
        try:
            shutil.copyfile(source, copy)
        except OSError as error:
            raise BackupError(f"The backup cannot be copied beside the store ({error}).") from error
        with closing(sqlite3.connect(copy)) as old:
            _check(old, source)
            _check_revision(old, source)
            with _translated(), sqlite_connection(engine) as ours:
                old.backup(ours, pages=_ALL_PAGES)


def _check(copy: sqlite3.Connection, path: Path) -> None:
    try:
        found = copy.execute("PRAGMA quick_check").fetchall()
    except sqlite3.Error as error:
        found = [(str(error),)]
    if found != [("ok",)]:
        raise BackupError(f"{path} is damaged ({found[0][0]}): take an older backup.")


def _check_revision(copy: sqlite3.Connection, path: Path) -> None:
    try:
        row = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        row = None
    if row is None:
        raise BackupError(f"{path} is a database, but none of Otklik's.")
    if not known_revision(row[0]):
        raise BackupError(
            f"{path} was made by a newer Otklik (tables {row[0]}): install that one first."
        )


@contextmanager
def _whole_or_nothing(target: Path) -> Iterator[Path]:
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield partial
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.rename(target)
        folder = os.open(target.absolute().parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if isinstance(error, StoreUnavailableError):
            raise
        raise BackupError(
            f"The backup {target} cannot be written ({error}). Is the folder there, writable, and "
            "has it room for the whole store?"
        ) from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailableError(
            f"The store or the backup takes nothing ({error}). Is a disk full, or does another "
            "program hold the store locked?"
        ) from error


def _digest(path: Path) -> str:
    found = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
