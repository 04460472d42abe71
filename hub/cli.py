"""The hub's first short commands: shops, and whether everything is there."""

import argparse

from sqlalchemy import Connection

from hub.commands.common import now_ms, opened, operator, show
from hub.settings import HubSettings
from hub.start_checks import check_all
from hub.store import sites
from hub.store.audit_log import record
from hub.store.engine import Store, make_engine, reading, writing
from hub.store.migrate import migrate
from hub.store.places import Spot, put_place
from hub.store.site_changes import set_site
from wire.checks import tell
from wire.clock import SystemClock


def run_command(words: str, options: argparse.Namespace, settings: HubSettings) -> int:
    """Run one short command, named by its words (`site add`); returns the exit code.

    Raises:
        OtklikError: it could not be done, with the cure.
    """
    if words == "check":
        return _check(settings, as_json=options.json)
    if words == "migrate":
        return _migrate(settings)
    with opened(settings) as engine:
        _site(words.split()[1], options, engine)
    return 0


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
        show(found, ("code", "name", "timezone", "country", "confirmed"), as_json=options.json)
        return
    with writing(engine) as conn:
        if action == "add":
            name = options.name or options.code
            sites.add_site(conn, options.code, name, options.timezone)
            _note(conn, options, "shop.added")
            print(f"{options.code} is announced.")
            return
        recounted = set_site(
            conn,
            options.code,
            name=options.name,
            timezone=options.timezone,
            country=options.country,
        )
        if options.place:
            put_place(conn, options.code, Spot(*options.place))
        _note(conn, options, "shop.changed")
    note = " All hours and days were counted anew in the new time zone." if recounted else ""
    print(f"{options.code} is changed.{note}")


def _note(conn: Connection, options: argparse.Namespace, what: str) -> None:
    names = ("name", "timezone", "country", "place")
    asked = {name: getattr(options, name, None) for name in names}
    details = {name: value for name, value in asked.items() if value}
    record(
        conn,
        who=operator(),
        what=what,
        about=f"shop {options.code}",
        details=details,
        at_ms=now_ms(),
    )
