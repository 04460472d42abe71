"""What people judge by hand: mystery shoppers' checklists and visits, bonus cards."""

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, Table, Text

from hub.store.schema.known import metadata

checklist = Table(
    "checklist",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("points", Text, nullable=False),  # JSON [hub.domain.checklist.Point]; never changed
    Column("made_ms", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("retired_ms", BigInteger),  # its visits stay; nobody can begin a new one
)

mystery_visit = Table(
    "mystery_visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    # made with the form: a form that is sent twice is one visit
    Column("checklist_id", ForeignKey("checklist.id"), nullable=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("day", Text, nullable=False),  # in the shop's time zone
    Column("answers", Text, nullable=False),  # JSON [hub.domain.checklist.Answer]
    Column("score", Double, nullable=False),  # 0 to 1, as hub.domain.checklist.score
    Column("note", Text, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("removed_ms", BigInteger),  # kept for the record, counted nowhere
    Index("ix_mystery_visit_site_day", "site_id", "day"),
)

bonus_card = Table(
    "bonus_card",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("parts", Text, nullable=False),  # JSON [hub.domain.bonus.Part]; never changed
    Column("made_ms", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("retired_ms", BigInteger),
)

bonus_entry = Table(
    "bonus_entry",
    metadata,
    Column("card_id", ForeignKey("bonus_card.id"), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("month", Text, primary_key=True),  # 2026-03
    Column("part", Integer, primary_key=True),  # its place on the card, from 0
    Column("percent", Double, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    sqlite_with_rowid=False,
)
