"""A number for each shop that changes with its blocks: what was read of them may be kept."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BITS = 32


def upgrade() -> None:
    table = op.create_table(
        "block_edition",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name="pk_block_edition"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_block_edition_site_id_sites"),
        sqlite_with_rowid=False,
    )
    conn = op.get_bind()
    known = conn.execute(sa.select(sa.table("sites", sa.column("id")).c.id)).scalars()
    rows = [{"site_id": one, "edition": 1 + secrets.randbits(_BITS)} for one in known]
    if rows:
        op.bulk_insert(table, rows)
