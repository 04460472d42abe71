"""What kiosks ask, and the reasons that were given."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from hub.store.schema.known import metadata

reason = Table(
    "reason",
    metadata,
    Column("epoch_id", ForeignKey("epochs.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("device_id", ForeignKey("devices.id"), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("quality", Integer, nullable=False),  # hub.domain.event_time.Quality
    Column("button", Integer, nullable=False),
    Column("scale", Integer, nullable=False),
    Column("reason", Text, nullable=False),  # in the kiosk's own words
    Column("play", Boolean, nullable=False),
    Index("ix_reason_device_at", "device_id", "at_ms"),
    sqlite_with_rowid=False,
)

reason_day = Table(
    "reason_day",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
    Column("play", BigInteger, nullable=False),  # those of them that look like play
    sqlite_with_rowid=False,
)

question = Table(
    "question",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("since_ms", BigInteger, primary_key=True),  # hub's clock, when it was first heard
    Column("question", Text, nullable=False),
    sqlite_with_rowid=False,
)
