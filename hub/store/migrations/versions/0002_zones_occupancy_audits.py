"""Zones, occupancy, audits; street lines and staff in the footfall.

What is there already came from cameras that knew only door lines and no staff.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BINS = ("5", "15", "30", "60", "120", "300", "600", "1800", "more")
_DWELL = tuple(f"dwell_{name}" for name in _BINS)
_AUDITED = tuple(
    f"{what}_{way}" for what in ("tapped", "counted", "agreed") for way in ("in", "out")
)


def upgrade() -> None:
    _widen_footfall()
    _rekey_footfall_sums("footfall_hour", "hour_ms")
    _rekey_footfall_sums("footfall_day", "day")
    _events()
    _sums()


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)


def _staff() -> list[sa.Column[Any]]:
    return [
        sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        for name in ("staff_entered", "staff_left")
    ]


def _widen_footfall() -> None:
    # Adding columns with a constant costs nothing, however many rows there are.
    op.add_column("footfall", sa.Column("kind", sa.Text(), nullable=False, server_default="door"))
    for column in _staff():
        op.add_column("footfall", column)


def _rekey_footfall_sums(table: str, key: str) -> None:
    """The kind of a line becomes part of the key: a line may be the street's from today."""
    old = f"{table}_0001"
    numbers = ("entered", "left", "seconds", "frames", "dropped")
    op.rename_table(table, old)
    if op.get_bind().dialect.name == "postgresql":  # there, the names of keys are the schema's
        op.drop_constraint(f"pk_{table}", old, type_="primary")
    op.create_table(
        table,
        _need("device_id", sa.Integer),
        _need(key, sa.BigInteger if key == "hour_ms" else sa.Text),
        _need("line", sa.Text),
        _need("kind", sa.Text),
        *[sa.Column(name, sa.BigInteger(), nullable=False, server_default="0") for name in numbers],
        *_staff(),
        sa.PrimaryKeyConstraint("device_id", key, "line", "kind", name=f"pk_{table}"),
        _refers_to_device(table),
        sqlite_with_rowid=False,
    )
    before = sa.table(old, *map(sa.column, ("device_id", key, "line", *numbers)))
    copied = sa.select(
        *(before.c[name] for name in ("device_id", key, "line")),
        sa.literal("door"),
        *(before.c[name] for name in numbers),
    )
    new = sa.table(table, *map(sa.column, ("device_id", key, "line", "kind", *numbers)))
    op.execute(sa.insert(new).from_select(list(new.columns), copied))
    op.drop_table(old)


def _events() -> None:
    for table, columns, by_time in (
        (
            "zone_window",
            [
                _need("seconds", sa.Integer),
                _need("zone", sa.Text),
                _need("kind", sa.Text),
                *map(_need, ("visits", "dwell_ms", *_DWELL)),
                *map(_need, ("occupancy_ms", "staff_visits", "most")),
            ],
            True,
        ),
        (
            "occupancy_reset",
            [*map(_need, ("seconds", "entered", "left", "removed", "held"))],
            True,
        ),
        (
            "audit_minute",
            [
                _need("seconds", sa.Integer),
                _need("audit", sa.Text),
                _need("line", sa.Text),
                *map(_need, _AUDITED),
            ],
            False,
        ),
    ):
        op.create_table(
            table,
            _need("epoch_id", sa.Integer),
            _need("seq"),
            _need("device_id", sa.Integer),
            _need("at_ms"),
            _need("quality", sa.Integer),
            *columns,
            sa.PrimaryKeyConstraint("epoch_id", "seq", name=f"pk_{table}"),
            sa.ForeignKeyConstraint(
                ["epoch_id"], ["epochs.id"], name=f"fk_{table}_epoch_id_epochs"
            ),
            _refers_to_device(table),
            sqlite_with_rowid=False,
        )
        if by_time:
            op.create_index(f"ix_{table}_device_at", table, ["device_id", "at_ms"])


def _sums() -> None:
    stays = ("seconds", "visits", "dwell_ms", *_DWELL, "occupancy_ms", "staff_visits", "most")
    for table, key, key_type in (
        ("zone_hour", "hour_ms", sa.BigInteger),
        ("zone_day", "day", sa.Text),
    ):
        op.create_table(
            table,
            _need("device_id", sa.Integer),
            _need(key, key_type),
            _need("zone", sa.Text),
            _need("kind", sa.Text),
            *map(_need, stays),
            sa.PrimaryKeyConstraint("device_id", key, "zone", "kind", name=f"pk_{table}"),
            _refers_to_device(table),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "audit",
        _need("device_id", sa.Integer),
        _need("audit", sa.Text),
        _need("line", sa.Text),
        *map(_need, ("seconds", *_AUDITED, "newest_ms")),
        sa.PrimaryKeyConstraint("device_id", "audit", "line", name="pk_audit"),
        _refers_to_device("audit"),
        sqlite_with_rowid=False,
    )


def _refers_to_device(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["device_id"], ["devices.id"], name=f"fk_{table}_device_id_devices"
    )
