"""Releases given out to devices, in stages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rollout",
        _need("id", sa.Integer),
        _need("version", sa.Text),
        _need("begun_ms"),
        *(_need(name, sa.Text) for name in ("begun_by", "state")),
        _need("stage", sa.Integer),
        _need("stage_ms"),
        _need("forgiven", sa.Integer),
        sa.Column("why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_rollout"),
    )
    op.create_table(
        "rollout_device",
        _need("rollout_id", sa.Integer),
        _need("device_id", sa.Integer),
        _need("chosen_ms"),
        sa.PrimaryKeyConstraint("rollout_id", "device_id", name="pk_rollout_device"),
        *_references("rollout_device", rollout_id="rollout", device_id="devices"),
        sqlite_with_rowid=False,
    )


def _references(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{of}.id"], name=f"fk_{table}_{name}_{of}")
        for name, of in columns.items()
    ]


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)
