"""What the hub does by itself: who does which job and when, and what is still to be sent."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from hub.store.schema.known import metadata

work_lease = Table(
    "work_lease",
    metadata,
    Column("job", Text, primary_key=True),
    Column("holder", Text),  # NULL: nobody does it now
    Column("until_ms", BigInteger, nullable=False),  # afterwards another may begin it anew
    Column("due_ms", BigInteger, nullable=False),
    Column("done_ms", BigInteger),  # when it last ended well
    Column("failures", Integer, nullable=False),  # in a row
    Column("failure", Text, nullable=False),  # of the last run; empty: it ended well
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # the same thing is never sent twice
    Column("about", Text, nullable=False),  # such as `alert 12`
    Column("way", Text, nullable=False),  # `mail`, `webhook`, `mqtt`
    Column("target", Text, nullable=False),
    Column("payload", Text, nullable=False),  # JSON
    Column("made_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger),  # NULL: sent, given up or no longer wanted
    Column("tries", Integer, nullable=False),
    Column("sent_ms", BigInteger),
    Column("failure", Text, nullable=False),  # of the last try; empty: none
    Index("ix_outgoing_due_ms", "due_ms"),
    Index("ix_outgoing_about", "about"),
)
