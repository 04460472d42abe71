"""Saved lists of shops."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shop_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shop_groups"),
        sa.UniqueConstraint("name", name="uq_shop_groups_name"),
    )
    op.create_table(
        "shop_group_members",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "site_id", name="pk_shop_group_members"),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["shop_groups.id"],
            name="fk_shop_group_members_group_id_shop_groups",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name="fk_shop_group_members_site_id_sites"
        ),
        sqlite_with_rowid=False,
    )
