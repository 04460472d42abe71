"""Blocks of sales beside visitors: made by the hub's own work, of days that know both."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = ("device_id", "day", "changes")
    stale = sa.table("stale_day", *map(sa.column, names))
    came = sa.table("footfall_day", *map(sa.column, ("device_id", "day", "kind")))
    devices = sa.table("devices", *map(sa.column, ("id", "site_id")))
    sold = sa.table("sales_day", *map(sa.column, ("site_id", "day")))
    marked = (
        sa.select(came.c.device_id, came.c.day, sa.literal(1))
        .distinct()
        .join_from(came, devices, came.c.device_id == devices.c.id)
        .join(sold, sa.and_(sold.c.site_id == devices.c.site_id, sold.c.day == came.c.day))
        .where(came.c.kind == "door")
        .where(~sa.exists().where(stale.c.device_id == came.c.device_id, stale.c.day == came.c.day))
    )
    op.execute(sa.insert(stale).from_select(list(names), marked))
