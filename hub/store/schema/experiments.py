"""What was changed on purpose in some shops, and when."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table, Text

from hub.store.schema.known import metadata

experiment = Table(
    "experiment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("outcome", Text, nullable=False),  # what it should change, said beforehand
    Column("first_day", Text, nullable=False),
    Column("last_day", Text),  # NULL: goes on
    Column("made_ms", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("removed_ms", BigInteger),  # kept for the record, shown and counted nowhere
)

experiment_site = Table(
    "experiment_site",
    metadata,
    Column("experiment_id", ForeignKey("experiment.id"), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("treated", Boolean, nullable=False),  # False: left out, neither treated nor compared
    sqlite_with_rowid=False,
)
