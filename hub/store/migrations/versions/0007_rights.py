"""Regions, roles, second factors, wall screens, scopes of tokens, and the audit log.

Whoever could sign in saw and changed everything, so whoever is there becomes an admin.
"""

import time
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_REFUSAL: Final = "the audit log only grows"
_SQLITE: Final = tuple(
    f"CREATE TRIGGER audit_log_no_{what} BEFORE {what} ON audit_log {when} "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for what, when in (
        ("UPDATE", ""),
        ("DELETE", ""),
        # INSERT OR REPLACE removes the old row without asking the trigger of DELETE.
        ("INSERT", "WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)"),
    )
)
_POSTGRESQL: Final = (
    f"""
CREATE OR REPLACE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$
""",
    """
CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows()
""",
)


def upgrade() -> None:
    op.create_table(
        "regions",
        _need("id", sa.Integer),
        *map(_text, ("code", "name")),
        sa.PrimaryKeyConstraint("id", name="pk_regions"),
        sa.UniqueConstraint("code", name="uq_regions_code"),
    )
    op.add_column("sites", sa.Column("region_id", sa.Integer()))
    _widen_users()
    _second_factors()
    _grants()
    _wall_links()
    op.add_column(
        "api_tokens", sa.Column("scopes", sa.Text(), nullable=False, server_default="read")
    )
    for name in ("region_id", "site_id"):
        op.add_column("api_tokens", sa.Column(name, sa.Integer()))
    _audit_log()


def _widen_users() -> None:
    for name in ("language", "email"):
        op.add_column("users", sa.Column(name, sa.Text()))
    for name in ("last_sign_in_ms", "disabled_ms"):
        op.add_column("users", sa.Column(name, sa.BigInteger()))
    op.add_column("users", sa.Column("oidc_subject", sa.Text()))
    op.create_index("ix_users_oidc_subject", "users", ["oidc_subject"], unique=True)


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        _need("user_id", sa.Integer),
        _text("secret"),
        sa.Column("confirmed_ms", sa.BigInteger()),
        sa.Column("last_step", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_factors"),
        _refers("second_factors", "user_id", "users"),
    )
    op.create_table(
        "recovery_codes",
        _need("user_id", sa.Integer),
        _text("code_hash"),
        sa.Column("used_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name="pk_recovery_codes"),
        _refers("recovery_codes", "user_id", "users"),
    )


def _grants() -> None:
    made = op.create_table(
        "grants",
        _need("id", sa.Integer),
        _need("user_id", sa.Integer),
        _text("role"),
        *_area("grants"),
        sa.Column("origin", sa.Text(), nullable=False, server_default="hub"),
        _need("created_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
        _refers("grants", "user_id", "users"),
        sa.CheckConstraint("region_id IS NULL OR site_id IS NULL", name="ck_grants_one_area"),
    )
    op.create_index("ix_grants_user_id", "grants", ["user_id"])
    users = sa.table("users", sa.column("id"))
    now = sa.literal(round(time.time() * 1000), sa.BigInteger())
    admins = sa.select(users.c.id, sa.literal("admin"), now)
    op.execute(made.insert().from_select(["user_id", "role", "created_ms"], admins))


def _wall_links() -> None:
    op.create_table(
        "wall_links",
        _need("id", sa.Integer),
        *map(_text, ("name", "token_hash", "endpoint", "query")),
        *_area("wall_links"),
        _need("created_ms"),
        *(sa.Column(name, sa.BigInteger()) for name in ("last_used_ms", "revoked_ms")),
        sa.PrimaryKeyConstraint("id", name="pk_wall_links"),
        sa.UniqueConstraint("name", name="uq_wall_links_name"),
        sa.UniqueConstraint("token_hash", name="uq_wall_links_token_hash"),
    )


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        _need("at_ms"),
        *map(_text, ("who", "what", "about", "details", "hash")),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    for name in ("who", "what"):
        op.create_index(f"ix_audit_log_{name}", "audit_log", [name])
    head = op.create_table(
        "audit_head",
        _need("id", sa.Integer),
        _need("last_id"),
        _text("hash"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.bulk_insert(head, [{"id": 1, "last_id": 0, "hash": ""}])
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def _area(table: str) -> list[sa.Column[Any] | sa.ForeignKeyConstraint]:
    return [
        sa.Column("region_id", sa.Integer()),
        sa.Column("site_id", sa.Integer()),
        _refers(table, "region_id", "regions"),
        _refers(table, "site_id", "sites"),
    ]


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return _need(name, sa.Text)
