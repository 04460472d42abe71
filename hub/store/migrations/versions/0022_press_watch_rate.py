"""For which setting a threshold was made: where it changes, shops learn anew at once."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("press_watch", sa.Column("alarms_a_month", sa.Double()))
