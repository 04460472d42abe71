"""Where shops lie, visits of technicians, orders to devices."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_place",
        _need("site_id", sa.Integer),
        _need("latitude", sa.Double),
        _need("longitude", sa.Double),
        sa.PrimaryKeyConstraint("site_id", name="pk_site_place"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_site_place_site_id_sites"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit",
        *_of_device("visit"),
        _need("begun_ms"),
        _need("begun_by", sa.Text),
        _need("epoch_id", sa.Integer),
        _need("seq"),
        _need("baseline", sa.Text),
        sa.Column("finished_ms", sa.BigInteger()),
        *(sa.Column(name, sa.Text()) for name in ("finished_by", "found", "note")),
    )
    op.create_index("ix_visit_device_id", "visit", ["device_id"])
    op.create_table(
        "device_order",
        *_of_device("device_order"),
        *(_need(name, sa.Text) for name in ("name", "kind")),
        _need("asked_ms"),
        _need("asked_by", sa.Text),
        _need("until_ms"),
        sa.Column("answered_ms", sa.BigInteger()),
        sa.Column("ok", sa.Boolean()),
        sa.Column("answer", sa.Text()),
        sa.UniqueConstraint("name", name="uq_device_order_name"),
    )
    op.create_index("ix_device_order_device_id", "device_order", ["device_id"])


def _of_device(table: str) -> list[Any]:
    return [
        _need("id", sa.Integer),
        _need("device_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=f"fk_{table}_device_id_devices"
        ),
    ]


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)
