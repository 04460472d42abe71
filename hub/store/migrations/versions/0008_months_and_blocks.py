"""Sums by month, of expressions by day, and blocks of sums by shop.

Months and expressions are added up here from what is stored. Blocks are made afterwards by the
hub's own work: until then every day is stale, and pages read its hours.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from hub.domain.calendar import local_time

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BUTTONS = tuple(f"{kind}{button}" for kind in ("n", "p") for button in range(1, 7))
_FLOWS = ("entered", "left", "seconds", "frames", "dropped", "staff_entered", "staff_left")
_BINS = ("5", "15", "30", "60", "120", "300", "600", "1800", "more")
_DWELL = tuple(f"dwell_{name}" for name in _BINS)
_STAYS = ("seconds", "visits", "dwell_ms", *_DWELL, "occupancy_ms", "staff_visits")
_METHOD = ("corrected", "calibration", "network", "detector", "law")
_ROWS_AT_ONCE = 5_000


def upgrade() -> None:
    _months()
    _blocks()
    _expression_tables()
    _expressions()


def _need(
    name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger, *, default: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False, server_default="0" if default else None)


def _device(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["device_id"], ["devices.id"], name=f"fk_{table}_device_id_devices"
    )


def _months() -> None:
    buttons = [_need(name, sa.Integer, default=True) for name in _BUTTONS]
    flows = [_need(name, default=True) for name in _FLOWS]
    stays = [_need(name) for name in (*_STAYS, "most")]
    _month("press", [_need("scale", sa.Integer)], buttons)
    _month("footfall", [_need("line", sa.Text), _need("kind", sa.Text)], flows)
    _month("zone", [_need("zone", sa.Text), _need("kind", sa.Text)], stays)


def _month(stream: str, parts: list[sa.Column[Any]], numbers: list[sa.Column[Any]]) -> None:
    table = f"{stream}_month"
    keys = ["device_id", "month", *(part.name for part in parts)]
    op.create_table(
        table,
        _need("device_id", sa.Integer),
        _need("month", sa.Text),
        *parts,
        *numbers,
        sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}"),
        _device(table),
        sqlite_with_rowid=False,
    )
    names = [column.name for column in numbers]
    days = sa.table(f"{stream}_day", *map(sa.column, ("device_id", "day", *keys[2:], *names)))
    key = [days.c.device_id, sa.func.substr(days.c.day, 1, 7), *(days.c[name] for name in keys[2:])]
    sums = [
        sa.func.max(days.c[name]) if name == "most" else sa.func.sum(days.c[name]) for name in names
    ]
    months = sa.table(table, *map(sa.column, (*keys, *names)))
    op.execute(
        sa.insert(months).from_select([*keys, *names], sa.select(*key, *sums).group_by(*key))
    )


def _blocks() -> None:
    op.create_table(
        "block",
        _need("part", sa.Integer),
        _need("level", sa.Integer),
        _need("site_id", sa.Integer),
        _need("span", sa.Text),
        _need("numbers", sa.LargeBinary),
        sa.PrimaryKeyConstraint("part", "level", "site_id", "span", name="pk_block"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_block_site_id_sites"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stale_day",
        _need("device_id", sa.Integer),
        _need("day", sa.Text),
        _need("changes"),
        sa.PrimaryKeyConstraint("device_id", "day", name="pk_stale_day"),
        _device("stale_day"),
        sqlite_with_rowid=False,
    )
    stale = sa.table("stale_day", *map(sa.column, ("device_id", "day", "changes")))
    days = [
        sa.select(day.c.device_id, day.c.day)
        for name in ("press_day", "footfall_day")
        for day in [sa.table(name, sa.column("device_id"), sa.column("day"))]
    ]
    every = sa.union(*days).subquery()
    marked = sa.select(every.c.device_id, every.c.day, sa.literal(1))
    op.execute(sa.insert(stale).from_select(["device_id", "day", "changes"], marked))


def _expression_tables() -> None:
    op.create_table(
        "expression_method",
        _need("id", sa.Integer),
        _need("corrected", sa.Boolean),
        *(_need(name, sa.Text) for name in (*_METHOD[1:], "errors")),
        sa.PrimaryKeyConstraint("id", name="pk_expression_method"),
        sa.UniqueConstraint(*_METHOD, name="uq_expression_method_corrected"),
    )
    table = "expression_day"
    op.create_table(
        table,
        _need("device_id", sa.Integer),
        *(_need(name, sa.Text) for name in ("day", "last_day", "zone")),
        _need("method_id", sa.Integer),
        *map(_need, ("visitors", "unseen")),
        *(_need(name, sa.Double) for name in ("negative", "neutral", "positive")),
        _need("least"),
        sa.PrimaryKeyConstraint(
            "device_id", "day", "last_day", "zone", "method_id", name=f"pk_{table}"
        ),
        _device(table),
        sa.ForeignKeyConstraint(
            ["method_id"],
            ["expression_method.id"],
            name=f"fk_{table}_method_id_expression_method",
        ),
        sqlite_with_rowid=False,
    )


def _expressions() -> None:
    conn = op.get_bind()
    methods: dict[tuple[Any, ...], tuple[int, str]] = {}
    sums: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(lambda: [0, 0, 0.0, 0.0, 0.0, None])
    for row in _windows(conn):
        way = (bool(row.corrected), row.calibration or "", row.network, row.detector, row.law)
        method_id, _ = methods.setdefault(way, (len(methods) + 1, row.errors))
        zone = ZoneInfo(row.timezone)
        last_ms = row.at_ms + 1000 * row.seconds - 1
        days = (local_time(zone, row.at_ms).day, local_time(zone, last_ms).day)
        found = sums[(row.device_id, *days, row.zone or "", method_id)]
        found[0] += row.visitors
        found[1] += row.unseen
        for at, name in enumerate(("negative", "neutral", "positive"), start=2):
            found[at] += getattr(row, name) * row.visitors
        found[5] = row.least if found[5] is None else min(found[5], row.least)
    _insert(
        "expression_method",
        ("id", *_METHOD, "errors"),
        [(number, *way, errors) for way, (number, errors) in methods.items()],
    )
    _insert(
        "expression_day",
        (
            *("device_id", "day", "last_day", "zone", "method_id"),
            *("visitors", "unseen", "negative", "neutral", "positive", "least"),
        ),
        [(*key, *numbers) for key, numbers in sums.items()],
    )
    if methods and conn.dialect.name == "postgresql":
        # The numbers above did not come from its sequence, which must go on after them.
        op.execute(
            "SELECT setval('expression_method_id_seq', (SELECT max(id) FROM expression_method))"
        )


def _windows(conn: sa.Connection) -> Iterator[sa.Row[Any]]:
    text = (
        "SELECT w.device_id, w.at_ms, w.seconds, w.zone, sites.timezone, "
        "w.visitors, w.unseen, w.negative, w.neutral, w.positive, "
        "w.least, w.corrected, w.calibration, w.network, w.detector, "
        "w.law, w.errors FROM expression_window AS w "
        "JOIN devices ON devices.id = w.device_id JOIN sites ON sites.id = devices.site_id "
        "ORDER BY w.device_id, w.at_ms, w.epoch_id, w.seq"
    )
    yield from conn.execute(sa.text(text).execution_options(yield_per=_ROWS_AT_ONCE))


def _insert(table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        into = sa.table(table, *map(sa.column, columns))
        op.bulk_insert(into, [dict(zip(columns, row, strict=True)) for row in rows])
