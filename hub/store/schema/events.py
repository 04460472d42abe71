"""Every event as it came, one row each."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from hub.store.schema.known import metadata
from wire.camera_events import DWELL_BINS


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
    Column("kind", Text, nullable=False, server_default="door"),  # "door", or "street"
    Column("staff_entered", BigInteger, nullable=False, server_default="0"),
    Column("staff_left", BigInteger, nullable=False, server_default="0"),
    Index("ix_footfall_device_at", "device_id", "at_ms"),
    sqlite_with_rowid=False,
)


def counts(*names: str) -> list[Column[Any]]:
    """Columns of whole numbers."""
    return [Column(name, BigInteger, nullable=False) for name in names]


DWELL_COLUMNS: Final = tuple(f"dwell_{name}" for name in DWELL_BINS)
"""Visits by dwell time; `dwell_60`: of more than 30 and up to 60 seconds."""

zone_window = Table(
    "zone_window",
    metadata,
    *_event_columns(),  # at_ms is the start of the window
    Column("seconds", Integer, nullable=False),
    Column("zone", Text, nullable=False),
    Column("kind", Text, nullable=False),  # "area" or "queue"
    *counts("visits", "dwell_ms", *DWELL_COLUMNS, "occupancy_ms", "staff_visits", "most"),
    Index("ix_zone_window_device_at", "device_id", "at_ms"),
    sqlite_with_rowid=False,
)

occupancy_reset = Table(
    "occupancy_reset",
    metadata,
    *_event_columns(),
    *counts("seconds", "entered", "left", "removed", "held"),
    Index("ix_occupancy_reset_device_at", "device_id", "at_ms"),
    sqlite_with_rowid=False,
)

AUDIT_COUNTS: Final = tuple(
    f"{what}_{way}" for what in ("tapped", "counted", "agreed") for way in ("in", "out")
)

audit_minute = Table(
    "audit_minute",
    metadata,
    *_event_columns(),  # at_ms is the start of the minute
    Column("seconds", Integer, nullable=False),
    Column("audit", Text, nullable=False),
    Column("line", Text, nullable=False),
    *counts(*AUDIT_COUNTS),
    sqlite_with_rowid=False,
)

expression_window = Table(
    "expression_window",
    metadata,
    *_event_columns(),  # at_ms is the start of the window
    *counts("seconds", "visitors", "unseen", "least"),
    *(Column(name, Double, nullable=False) for name in ("negative", "neutral", "positive")),
    Column("corrected", Boolean, nullable=False),
    Column("zone", Text),  # NULL: in no zone
    Column("calibration", Text),  # NULL: not corrected
    Column("errors", Text, nullable=False),  # JSON [wire.expression_events.ShareError]
    Column("network", Text, nullable=False),
    Column("detector", Text, nullable=False),
    Column("law", Text, nullable=False),
    Index("ix_expression_window_device_at", "device_id", "at_ms"),
    sqlite_with_rowid=False,
)
