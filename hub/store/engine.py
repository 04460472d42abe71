"""Opening the store: one SQLite file, or a PostgreSQL server.

Only this module, `upsert` and `among` know which of the two it is.

SQLite runs in WAL mode with synchronous=FULL, so that a commit survives a power cut. Python's own
transaction handling is switched off: it begins late and as a reader, and a reader that turns
writer fails with "locked" at once, whatever the timeout. `writing` takes the write lock first.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from hub.errors import StoreError, StoreUnavailableError
from hub.settings import StoreSettings
from hub.store.once import READ
from wire.settings import read_secret, state_path

Store: TypeAlias = Engine
"""An open store, for those who need not know what holds it."""
_WRITE: Final = "otklik_write"
_OUR_FAULT: Final = (IntegrityError, DataError, ProgrammingError, NotSupportedError)
"""What a statement of ours did wrong; everything else is the store's trouble."""


def make_engine(settings: StoreSettings) -> Engine:
    """An engine for the store that the settings name. Opens nothing yet, migrates nothing.

    Raises:
        StoreError: PostgreSQL is asked for and its driver is not installed.
        SecretError: the password file cannot be read.
    """
    if settings.url:
        return _postgresql(settings)
    path = state_path(settings.path)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        # Every page, live stream and worker may hold one for the length of a query.
        pool_size=8,
        max_overflow=64,
        connect_args={"timeout": settings.busy_seconds, "check_same_thread": False},
    )
    event.listen(engine, "do_connect", lambda *_: _make_private(path))
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reading: all its queries see one state of the store.

    Raises:
        StoreUnavailableError: the store did not answer.
    """
    with _translated(), engine.connect() as connection:
        connection.execution_options(**{READ: {}})
        if engine.dialect.name == "postgresql":
            # SQLite's readers see one state by themselves; here each query would see its own.
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in a write transaction: committed at the end, undone by any exception.

    Raises:
        StoreUnavailableError: the store took nothing; nothing was changed.
    """
    with _translated(), engine.connect() as connection, write_transaction(connection):
        yield connection


def connect(engine: Engine) -> Connection:
    """A connection for `write_transaction`, to be closed by the caller.

    Raises:
        StoreUnavailableError: the store did not answer.
    """
    with _translated():
        return engine.connect()


@contextmanager
def write_transaction(connection: Connection) -> Iterator[None]:
    """The same on a connection that its caller keeps open."""
    with _translated(), connection.execution_options(**{_WRITE: True}).begin():
        yield


@contextmanager
def read_transaction(connection: Connection) -> Iterator[None]:
    """A transaction for reading, on a connection that its caller keeps open.

    Raises:
        StoreUnavailableError: the store did not answer.
    """
    with _translated(), connection.begin():
        yield


def changes_of_others(connection: Connection) -> int | None:
    """A number that changes when somebody else wrote to the store. None: the store cannot tell.

    Of use within a write transaction only: there, nobody else can write until its end.
    """
    if connection.dialect.name != "sqlite":
        return None
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def lock_for_migration(connection: Connection) -> None:
    """Keep other processes from migrating until this transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite's write transaction is the lock already
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('otklik-migrate'))"))


@contextmanager
def sqlite_connection(engine: Engine) -> Iterator[sqlite3.Connection]:
    """SQLite's own connection to the store, for what SQLAlchemy has no word for.

    Raises:
        StoreUnavailableError: the store did not answer.
    """
    with _translated():
        raw = engine.raw_connection()
    try:
        found = raw.driver_connection
        if not isinstance(found, sqlite3.Connection):
            raise StoreError("This is possible with an SQLite file only.")
        yield found
    finally:
        raw.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Tell the store's trouble from our own faults, which stay what they are."""
    try:
        yield
    except _OUR_FAULT:
        raise
    except (DBAPIError, DatabaseError, PoolTimeoutError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreUnavailableError(
            f"The store takes nothing ({reason}). Is its disk full or read-only, or does another "
            "program hold it locked?"
        ) from error


def _postgresql(settings: StoreSettings) -> Engine:
    url = make_url(settings.url)
    if settings.password_file:
        url = url.set(password=read_secret(settings.password_file).reveal())
    try:
        engine = create_engine(url, pool_size=8, max_overflow=64, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise StoreError(
            "`store.url` names a PostgreSQL server, but its driver is not installed here: "
            "pip install 'psycopg[binary]'"
        ) from error
    event.listen(engine, "connect", _on_postgresql_connect)
    return engine


def _make_private(path: Path) -> None:
    """Make the file readable by its owner only before SQLite makes it for everybody.

    SQLite gives the files beside it (-wal, -shm) the same rights. A file that is there is not even
    opened: closing it again would end all locks that this process has on it (POSIX), and the next
    program to close the store would take the -wal away from under the connections that are open.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreUnavailableError(
            f"The store {path} cannot be opened ({error}). Is its directory there and writable?"
        ) from error


def _on_sqlite_connect(raw: Any, _record: object) -> None:
    raw.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}").close()


def _on_postgresql_connect(raw: Any, _record: object) -> None:
    """Plan as pages ask: for some rows of each of many devices, by key.

    With the server's defaults, made for spinning disks, whole tables were read instead, and plans
    compiled that ran a moment: pages took the longer, the more history there was.
    """
    with raw.cursor() as cursor:
        cursor.execute("SET random_page_cost = 1.1")
        cursor.execute("SET jit = off")
    raw.commit()


def _on_sqlite_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def store_bytes(connection: Connection) -> int:
    """How large the store is, on its disk; SQLite's write-ahead log is not counted."""
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
