"""What short commands share: the open store, who types, a table of what was found."""

import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from hub.errors import HubError
from hub.settings import HubSettings
from hub.store.engine import Store
from hub.store.migrate import open_store
from wire.clock import SystemClock


class PasswordError(HubError, ValueError):
    """A password that was not given in a usable way. The text says how to."""


@contextmanager
def opened(settings: HubSettings) -> Iterator[Store]:
    """The store, its tables up to date."""
    engine = open_store(settings.store)
    try:
        yield engine
    finally:
        engine.dispose()


def operator() -> str:
    """Who types, for the audit log: the machine's user, since nobody signs in here."""
    try:
        return f"command ({getpass.getuser()})"
    except (KeyError, OSError):  # a number without a name, as in a container
        return "command"


def now_ms() -> int:
    """This instant, in milliseconds since 1970."""
    return round(SystemClock().now().wall.timestamp() * 1000)


def read_password(file: Path | None) -> str:
    """A password from a file, from the standard input (`-`), or with None asked for twice.

    Raises:
        PasswordError: there is nobody to ask, the two differ, or the file cannot be read.
    """
    if file is None:
        return _ask_password()
    try:
        text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PasswordError(f"The password file {file} cannot be read ({error}).") from error
    return text.rstrip("\r\n")


def confirmed(question: str) -> bool:
    """Whether somebody at a terminal says yes. Nobody there means no."""
    if not sys.stdin.isatty():
        print("There is nobody to ask here: add --yes.", file=sys.stderr)
        return False
    return input(f"{question} [y/N] ").strip().casefold() in {"y", "yes"}


def show(found: Sequence[Any], columns: Sequence[str], *, as_json: bool) -> None:
    """Print chosen columns only: a row may hold what is nobody's business."""
    rows = [{name: getattr(one, name) for name in columns} for one in found]
    if as_json:
        print(msgspec.json.encode(rows).decode())
        return
    table = [[name.removesuffix("_ms") for name in columns]]
    table += [[_text(name, row[name]) for name in columns] for row in rows]
    widths = [max(len(line[n]) for line in table) for n in range(len(columns))]
    for line in table:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _ask_password() -> str:
    if not sys.stdin.isatty():
        raise PasswordError(
            "There is nobody to ask for a password here: use --password-file FILE, or "
            "--password-file - to read it from the standard input."
        )
    password = getpass.getpass("Password (12 characters or more): ")
    if getpass.getpass("Once more: ") != password:
        raise PasswordError("The two passwords differ. Nothing was changed; try again.")
    return password


def _text(column: str, value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    if column.endswith("_ms"):
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return str(value)
