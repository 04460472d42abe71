"""Saved lists of shops, to look at together. Regions say who may see what; these do not."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from hub.store.schema.known import metadata

shop_groups = Table(
    "shop_groups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

shop_group_members = Table(
    "shop_group_members",
    metadata,
    Column("group_id", ForeignKey("shop_groups.id"), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    sqlite_with_rowid=False,
)
