"""Sales, forecasts, experiments; and the country of a shop, for its holidays."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sites", sa.Column("country", sa.Text()))
    _make_sales()
    _make_forecasts()
    _make_experiments()


def _make_sales() -> None:
    taken = [_need("transactions"), sa.Column("turnover", sa.BigInteger()), _text("currency")]
    key = [_need("site_id", sa.Integer), _need("day", sa.Text)]
    hour = [_need("hour", sa.Integer)]
    _of_site("sales_hour", ["site_id", "day", "hour"], *key, *hour, *_copies(taken))
    by_hour = _need("by_hour", sa.Boolean)
    _of_site("sales_day", ["site_id", "day"], *_copies(key), *_copies(taken), by_hour)
    op.create_table(
        "sales_import",
        _need("id", sa.Integer),
        _need("at_ms"),
        *(_need(name, sa.Text) for name in ("who", "way", "name", "first_day", "last_day")),
        *map(_need, ("shops", "lines", "added", "replaced", "same")),
        sa.PrimaryKeyConstraint("id", name="pk_sales_import"),
    )


def _make_forecasts() -> None:
    _of_site(
        "forecast",
        ["site_id", "made_day"],
        _need("site_id", sa.Integer),
        _need("made_day", sa.Text),
        _need("made_ms"),
        _need("hours", sa.Text),
        _text("score"),
    )


def _make_experiments() -> None:
    op.create_table(
        "experiment",
        _need("id", sa.Integer),
        *(_need(name, sa.Text) for name in ("name", "outcome", "first_day")),
        _text("last_day"),
        _need("made_ms"),
        _need("made_by", sa.Text),
        sa.Column("removed_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_experiment"),
    )
    op.create_table(
        "experiment_site",
        _need("experiment_id", sa.Integer),
        _need("site_id", sa.Integer),
        _need("treated", sa.Boolean),
        sa.PrimaryKeyConstraint("experiment_id", "site_id", name="pk_experiment_site"),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiment.id"], name="fk_experiment_site_experiment_id_experiment"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_experiment_site_site_id_sites"),
        sqlite_with_rowid=False,
    )


def _of_site(table: str, key: list[str], *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        *columns,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=f"fk_{table}_site_id_sites"),
        sqlite_with_rowid=False,
    )


def _copies(columns: list[sa.Column[Any]]) -> list[sa.Column[Any]]:
    return [sa.Column(one.name, one.type, nullable=one.nullable) for one in columns]


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text())
