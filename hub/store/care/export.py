"""All that is stored, for whoever owns it: a table, a CSV file; without what opens doors."""

import csv
import io
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Engine, Table, select

from hub.store.care.errors import BackupError
from hub.store.engine import reading
from hub.store.schema import metadata

SECRET: Final = frozenset(
    {
        "password_hash",
        "session_key",
        "token_hash",
        "code_hash",
        "secret",
        "secret_hash",
        "key_hash",
        "totp_secret",
    }
)
"""Columns that would let somebody in. A test holds that no column of such a name is missing."""
_ROWS_AT_ONCE: Final = 5_000
_ABOUT: Final = """\
Everything that this Otklik hub has stored, written {when} UTC.

A file for each table, as CSV in UTF-8 with a line of names. Instants end in _ms: milliseconds
since 1970 in UTC. Days are those of the shop's own time zone. Passwords, tokens and keys are
left out: {secrets}.

What each table holds is said in hub/store/schema/ of the program's source.
"""


class Exported(NamedTuple):
    """What was written."""

    tables: int
    rows: int


def export(
    engine: Engine, target: Path, now_ms: int, *, tell: Callable[[str, int], None]
) -> Exported:
    """Write a ZIP of all tables, of one state of the store; readable by its owner only.

    Args:
        engine: the store.
        target: the new file; it has its name when it is whole.
        now_ms: this instant.
        tell: hears each table's name and how many of its rows are written.

    Raises:
        BackupError: there is such a file, or it cannot be written.
        StoreUnavailableError: the store did not answer.
    """
    if target.exists():
        raise BackupError(f"{target} is there already: name another file, or move it away.")
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with (
            os.fdopen(handle, "w+b") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            reading(engine) as conn,
        ):
            rows = _write_all(conn, archive, now_ms, tell)
        partial.rename(target)
    except (FileNotFoundError, PermissionError) as error:
        raise BackupError(
            f"{target} cannot be written ({error.strerror}). Is the folder there and writable?"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return Exported(len(metadata.sorted_tables), rows)


def _write_all(
    conn: Connection, archive: zipfile.ZipFile, now_ms: int, tell: Callable[[str, int], None]
) -> int:
    when = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
    archive.writestr("README.txt", _ABOUT.format(when=when, secrets=", ".join(sorted(SECRET))))
    rows = 0
    for table in metadata.sorted_tables:
        with archive.open(f"{table.name}.csv", "w", force_zip64=True) as raw:
            rows += _write(conn, table, io.TextIOWrapper(raw, "utf-8", newline=""), tell)
    return rows


def _write(
    conn: Connection, table: Table, file: io.TextIOWrapper, tell: Callable[[str, int], None]
) -> int:
    columns = [column for column in table.columns if column.name not in SECRET]
    writer = csv.writer(file)
    writer.writerow([column.name for column in columns])
    rows = 0
    query = select(*columns).execution_options(yield_per=_ROWS_AT_ONCE)
    for part in conn.execute(query).partitions():
        writer.writerows([[_plain(cell) for cell in row] for row in part])
        rows += len(part)
        tell(table.name, rows)
    file.flush()
    file.detach()
    return rows


def _plain(cell: Any) -> Any:
    return cell.hex() if isinstance(cell, bytes) else cell
