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
    where = ["--no-password", "--no-owner", "--no-privileges", f"--dbname={url.database}"]
    where += [f"--{key}={value}" for key, value in _place(url).items()]
    # The password goes by the environment: a command line can be read by everybody here.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(
        [program, *where, *more],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise BackupError(f"{name} could not: {said[-1]}")


def _place(url: URL) -> dict[str, str]:
    host = url.host or str(url.query.get("host", ""))
    found = {"host": host, "port": str(url.port or ""), "username": url.username or ""}
    return {key: value for key, value in found.items() if value}
