"""Checklists, mystery shoppers' visits, and bonus cards."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist",
        _need("id", sa.Integer),
        *(_need(name, sa.Text) for name in ("name", "points")),
        *_made(),
        sa.Column("retired_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_checklist"),
    )
    op.create_table(
        "mystery_visit",
        _need("id", sa.Integer),
        _need("key", sa.Text),
        *(_need(name, sa.Integer) for name in ("checklist_id", "site_id")),
        *(_need(name, sa.Text) for name in ("day", "answers")),
        _need("score", sa.Double),
        _need("note", sa.Text),
        *_made(),
        sa.Column("removed_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_mystery_visit"),
        sa.UniqueConstraint("key", name="uq_mystery_visit_key"),
        _refers("mystery_visit", "checklist_id", "checklist"),
        _refers("mystery_visit", "site_id", "sites"),
    )
    op.create_index("ix_mystery_visit_site_day", "mystery_visit", ["site_id", "day"])
    op.create_table(
        "bonus_card",
        _need("id", sa.Integer),
        *(_need(name, sa.Text) for name in ("name", "parts")),
        *_made(),
        sa.Column("retired_ms", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_bonus_card"),
    )
    op.create_table(
        "bonus_entry",
        *(_need(name, sa.Integer) for name in ("card_id", "site_id")),
        _need("month", sa.Text),
        _need("part", sa.Integer),
        _need("percent", sa.Double),
        *_made(),
        sa.PrimaryKeyConstraint("card_id", "site_id", "month", "part", name="pk_bonus_entry"),
        _refers("bonus_entry", "card_id", "bonus_card"),
        _refers("bonus_entry", "site_id", "sites"),
        sqlite_with_rowid=False,
    )


def _made() -> list[sa.Column[Any]]:
    return [_need("made_ms"), _need("made_by", sa.Text)]


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _need(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=False)
