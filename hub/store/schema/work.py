"""What the hub does by itself: when each job is due, and which process does it."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

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
