"""The hub's short commands: shops, users, tokens, and whether everything is there."""

import argparse
import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from hub.errors import HubError
from hub.settings import HubSettings
from hub.start_checks import check_all
from hub.store import people, sites, tokens
from hub.store.engine import Store, make_engine, reading, writing
from hub.store.migrate import migrate, open_store
from wire.checks import tell
from wire.clock import SystemClock

_MARKS: Final = {True: "ok     ", None: "note   ", False: "MISSING"}


class PasswordError(HubError, ValueError):
    """A password that was not given in a usable way. The text says how to."""


def run_command(words: str, options: argparse.Namespace, settings: HubSettings) -> int:
    """Run one short command, named by its words (`site add`); returns the exit code.

    Raises:
        OtklikError: it could not be done, with the cure.
    """
    if words == "check":
        return _check(settings, as_json=options.json)
    if words == "migrate":
        return _migrate(settings)
    with _store(settings) as engine:
        kind, action = words.split()
        {"site": _site, "user": _user, "token": _token}[kind](action, options, engine)
    return 0


@contextmanager
def _store(settings: HubSettings) -> Iterator[Store]:
    engine = open_store(settings.store)
    try:
        yield engine
    finally:
        engine.dispose()


def _check(settings: HubSettings, *, as_json: bool) -> int:
    return tell(check_all(settings, SystemClock()), as_json=as_json)


def _migrate(settings: HubSettings) -> int:
    engine = make_engine(settings.store)
    try:
        changed = migrate(engine)
    finally:
        engine.dispose()
    print("The tables were brought up to date." if changed else "The tables are up to date.")
    return 0


def _site(action: str, options: argparse.Namespace, engine: Store) -> None:
    if action == "list":
        with reading(engine) as conn:
            found = sites.list_sites(conn)
        _show(found, ("code", "name", "timezone", "country", "confirmed"), as_json=options.json)
        return
    with writing(engine) as conn:
        if action == "add":
            name = options.name or options.code
            sites.add_site(conn, options.code, name, options.timezone)
            print(f"{options.code} is announced.")
            return
        recounted = sites.set_site(
            conn,
            options.code,
            name=options.name,
            timezone=options.timezone,
            country=options.country,
        )
    note = " All hours and days were counted anew in the new time zone." if recounted else ""
    print(f"{options.code} is changed.{note}")


def _user(action: str, options: argparse.Namespace, engine: Store) -> None:
    if action == "list":
        with reading(engine) as conn:
            found = people.list_users(conn)
        _show(found, ("name", "created_ms"), as_json=options.json)
        return
    password = _read_password(options.password_file)
    with writing(engine) as conn:
        if action == "add":
            people.add_user(conn, options.name, password, _now_ms())
            print(f"{options.name} can sign in.")
            return
        people.set_password(conn, options.name, password)
    print(f"{options.name} has a new password, and is signed out everywhere.")


def _token(action: str, options: argparse.Namespace, engine: Store) -> None:
    if action == "list":
        with reading(engine) as conn:
            found = tokens.list_tokens(conn)
        columns = ("name", "created_ms", "last_used_ms", "revoked_ms")
        _show(found, columns, as_json=options.json)
        return
    with writing(engine) as conn:
        if action == "add":
            text = tokens.add_token(conn, options.name, _now_ms())
        else:
            tokens.revoke_token(conn, options.name, _now_ms())
    if action == "add":
        print("This token is shown once, keep it in a safe place:", file=sys.stderr)
        print(text)
    else:
        print(f"{options.name} opens nothing any more.")


def _read_password(file: Path | None) -> str:
    if file is None:
        if not sys.stdin.isatty():
            raise PasswordError(
                "There is nobody to ask for a password here: use --password-file FILE, or "
                "--password-file - to read it from the standard input."
            )
        password = getpass.getpass("Password (12 characters or more): ")
        if getpass.getpass("Once more: ") != password:
            raise PasswordError("The two passwords differ. Nothing was changed; try again.")
        return password
    try:
        text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PasswordError(f"The password file {file} cannot be read ({error}).") from error
    return text.rstrip("\r\n")


def _show(found: Sequence[Any], columns: Sequence[str], *, as_json: bool) -> None:
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


def _text(column: str, value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.endswith("_ms"):
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return str(value)


def _now_ms() -> int:
    return round(SystemClock().now().wall.timestamp() * 1000)
