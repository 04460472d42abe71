"""Views for people who ask the store in SQL: plain names, units, the shop's clock beside UTC.

They are part of what users build on: a column may be added, none is renamed. They are dropped
before a migration and made anew after it, so a change here needs a migration (an empty one will
do). docs/sql.md is generated from this module.

What only the hub may work out is not here: people, tokens, and expression shares, whose rule of
the fewest visitors holds for published figures and not for sums that anybody takes of parts.
"""

from typing import Final

from sqlalchemy import Connection, MetaData, event, text

from hub.store.schema import metadata
from hub.store.sql_view_columns import (
    View,
    ViewColumn,
    day,
    flows,
    hour,
    presses,
    stays,
    utc,
    where,
)

_TIMES: Final = {
    "sqlite": {
        "utc": "datetime({ms} / 1000, 'unixepoch')",
        "local": "datetime({ms} / 1000 + clock.seconds, 'unixepoch')",
        "bool": "({one} <> 0)",
    },
    "postgresql": {
        "utc": "to_timestamp({ms} / 1000.0)",
        "local": "(to_timestamp({ms} / 1000.0 + clock.seconds) AT TIME ZONE 'UTC')",
        "bool": "{one}",
    },
}
"""`datetime` of SQLite gives text, such as `2026-03-03 12:00:00`; PostgreSQL has types for both."""

_DEVICE: Final = (
    "JOIN devices ON devices.id = {table}.device_id JOIN sites ON sites.id = devices.site_id"
)
_CLOCK: Final = (
    "LEFT JOIN clock_offset AS clock ON clock.timezone = sites.timezone "
    "AND {ms} >= clock.from_ms AND {ms} < clock.until_ms"
)


def _of(stream: str, span: str, purpose: str, numbers: tuple[ViewColumn, ...]) -> View:
    table = f"{stream}_{span}"
    device = _DEVICE.format(table=table)
    if span == "hour":
        clock = _CLOCK.format(ms=f"{table}.hour_ms")
        return View(
            f"v_{table}",
            purpose,
            (*where(), *hour(table), *numbers),
            f"FROM {table} {device} {clock}",
        )
    return View(f"v_{table}", purpose, (*where(), *day(table), *numbers), f"FROM {table} {device}")


VIEWS: Final = (
    View(
        "v_shops",
        "The shops.",
        (
            ViewColumn("shop", "Code of the shop.", "sites.code"),
            ViewColumn("shop_name", "The shop as people call it.", "sites.name"),
            ViewColumn("timezone", "IANA time zone of its clock and calendar.", "sites.timezone"),
            ViewColumn(
                "is_confirmed",
                "False: name and zone are a guess that nobody has looked at.",
                "<bool sites.confirmed>",
            ),
        ),
        "FROM sites",
    ),
    View(
        "v_devices",
        "Kiosks and cameras as they last spoke.",
        (
            *where(),
            ViewColumn("room", "`kiosk` or `camera`; empty while unknown.", "devices.room"),
            ViewColumn(
                "is_online", "Whether the broker has it connected.", "<bool devices.online>"
            ),
            utc("online_changed_utc", "When it last came or went", "devices.online_changed_ms"),
            utc("first_seen_utc", "When it was first heard of", "devices.first_seen_ms"),
            utc("last_status_utc", "When its newest status came", "devices.status_ms"),
            utc("last_event_utc", "When its newest event happened", "devices.last_event_ms"),
        ),
        "FROM devices JOIN sites ON sites.id = devices.site_id",
    ),
    _of("press", "hour", "Presses by kiosk and hour.", presses("press_hour")),
    _of("press", "day", "Presses by kiosk and day.", presses("press_day")),
    _of("footfall", "hour", "Crossings by camera, line and hour.", flows("footfall_hour")),
    _of("footfall", "day", "Crossings by camera, line and day.", flows("footfall_day")),
    _of("zone", "hour", "Stays by camera, zone and hour.", stays("zone_hour")),
    _of("zone", "day", "Stays by camera, zone and day.", stays("zone_day")),
)


def select_of(view: View, dialect: str) -> str:
    """The query behind a view.

    Args:
        view: one of `VIEWS`.
        dialect: `sqlite` or `postgresql`.
    """
    columns = ", ".join(f"{_spelled(one.sql, dialect)} AS {one.name}" for one in view.columns)
    return f"SELECT {columns} {view.source}"


def make_views(conn: Connection) -> None:
    """Make all views, on tables that are up to date."""
    for view in VIEWS:
        conn.execute(text(f"CREATE VIEW {view.name} AS {select_of(view, conn.dialect.name)}"))


def drop_views(conn: Connection) -> None:
    """Take them away, so that tables can be changed."""
    for view in VIEWS:
        conn.execute(text(f"DROP VIEW IF EXISTS {view.name}"))


def _spelled(sql: str, dialect: str) -> str:
    if not sql.startswith("<"):
        return sql
    what, value = sql.strip("<>").split(" ", 1)
    return _TIMES[dialect][what].format(ms=value, one=value)


@event.listens_for(metadata, "before_drop")
def _before_drop(_target: MetaData, connection: Connection, **_: object) -> None:
    drop_views(connection)


@event.listens_for(metadata, "after_create")
def _after_create(_target: MetaData, connection: Connection, **_: object) -> None:
    drop_views(connection)
    make_views(connection)
