"""What tills took, as imported: sums by the shop's own clock."""

from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table, Text

from hub.store.schema.events import counts
from hub.store.schema.known import metadata


def _taken() -> list[Column[Any]]:
    return [
        *counts("transactions"),
        Column("turnover", BigInteger),  # in the smallest unit of its currency; NULL: not told
        Column("currency", Text),  # ISO 4217; NULL where turnover is
    ]


sales_hour = Table(
    "sales_hour",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    # Of the shop's clock, not an instant: tills print no more. The two hours of an autumn night
    # are one here, and a shop that is given another time zone keeps its hours.
    Column("hour", Integer, primary_key=True),
    *_taken(),
    sqlite_with_rowid=False,
)

sales_day = Table(
    "sales_day",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    *_taken(),
    Column("by_hour", Boolean, nullable=False),  # the sum of its rows in sales_hour, or a total
    sqlite_with_rowid=False,
)

SALES_FACTS: Final = ("shops", "lines", "added", "replaced", "same")

sales_import = Table(
    "sales_import",
    metadata,
    Column("id", Integer, primary_key=True),
    *counts("at_ms"),
    Column("who", Text, nullable=False),
    Column("way", Text, nullable=False),  # "page", "api" or "command"
    Column("name", Text, nullable=False),  # of the file
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    *counts(*SALES_FACTS),
)
