"""Releases given out to devices, in stages."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from hub.store.schema.known import metadata

rollout = Table(
    "rollout",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Text, nullable=False),
    Column("begun_ms", BigInteger, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("state", Text, nullable=False),  # hub.domain.staging.State
    Column("stage", Integer, nullable=False),  # index into hub.domain.staging.STAGES
    Column("stage_ms", BigInteger, nullable=False),  # when this stage began, or was resumed
    Column("forgiven", Integer, nullable=False),  # failures that a person has seen, and went on
    Column("why", Text),  # why it was stopped
)

rollout_device = Table(
    "rollout_device",
    metadata,
    Column("rollout_id", ForeignKey("rollout.id"), primary_key=True),
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("chosen_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
