"""Alerts, what is to be sent, and what people do: notes, tasks, posters."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_outgoing()
    _make_alerts()
    _make_press_watch()
    _make_acting()


def _make_outgoing() -> None:
    _make(
        "outgoing",
        *_texts("key", "about", "way", "target", "payload"),
        *_instants("made_ms"),
        *_maybe_instants("due_ms"),
        sa.Column("tries", sa.Integer(), nullable=False),
        *_maybe_instants("sent_ms"),
        *_texts("failure"),
        sa.UniqueConstraint("key", name="uq_outgoing_key"),
    )
    _index("outgoing", "about", "due_ms")


def _make_alerts() -> None:
    _make(
        "alert",
        *_texts("kind"),
        *_area("alert", site="sites"),
        *_texts("subject", "facts"),
        *_instants("seen_ms"),
        *_maybe_instants("opened_ms", "acknowledged_ms"),
        *_maybe_texts("acknowledged_by"),
        *_maybe_instants("resolved_ms"),
        *_maybe_texts("resolved_by"),
        *_maybe_instants("absent_ms", "closed_ms", "escalated_ms"),
    )
    _index("alert", "closed_ms", "opened_ms")
    _make(
        "alert_comment",
        *_area("alert_comment", needed=True, alert="alert"),
        *_instants("at_ms"),
        *_texts("who", "text"),
    )
    _index("alert_comment", "alert_id")


def _make_press_watch() -> None:
    op.create_table(
        "press_watch",
        *_area("press_watch", needed=True, site="sites"),
        *_texts("learned_day", "levels"),
        sa.Column("threshold", sa.Double()),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("calm", sa.Double(), nullable=False),
        *_maybe_instants("raised_ms"),
        sa.PrimaryKeyConstraint("site_id", name="pk_press_watch"),
    )
    op.create_table(
        "press_heard",
        *_area("press_heard", needed=True, epoch="epochs"),
        *_instants("seq"),
        sa.PrimaryKeyConstraint("epoch_id", name="pk_press_heard"),
    )


def _make_acting() -> None:
    _make(
        "note",
        *_area("note", site="sites", region="regions"),
        *_texts("first_day", "last_day", "text"),
        *_made(),
        *_maybe_instants("removed_ms"),
        sa.CheckConstraint("region_id IS NULL OR site_id IS NULL", name="ck_note_one_area"),
    )
    _index("note", "last_day")
    _make(
        "task",
        *_area("task", needed=True, site="sites"),
        *_area("task", alert="alert"),
        *_texts("text", "assignee"),
        *_maybe_texts("due_day"),
        *_made(),
        *_maybe_instants("done_ms"),
        *_maybe_texts("done_by"),
    )
    _index("task", "site_id")
    _make(
        "poster",
        *_area("poster", needed=True, site="sites"),
        *_texts("said", "did"),
        *_maybe_texts("changed_day"),
        *_made(),
        *_maybe_instants("removed_ms"),
    )
    _index("poster", "site_id")


def _make(table: str, *parts: Any) -> None:
    number = sa.Column("id", sa.Integer(), nullable=False)
    op.create_table(table, number, *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{table}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _area(table: str, *, needed: bool = False, **others: str) -> list[Any]:
    """Columns that name a row of another table, with their foreign keys."""
    made: list[Any] = []
    for name, other in others.items():
        made.append(sa.Column(f"{name}_id", sa.Integer(), nullable=not needed))
        key = f"fk_{table}_{name}_id_{other}"
        made.append(sa.ForeignKeyConstraint([f"{name}_id"], [f"{other}.id"], name=key))
    return made


def _made() -> list[sa.Column[Any]]:
    return [*_instants("made_ms"), *_texts("made_by")]


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _maybe_texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text()) for name in names]


def _instants(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _maybe_instants(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger()) for name in names]
