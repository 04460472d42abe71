"""Settings that devices are to have, and those that they say they have."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from hub.store.schema.known import metadata

settings_version = Table(
    "settings_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room", Text, nullable=False),  # "kiosk" or "camera"
    Column("place", Text, nullable=False),  # hub.domain.layers: "organisation", "shop:north-3", ...
    Column("number", Integer, nullable=False),  # from 1 in each layer; the greatest is in force
    Column("content", Text, nullable=False),  # JSON {key: value}, the whole layer
    Column("made_ms", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("back_to", Integer),  # the number whose content this has again; NULL: it is new
    UniqueConstraint("room", "place", "number"),
)

settings_wanted = Table(
    "settings_wanted",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("number", BigInteger, nullable=False),  # of the document; it only grows
    Column("content", Text, nullable=False),  # JSON {key: value}, of all layers together
    Column("made_ms", BigInteger, nullable=False),
    Column("sent_ms", BigInteger),  # NULL: the broker does not have it yet
    sqlite_with_rowid=False,
)

settings_told = Table(
    "settings_told",
    metadata,
    Column("device_id", ForeignKey("devices.id"), primary_key=True),
    Column("acting", BigInteger, nullable=False),  # number of the document that acts; 0: none
    Column("content", Text, nullable=False),  # JSON {key: value}, every setting as it acts
    Column("told_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
