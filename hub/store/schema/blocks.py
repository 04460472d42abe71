"""Sums by shop that answer for many shops and long spans at once, and which days they lack."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Text

from hub.store.schema.known import metadata

block = Table(
    "block",
    metadata,
    # What pages read together lies together: one part and one length of span of many shops.
    Column("part", Integer, primary_key=True),  # hub.domain.blocks.Part
    Column("level", Integer, primary_key=True),  # hub.domain.blocks.Level
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("span", Text, primary_key=True),  # a local day, month or year: 2026-03-29, 2026-03, 2026
    Column("numbers", LargeBinary, nullable=False),  # as hub.domain.blocks.pack makes them
    sqlite_with_rowid=False,
)

stale_day = Table(
    "stale_day",
    metadata,
    # Something of this day came since its blocks were made: they must not be used for it.
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("changes", BigInteger, nullable=False),
    # grows with each change, by chance (hub.store.stale). This locks the row, too: who makes blocks
    # of the day waits for whoever changes it
    sqlite_with_rowid=False,
)

block_edition = Table(
    "block_edition",
    metadata,
    # Changes whenever a mark or a block of the shop goes: hub.store.editions
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("edition", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
