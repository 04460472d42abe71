"""Webhooks, what Home Assistant was told, and the clocks of SQL views."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        _need("id", sa.Integer),
        *(_need(name, sa.Text) for name in ("name", "url", "secret", "kinds")),
        sa.Column("site_id", sa.Integer()),
        _need("created_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.UniqueConstraint("name", name="uq_webhooks_name"),
        _refers_to_site("webhooks"),
    )
    op.create_table(
        "day_told",
        _need("site_id", sa.Integer),
        _need("day", sa.Text),
        sa.PrimaryKeyConstraint("site_id", name="pk_day_told"),
        _refers_to_site("day_told"),
    )
    op.create_table(
        "announced",
        _need("topic", sa.Text),
        sa.PrimaryKeyConstraint("topic", name="pk_announced"),
    )
    op.create_table(
        "ingest_sign",
        _need("worker", sa.Text),
        _need("at_ms"),
        _need("connected", sa.Boolean),
        sa.PrimaryKeyConstraint("worker", name="pk_ingest_sign"),
    )
    op.create_table(
        "clock_offset",
        _need("timezone", sa.Text),
        _need("from_ms"),
        _need("until_ms"),
        _need("seconds", sa.Integer),
        sa.PrimaryKeyConstraint("timezone", "from_ms", name="pk_clock_offset"),
        sqlite_with_rowid=False,
    )


def _refers_to_site(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=f"fk_{table}_site_id_sites")


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)
