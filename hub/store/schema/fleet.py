"""Looking after devices: where shops lie, visits of technicians, orders to devices."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from hub.store.schema.known import metadata

site_place = Table(
    "site_place",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("latitude", Double, nullable=False),  # degrees, WGS 84; north and east are positive
    Column("longitude", Double, nullable=False),
    sqlite_with_rowid=False,
)

visit = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", ForeignKey("devices.id"), nullable=False),
    Column("begun_ms", BigInteger, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("epoch_id", Integer, nullable=False),  # of the outbox then; 0: there was none
    Column("seq", BigInteger, nullable=False),  # its newest event then: what comes later is new
    Column("baseline", Text, nullable=False),  # JSON {line: [entered, left]} of open windows then
    Column("finished_ms", BigInteger),  # NULL: it goes on
    Column("finished_by", Text),
    Column("found", Text),  # JSON, hub.domain.visit.Found: what was seen and ticked
    Column("note", Text),
    Index("ix_visit_device_id", "device_id"),
)

device_order = Table(
    "device_order",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", ForeignKey("devices.id"), nullable=False),
    Column("name", Text, nullable=False, unique=True),  # one-time, 32 hexadecimal digits
    Column("kind", Text, nullable=False),  # wire.orders.Kind
    Column("asked_ms", BigInteger, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("until_ms", BigInteger, nullable=False),  # the device does not follow it later
    Column("answered_ms", BigInteger),  # NULL: not (yet)
    Column("ok", Boolean),
    Column("answer", Text),  # JSON list of lines
    Index("ix_device_order_device_id", "device_id"),
)
