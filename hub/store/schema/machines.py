"""What other programs are told, and the clocks that SQL views need."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table, Text

from hub.store.schema.known import metadata

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # in the clear: it signs; the receiver has it too
    Column("kinds", Text, nullable=False),  # words, by spaces: `hub.domain.occurrence.Kind`
    Column("site_id", ForeignKey("sites.id")),  # NULL: of all shops
    Column("created_ms", BigInteger, nullable=False),
)

day_told = Table(
    "day_told",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("day", Text, nullable=False),  # the last local day whose figures webhooks were told
)

announced = Table(
    "announced",
    metadata,
    Column("topic", Text, primary_key=True),  # retained at the broker by us, for Home Assistant
)

ingest_sign = Table(
    "ingest_sign",
    metadata,
    Column("worker", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),  # its newest sign of life
    Column("connected", Boolean, nullable=False),  # to the broker
)

clock_offset = Table(
    "clock_offset",
    metadata,
    Column("timezone", Text, primary_key=True),
    Column("from_ms", BigInteger, primary_key=True),
    Column("until_ms", BigInteger, nullable=False),  # exclusive
    Column("seconds", Integer, nullable=False),  # local time less UTC
    sqlite_with_rowid=False,
)
