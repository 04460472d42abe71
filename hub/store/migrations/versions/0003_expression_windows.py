"""Expression shares of groups of visitors, as they come."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = "expression_window"
    op.create_table(
        table,
        _need("epoch_id", sa.Integer),
        _need("seq"),
        _need("device_id", sa.Integer),
        _need("at_ms"),
        _need("quality", sa.Integer),
        *map(_need, ("seconds", "visitors", "unseen", "least")),
        *(_need(name, sa.Double) for name in ("negative", "neutral", "positive")),
        _need("corrected", sa.Boolean),
        sa.Column("zone", sa.Text()),
        sa.Column("calibration", sa.Text()),
        *(_need(name, sa.Text) for name in ("errors", "network", "detector", "law")),
        sa.PrimaryKeyConstraint("epoch_id", "seq", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["epoch_id"], ["epochs.id"], name=f"fk_{table}_epoch_id_epochs"),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=f"fk_{table}_device_id_devices"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{table}_device_at", table, ["device_id", "at_ms"])


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)
