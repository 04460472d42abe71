"""PostgreSQL's own programs, which make and read copies of a database."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from hub.store.care.errors import BackupError


def dump(url: URL, target: Path) -> None:
    """Write a dump in PostgreSQL's custom format, of one state of the database.

    Raises:
        BackupError: the program is not here, or could not.
    """
    _run("pg_dump", url, ["--format=custom", f"--file={target}"])


def load(url: URL, source: Path) -> None:
    """Replace the database's tables by those of a dump, in one transaction.

    Raises:
        BackupError: the program is not here, or could not; nothing was changed.
    """
    _run("pg_restore", url, ["--clean", "--if-exists", "--single-transaction", str(source)])


def _run(name: str, url: URL, more: list[str]) -> None:
    program = shutil.which(name)
    if program is None:
        raise BackupError(f"{name} is not installed here: apt install postgresql-client")
    where, password = _where(url)
    # The password goes by the environment: a command line can be read by everybody here.
    secret = {"PGPASSWORD": password} if password else {}
    done = subprocess.run(
        [program, "--no-password", "--no-owner", "--no-privileges", f"--dbname={where}", *more],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        # What follows an error are details; what goes before it, warnings.
        reason = next((line for line in said if ": error: " in line), said[-1])
        raise BackupError(f"{name} could not: {reason.removeprefix(f'{name}: error: ')}")


def _where(url: URL) -> tuple[str, str]:
    """What the hub itself connects with, as libpq's `key='value'` without the password, and that.

    The address itself would be misread: libpq takes no `+` for a space, nor hosts one by one.
    """
    _, found = url.get_dialect()().create_connect_args(url)
    password = str(found.pop("password", ""))
    return " ".join(f"{key}={_quoted(str(value))}" for key, value in found.items()), password


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
