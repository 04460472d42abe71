"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _shops()
    _epochs()
    _events()
    _rollups()
    _quarantine()


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{columns[0]}")


def _people() -> None:
    op.create_table(
        "users",
        _need("id", sa.Integer),
        _need("name", sa.Text),
        _need("password_hash", sa.Text),
        _need("created_ms"),
        _need("session_key", sa.Text),
        _key("users", "id"),
        _unique("users", "name"),
    )
    op.create_table(
        "api_tokens",
        _need("id", sa.Integer),
        _need("name", sa.Text),
        _need("token_hash", sa.Text),
        _need("created_ms"),
        sa.Column("last_used_ms", sa.BigInteger()),
        sa.Column("revoked_ms", sa.BigInteger()),
        _key("api_tokens", "id"),
        _unique("api_tokens", "name"),
        _unique("api_tokens", "token_hash"),
    )


def _shops() -> None:
    op.create_table(
        "sites",
        _need("id", sa.Integer),
        _need("code", sa.Text),
        _need("name", sa.Text),
        _need("timezone", sa.Text),
        _need("confirmed", sa.Boolean),
        _key("sites", "id"),
        _unique("sites", "code"),
    )
    op.create_table(
        "devices",
        _need("id", sa.Integer),
        _need("site_id", sa.Integer),
        _need("name", sa.Text),
        sa.Column("room", sa.Text()),
        _need("sample", sa.Boolean),
        _need("first_seen_ms"),
        _need("online", sa.Boolean),
        sa.Column("online_changed_ms", sa.BigInteger()),
        sa.Column("session", sa.Text()),
        sa.Column("status_ms", sa.BigInteger()),
        sa.Column("status", sa.Text()),
        sa.Column("last_event_ms", sa.BigInteger()),
        _key("devices", "id"),
        _refers("devices", "site_id", "sites"),
        _unique("devices", "site_id", "name"),
    )


def _epochs() -> None:
    op.create_table(
        "epochs",
        _need("id", sa.Integer),
        _need("device_id", sa.Integer),
        _need("epoch", sa.Text),
        _need("contiguous_seq"),
        _need("lost"),
        _need("counts", sa.Text),
        sa.Column("difference", sa.Text()),
        sa.Column("compared_ms", sa.BigInteger()),
        _key("epochs", "id"),
        _refers("epochs", "device_id", "devices"),
        _unique("epochs", "device_id", "epoch"),
    )
    op.create_table(
        "epoch_ahead",
        _need("epoch_id", sa.Integer),
        _need("seq"),
        _key("epoch_ahead", "epoch_id", "seq"),
        _refers("epoch_ahead", "epoch_id", "epochs"),
        sqlite_with_rowid=False,
    )


def _events() -> None:
    details: dict[str, list[sa.Column[Any] | sa.CheckConstraint]] = {
        "press": [
            _need("button", sa.Integer),
            _need("scale", sa.Integer),
            _need("play", sa.Boolean),
            sa.CheckConstraint(
                "button BETWEEN 1 AND scale AND scale BETWEEN 2 AND 6", name="ck_press_button"
            ),
        ],
        "footfall": [
            _need("seconds", sa.Integer),
            _need("line", sa.Text),
            *[_need(name) for name in ("entered", "left", "frames", "dropped")],
            _need("method", sa.Text),
        ],
    }
    for table, columns in details.items():
        op.create_table(
            table,
            _need("epoch_id", sa.Integer),
            _need("seq"),
            _need("device_id", sa.Integer),
            _need("at_ms"),
            _need("quality", sa.Integer),
            *columns,
            _key(table, "epoch_id", "seq"),
            _refers(table, "epoch_id", "epochs"),
            _refers(table, "device_id", "devices"),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_{table}_device_at", table, ["device_id", "at_ms"])


def _rollups() -> None:
    buttons = [f"{kind}{button}" for kind in ("n", "p") for button in range(1, 7)]
    flows = ["entered", "left", "seconds", "frames", "dropped"]
    for stream, part, part_type, names, number in (
        ("press", "scale", sa.Integer, buttons, sa.Integer),
        ("footfall", "line", sa.Text, flows, sa.BigInteger),
    ):
        for span, key, key_type in (("hour", "hour_ms", sa.BigInteger), ("day", "day", sa.Text)):
            table = f"{stream}_{span}"
            op.create_table(
                table,
                _need("device_id", sa.Integer),
                _need(key, key_type),
                _need(part, part_type),
                *[sa.Column(name, number(), nullable=False, server_default="0") for name in names],
                _key(table, "device_id", key, part),
                _refers(table, "device_id", "devices"),
                sqlite_with_rowid=False,
            )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        _need("id", sa.Integer),
        _need("received_ms"),
        _need("topic", sa.Text),
        _need("code", sa.Text),
        _need("detail", sa.Text),
        sa.Column("seq", sa.BigInteger()),
        _need("size_bytes", sa.Integer),
        _need("raw", sa.LargeBinary),
        _key("quarantine", "id"),
    )
    op.create_table(
        "quarantine_count",
        _need("code", sa.Text),
        _need("n"),
        _key("quarantine_count", "code"),
    )
