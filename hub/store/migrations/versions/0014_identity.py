"""Enrolment tokens, certificates, and who was refused one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment_token",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("device", "token_hash"),
        *_instants("made_ms", "expires_ms"),
        sa.Column("withdrawn_ms", sa.BigInteger()),
        sa.Column("key_hash", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment_token"),
        sa.UniqueConstraint("token_hash", name="uq_enrolment_token_token_hash"),
    )
    op.create_index("ix_enrolment_token_device", "enrolment_token", ["device"])
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("subject", "serial", "key_hash", "pem"),
        *_instants("issued_ms", "expires_ms"),
        sa.Column("given_for", sa.Text()),
        sa.Column("replaced_ms", sa.BigInteger()),
        sa.Column("revoked_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("serial", name="uq_certificate_serial"),
        sa.UniqueConstraint("given_for", name="uq_certificate_given_for"),
    )
    op.create_index("ix_certificate_subject", "certificate", ["subject"])
    op.create_table(
        "enrolment_refusal",
        *_texts("device"),
        *_instants("at_ms"),
        *_texts("why"),
        *_instants("told_ms"),
        sa.PrimaryKeyConstraint("device", name="pk_enrolment_refusal"),
        sqlite_with_rowid=False,
    )


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _instants(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]
