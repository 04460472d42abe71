"""Rights to a certificate, and the certificates that were given."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from hub.store.schema.known import metadata

# Devices by `SITE/DEVICE`, not by a row of `devices`: they are named before they first speak.

enrolment_token = Table(
    "enrolment_token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device", Text, nullable=False, index=True),
    Column("token_hash", Text, nullable=False, unique=True),  # the token itself is nowhere
    Column("made_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("withdrawn_ms", BigInteger),  # NULL: it was not
    Column("key_hash", Text),  # NULL: not used; else the only key it is good for
)

certificate = Table(
    "certificate",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", Text, nullable=False, index=True),  # `SITE/DEVICE`, or a program's name
    Column("serial", Text, nullable=False, unique=True),  # hexadecimal
    Column("key_hash", Text, nullable=False),
    Column("pem", Text, nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    # What it was given for, `token 3` or `certificate 7`: unique, so that of two who claim one
    # right at once the database itself lets one win. NULL: an operator made it.
    Column("given_for", Text, unique=True),
    Column("replaced_ms", BigInteger),  # when a newer one was given for it
    Column("revoked_ms", BigInteger),
)

enrolment_refusal = Table(
    "enrolment_refusal",
    metadata,
    Column(
        "device", Text, primary_key=True
    ),  # only such as ever had a token: strangers fill nothing
    Column("at_ms", BigInteger, nullable=False),  # the newest
    Column("why", Text, nullable=False),  # hub.domain.identity.Why
    Column("told_ms", BigInteger, nullable=False),  # last written into the audit log
    sqlite_with_rowid=False,
)
