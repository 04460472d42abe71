"""Who may look: users with their roles, programs, wall screens; and the log of changes."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from hub.store.schema.known import metadata

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),  # empty: signs in by OpenID Connect only
    Column("created_ms", BigInteger, nullable=False),
    Column("session_key", Text, nullable=False),
    # random; signed into the session cookie: a new password or log-out everywhere changes it
    Column("language", Text),  # of pages and mails; NULL: the browser's
    Column("email", Text),  # for reports and alerts; NULL: none is sent
    Column("last_sign_in_ms", BigInteger),
    Column("disabled_ms", BigInteger),  # since when the user may not sign in
    Column("oidc_subject", Text),  # issuer and subject, set at the first sign-in
    Index("ix_users_oidc_subject", "oidc_subject", unique=True),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("secret", Text, nullable=False),  # base32, sealed: `hub.store.sealing`
    Column("confirmed_ms", BigInteger),  # NULL: shown, but no code of it was entered yet
    Column("last_step", BigInteger, nullable=False, server_default="0"),
    # the newest time step of which a code was taken: none is taken twice
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("code_hash", Text, primary_key=True),  # SHA-256 of 80 random bits
    Column("used_ms", BigInteger),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("role", Text, nullable=False),  # `hub.domain.rights.Role`
    Column("region_id", ForeignKey("regions.id")),
    Column("site_id", ForeignKey("sites.id")),
    # neither: the whole organisation
    Column("origin", Text, nullable=False, server_default="hub"),
    # "oidc": the provider said so, and says anew at each sign-in
    Column("created_ms", BigInteger, nullable=False),
    CheckConstraint("region_id IS NULL OR site_id IS NULL", name="one_area"),
    Index("ix_grants_user_id", "user_id"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("token_hash", Text, nullable=False, unique=True),  # SHA-256 of 256 random bits
    Column("created_ms", BigInteger, nullable=False),
    Column("last_used_ms", BigInteger),
    Column("revoked_ms", BigInteger),
    Column("scopes", Text, nullable=False, server_default="read"),  # words, by spaces
    Column("region_id", Integer),  # these two as in `grants`; without a foreign key, which
    Column("site_id", Integer),  # SQLite cannot add to a table that is there
)

wall_links = Table(
    "wall_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("token_hash", Text, nullable=False, unique=True),  # SHA-256 of 256 random bits
    Column("endpoint", Text, nullable=False),  # the one page it shows
    Column("query", Text, nullable=False),  # what it asks of it, as in an address
    Column("region_id", ForeignKey("regions.id")),
    Column("site_id", ForeignKey("sites.id")),
    Column("created_ms", BigInteger, nullable=False),
    Column("last_used_ms", BigInteger),
    Column("revoked_ms", BigInteger),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3: none is missing
    Column("at_ms", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("details", Text, nullable=False),  # JSON
    Column("hash", Text, nullable=False),  # SHA-256 over the entry before and this one
    Index("ix_audit_log_who", "who"),
    Index("ix_audit_log_what", "what"),
)
"""Triggers of the migration refuse to change or delete a row."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),  # 1
    Column("last_id", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    # the newest entry; who adds one takes this row first, so that entries never fork
)
