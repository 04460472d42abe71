"""Who gets which report."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from hub.store.schema.known import metadata

report = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("every", Text, nullable=False),  # day, week or month
    Column("scope", Text, nullable=False),  # a shop's code or a group's key; empty: all shops
    Column("made_ms", BigInteger, nullable=False),
    Column("last_day", Text, nullable=False),  # of the newest period that was sent, or skipped
    UniqueConstraint("user_id", "every", "scope"),
)
