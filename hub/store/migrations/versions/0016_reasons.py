"""What kiosks ask, and the reasons that were given."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reason",
        _need("epoch_id", sa.Integer),
        _need("seq"),
        _need("device_id", sa.Integer),
        _need("at_ms"),
        *(_need(name, sa.Integer) for name in ("quality", "button", "scale")),
        _need("reason", sa.Text),
        _need("play", sa.Boolean),
        sa.PrimaryKeyConstraint("epoch_id", "seq", name="pk_reason"),
        sa.ForeignKeyConstraint(["epoch_id"], ["epochs.id"], name="fk_reason_epoch_id_epochs"),
        _of_device("reason"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reason_device_at", "reason", ["device_id", "at_ms"])
    op.create_table(
        "reason_day",
        _need("device_id", sa.Integer),
        *(_need(name, sa.Text) for name in ("day", "reason")),
        *(_need(name) for name in ("n", "play")),
        sa.PrimaryKeyConstraint("device_id", "day", "reason", name="pk_reason_day"),
        _of_device("reason_day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "question",
        _need("device_id", sa.Integer),
        _need("since_ms"),
        _need("question", sa.Text),
        sa.PrimaryKeyConstraint("device_id", "since_ms", name="pk_question"),
        _of_device("question"),
        sqlite_with_rowid=False,
    )


def _of_device(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_device_id_devices"
    return sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=name)


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)
