"""From which day on a shop's presses are kept one by one."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name="pk_retention"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_retention_site_id_sites"),
    )
