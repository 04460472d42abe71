"""The tables, as SQLAlchemy Core. Changes go through `migrations/` (Alembic), never only here.

Instants are integers, milliseconds since 1970 in UTC (`*_ms`). Local days are ISO dates as text,
in the shop's own time zone. Booleans are stored as such.

Why the roll-ups look as they do: one row for each hour (or day) with a column for each button is
what pays at a kiosk's volumes; rows by button compress hardly at all (benchmarks/README.md). An
hour is keyed by the UTC instant at which the shop's *local* clock hour begins, so zones with a
half-hour offset and the two hours of an autumn night are right.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

MAX_BUTTONS: Final = 6

sites = Table(
    "sites",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False, default=True),
    # False: made by ingest for a device nobody announced; name and zone are a guess to be checked.
)

devices = Table(
    "devices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("room", Text),  # "kiosk", "camera" or NULL while unknown
    Column("sample", Boolean, nullable=False, default=False),  # generated data, marked on pages
    Column("first_seen_ms", BigInteger, nullable=False),
    Column("online", Boolean, nullable=False, default=False),
    Column("online_changed_ms", BigInteger),
    Column("session", Text),
    Column("status_ms", BigInteger),  # when the newest status came, hub's clock
    Column("status", Text),  # the newest `wire.messages.Status` as JSON
    Column("last_event_ms", BigInteger),  # when the newest event happened
    UniqueConstraint("site_id", "name"),
)

epochs = Table(
    "epochs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", ForeignKey("devices.id"), nullable=False),
    Column("epoch", Text, nullable=False),
    Column("contiguous_seq", BigInteger, nullable=False, default=0),
    # every event up to here is stored, set aside, or declared lost: what the hub acknowledges
    Column("lost", BigInteger, nullable=False, default=0),  # gone from the device, never came
    Column("counts", Text, nullable=False, default="{}"),  # cumulative, named as in Status.counts
    Column("difference", Text),  # JSON {counter: device - hub}, of the last comparison; {} agrees
    Column("compared_ms", BigInteger),
    UniqueConstraint("device_id", "epoch"),
)

epoch_ahead = Table(
    "epoch_ahead",
    metadata,
    Column("epoch_id", ForeignKey("epochs.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    # stored, but beyond a gap: together with contiguous_seq this is all that was ever seen
    sqlite_with_rowid=False,
)


def _event_columns() -> list[Column[Any]]:
    return [
        Column("epoch_id", ForeignKey("epochs.id"), primary_key=True),
        Column("seq", BigInteger, primary_key=True),
        Column("device_id", ForeignKey("devices.id"), nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("quality", Integer, nullable=False),  # hub.domain.event_time.Quality
    ]


press = Table(
    "press",
    metadata,
    *_event_columns(),
    Column("button", Integer, nullable=False),
    Column("scale", Integer, nullable=False),  # how many buttons the kiosk had
    Column("play", Boolean, nullable=False),
    Index("ix_press_device_at", "device_id", "at_ms"),
    CheckConstraint("button BETWEEN 1 AND scale AND scale BETWEEN 2 AND 6", name="button"),
    sqlite_with_rowid=False,
)

footfall = Table(
    "footfall",
    metadata,
    *_event_columns(),  # at_ms is the start of the window
    Column("seconds", Integer, nullable=False),
    Column("line", Text, nullable=False),
    Column("entered", BigInteger, nullable=False),
    Column("left", BigInteger, nullable=False),
    Column("frames", BigInteger, nullable=False),
    Column("dropped", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Index("ix_footfall_device_at", "device_id", "at_ms"),
    sqlite_with_rowid=False,
)


def _button_columns() -> list[Column[Any]]:
    """`n1`..`n6`: presses of each button; `p1`..`p6`: those of them that look like play."""
    return [
        Column(f"{kind}{button}", Integer, nullable=False, default=0, server_default="0")
        for kind in ("n", "p")
        for button in range(1, MAX_BUTTONS + 1)
    ]


def _flow_columns() -> list[Column[Any]]:
    return [
        Column(name, BigInteger, nullable=False, default=0, server_default="0")
        for name in ("entered", "left", "seconds", "frames", "dropped")
    ]


press_hour = Table(
    "press_hour",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("hour_ms", BigInteger, primary_key=True),
    Column("scale", Integer, primary_key=True),
    *_button_columns(),
    sqlite_with_rowid=False,
)

press_day = Table(
    "press_day",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("scale", Integer, primary_key=True),
    *_button_columns(),
    sqlite_with_rowid=False,
)

footfall_hour = Table(
    "footfall_hour",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("hour_ms", BigInteger, primary_key=True),
    Column("line", Text, primary_key=True),
    *_flow_columns(),
    sqlite_with_rowid=False,
)

footfall_day = Table(
    "footfall_day",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("line", Text, primary_key=True),
    *_flow_columns(),
    sqlite_with_rowid=False,
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("received_ms", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("seq", BigInteger),
    Column("size_bytes", Integer, nullable=False),
    Column("raw", LargeBinary, nullable=False),  # the beginning of it
    # bounded: the newest are kept, quarantine_count knows how many there were
)

quarantine_count = Table(
    "quarantine_count",
    metadata,
    Column("code", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("session_key", Text, nullable=False),
    # random; signed into the session cookie: a new password or log-out everywhere changes it
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("token_hash", Text, nullable=False, unique=True),  # SHA-256 of 256 random bits
    Column("created_ms", BigInteger, nullable=False),
    Column("last_used_ms", BigInteger),
    Column("revoked_ms", BigInteger),
)
