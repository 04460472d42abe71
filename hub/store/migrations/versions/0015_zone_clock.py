"""Stays in zones by month and hour of the clock: a year of them need not be read hour by hour."""

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from hub.domain.calendar import local_time
from hub.domain.hours import clock_hour

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_BINS = ("5", "15", "30", "60", "120", "300", "600", "1800", "more")
_DWELL = tuple(f"dwell_{name}" for name in _BINS)
_STAYS = ("seconds", "visits", "dwell_ms", *_DWELL, "occupancy_ms", "staff_visits", "most")
_KEYS = ("device_id", "month", "kind", "minutes", "again")
_ROWS_AT_ONCE = 5_000
_MONTH = len("2026-03")


def upgrade() -> None:
    op.create_table(
        "zone_clock",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _STAYS),
        sa.PrimaryKeyConstraint(*_KEYS, name="pk_zone_clock"),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name="fk_zone_clock_device_id_devices"
        ),
        sqlite_with_rowid=False,
    )
    conn = op.get_bind()
    for device_id, timezone in _cameras(conn):
        _sum_up(conn, device_id, ZoneInfo(timezone))


def _cameras(conn: sa.Connection) -> list[tuple[int, str]]:
    text = (
        "SELECT devices.id, sites.timezone FROM devices JOIN sites ON sites.id = devices.site_id "
        "WHERE EXISTS (SELECT 1 FROM zone_day WHERE zone_day.device_id = devices.id) "
        "ORDER BY devices.id"
    )
    return [(row[0], row[1]) for row in conn.execute(sa.text(text))]


def _sum_up(conn: sa.Connection, device_id: int, zone: ZoneInfo) -> None:
    """Of one camera, whose hours fit into memory."""
    text = (
        f"SELECT hour_ms, kind, {', '.join(_STAYS)} FROM zone_hour "  # noqa: S608 - our own names
        "WHERE device_id = :device_id"
    )
    sums: dict[tuple[Any, ...], list[int]] = {}
    found = conn.execute(
        sa.text(text).execution_options(yield_per=_ROWS_AT_ONCE), {"device_id": device_id}
    )
    for hour_ms, kind, *stays in found:
        clock = clock_hour(zone, hour_ms)
        key = (device_id, _month(zone, hour_ms), kind, clock.minutes, clock.again)
        sums[key] = _together(sums[key], stays) if key in sums else stays
    rows = [dict(zip((*_KEYS, *_STAYS), (*key, *row), strict=True)) for key, row in sums.items()]
    if rows:
        op.bulk_insert(sa.table("zone_clock", *map(sa.column, (*_KEYS, *_STAYS))), rows)


def _together(one: list[int], other: list[int]) -> list[int]:
    sums = [a + b for a, b in zip(one, other, strict=True)]
    return [*sums[:-1], max(one[-1], other[-1])]  # the last is the most people at one time


def _month(zone: ZoneInfo, hour_ms: int) -> str:
    return local_time(zone, hour_ms).day[:_MONTH]
