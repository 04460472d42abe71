"""What people do about what they see: notes on the timeline, tasks, posters."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from hub.store.schema.known import metadata

note = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("sites.id")),
    Column("region_id", ForeignKey("regions.id")),
    # neither: all shops
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("removed_ms", BigInteger),
    CheckConstraint("region_id IS NULL OR site_id IS NULL", name="one_area"),
    Index("ix_note_last_day", "last_day"),
)

task = Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("alert_id", ForeignKey("alert.id")),  # what it came from
    Column("text", Text, nullable=False),
    Column("assignee", Text, nullable=False),  # empty: nobody yet
    Column("due_day", Text),
    Column("made_ms", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("done_ms", BigInteger),
    Column("done_by", Text),
    Index("ix_task_site_id", "site_id"),
)

poster = Table(
    "poster",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("said", Text, nullable=False),
    Column("did", Text, nullable=False),
    Column("changed_day", Text),  # shares before and since are compared; NULL: no figure is shown
    Column("made_ms", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("removed_ms", BigInteger),
    Index("ix_poster_site_id", "site_id"),
)
