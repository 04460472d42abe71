"""Forecasts as they were made, to be shown quickly and judged later."""

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text

from hub.store.schema.known import metadata

forecast = Table(
    "forecast",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("made_day", Text, primary_key=True),  # the shop's day on which it was made
    Column("made_ms", BigInteger, nullable=False),
    Column("hours", Text, nullable=False),  # JSON [[day, hour, expected, low, high], ...]
    Column("score", Text),  # JSON hub.domain.forecast_score.Score; NULL: too little history
    sqlite_with_rowid=False,
)
"""One row a shop and night: hours by themselves would be 25 million rows a year for 200 shops."""
