"""Who sends: shops, devices, their outboxes; and what of them could not be read."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

regions = Table(
    "regions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
)

sites = Table(
    "sites",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False, default=True),
    # False: made by ingest for a device nobody announced; name and zone are a guess to be checked.
    Column("country", Text),  # ISO 3166-1 alpha-2, for holidays; NULL: as the time zone says
    Column("region_id", Integer),  # of `regions`; SQLite cannot add a foreign key later
)

devices = Table(
    "devices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("room", Text),  # "kiosk", "camera" or NULL while unknown
    Column("sample", Boolean, nullable=False, default=False),  # generated data, marked on pages
    Column("first_seen_ms", BigInteger, nullable=False),
    Column("online", Boolean, nullable=False, default=False),
    Column("online_changed_ms", BigInteger),
    Column("session", Text),
    Column("status_ms", BigInteger),  # when the newest status came, hub's clock
    Column("status", Text),  # the newest `wire.status.Status` as JSON
    Column("last_event_ms", BigInteger),  # when the newest event happened
    UniqueConstraint("site_id", "name"),
)

epochs = Table(
    "epochs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", ForeignKey("devices.id"), nullable=False),
    Column("epoch", Text, nullable=False),
    Column("contiguous_seq", BigInteger, nullable=False, default=0),
    # every event up to here is stored, set aside, or declared lost: what the hub acknowledges
    Column("lost", BigInteger, nullable=False, default=0),  # gone from the device, never came
    Column("counts", Text, nullable=False, default="{}"),  # cumulative, named as in Status.counts
    Column("difference", Text),  # JSON {counter: device - hub}, of the last comparison; {} agrees
    Column("compared_ms", BigInteger),
    UniqueConstraint("device_id", "epoch"),
)

epoch_ahead = Table(
    "epoch_ahead",
    metadata,
    Column("epoch_id", ForeignKey("epochs.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    # stored, but beyond a gap: together with contiguous_seq this is all that was ever seen
    sqlite_with_rowid=False,
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("received_ms", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("seq", BigInteger),
    Column("size_bytes", Integer, nullable=False),
    Column("raw", LargeBinary, nullable=False),  # the beginning of it
    # bounded: the newest are kept, quarantine_count knows how many there were
)

quarantine_count = Table(
    "quarantine_count",
    metadata,
    Column("code", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)
