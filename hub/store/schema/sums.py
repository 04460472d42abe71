"""What pages read: sums by hour, day and month, and of each audit."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from hub.store.schema.events import AUDIT_COUNTS, DWELL_COLUMNS, counts
from hub.store.schema.known import metadata

MAX_BUTTONS: Final = 6
Columns = Callable[[], list[Column[Any]]]


def _by_span(stream: str, parts: Columns, numbers: Columns) -> tuple[Table, Table, Table]:
    """The tables of one stream: a row for each device, local hour (or day, month) and part."""
    hour, day, month = (
        Table(
            f"{stream}_{span}",
            metadata,
            Column("device_id", ForeignKey("devices.id"), primary_key=True),
            key,
            *parts(),
            *numbers(),
            sqlite_with_rowid=False,
        )
        for span, key in (
            ("hour", Column("hour_ms", BigInteger, primary_key=True)),
            ("day", Column("day", Text, primary_key=True)),
            ("month", Column("month", Text, primary_key=True)),  # as 2026-03
        )
    )
    return hour, day, month


def _scale() -> list[Column[Any]]:
    return [Column("scale", Integer, primary_key=True)]


def _buttons() -> list[Column[Any]]:
    """`n1`..`n6`: presses of each button; `p1`..`p6`: those of them that look like play."""
    return [
        Column(f"{kind}{button}", Integer, nullable=False, default=0, server_default="0")
        for kind in ("n", "p")
        for button in range(1, MAX_BUTTONS + 1)
    ]


def _line() -> list[Column[Any]]:
    # A line that was the door's yesterday may be drawn as the street's today.
    return [Column("line", Text, primary_key=True), Column("kind", Text, primary_key=True)]


def _flows() -> list[Column[Any]]:
    windows = ("entered", "left", "seconds", "frames", "dropped")
    return [
        Column(name, BigInteger, nullable=False, default=0, server_default="0")
        for name in (*windows, "staff_entered", "staff_left")
    ]


def _zone() -> list[Column[Any]]:
    return [Column("zone", Text, primary_key=True), Column("kind", Text, primary_key=True)]


def _stays() -> list[Column[Any]]:
    return [
        *counts("seconds", "visits", "dwell_ms", *DWELL_COLUMNS, "occupancy_ms", "staff_visits"),
        *counts("most"),  # the only one that is not a sum: the greatest
    ]


press_hour, press_day, press_month = _by_span("press", _scale, _buttons)
footfall_hour, footfall_day, footfall_month = _by_span("footfall", _line, _flows)
zone_hour, zone_day, zone_month = _by_span("zone", _zone, _stays)

zone_clock = Table(
    "zone_clock",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("month", Text, primary_key=True),  # as 2026-03
    Column("kind", Text, primary_key=True),
    # hub.domain.hours.ClockHour: which hour of the shop's clock, over all days and zones
    Column("minutes", Integer, primary_key=True),
    Column("again", Boolean, primary_key=True),
    *_stays(),
    sqlite_with_rowid=False,
)

expression_method = Table(
    "expression_method",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("corrected", Boolean, nullable=False),
    # Empty: not corrected. No NULL, of which a unique key may hold several.
    *(Column(name, Text, nullable=False) for name in ("calibration", "network", "detector", "law")),
    Column("errors", Text, nullable=False),  # JSON [wire.expression_events.ShareError]
    UniqueConstraint("corrected", "calibration", "network", "detector", "law"),
)

expression_day = Table(
    "expression_day",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("day", Text, primary_key=True),  # on which groups began
    Column("last_day", Text, primary_key=True),  # on which they ended
    Column("zone", Text, primary_key=True),  # empty: in no zone
    Column("method_id", ForeignKey("expression_method.id"), primary_key=True),
    *counts("visitors", "unseen"),
    *(Column(name, Double, nullable=False) for name in ("negative", "neutral", "positive")),
    # ^ shares times visitors
    Column("least", BigInteger, nullable=False),  # not a sum: the least k that was asked for
    sqlite_with_rowid=False,
)

audit = Table(
    "audit",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("audit", Text, primary_key=True),
    Column("line", Text, primary_key=True),
    *counts("seconds", *AUDIT_COUNTS),
    Column("newest_ms", BigInteger, nullable=False),  # start of its newest minute: not a sum
    sqlite_with_rowid=False,
)

retention = Table(
    "retention",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("first_day", Text, nullable=False),  # a first of the month, of the shop's zone then
    Column("first_ms", BigInteger, nullable=False),  # its beginning
    # presses before it are gone, or about to go: their sums stay and cannot be counted anew
)
