"""Settings that devices are to have, and those that they say they have."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settings_version",
        _need("id", sa.Integer),
        *(_need(name, sa.Text) for name in ("room", "place")),
        _need("number", sa.Integer),
        _need("content", sa.Text),
        _need("made_ms"),
        *(_need(name, sa.Text) for name in ("made_by", "note")),
        sa.Column("back_to", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_settings_version"),
        sa.UniqueConstraint("room", "place", "number", name="uq_settings_version_room"),
    )
    op.create_table(
        "settings_wanted",
        *_of_device("settings_wanted"),
        _need("number"),
        _need("content", sa.Text),
        _need("made_ms"),
        sa.Column("sent_ms", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "settings_told",
        *_of_device("settings_told"),
        _need("acting"),
        _need("content", sa.Text),
        _need("told_ms"),
        sqlite_with_rowid=False,
    )


def _of_device(table: str) -> list[Any]:
    return [
        _need("device_id", sa.Integer),
        sa.PrimaryKeyConstraint("device_id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=f"fk_{table}_device_id_devices"
        ),
    ]


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)
