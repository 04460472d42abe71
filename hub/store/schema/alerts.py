"""What is wrong, what people did about it, and what the test of presses has heard so far."""

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, Table, Text

from hub.store.schema.known import metadata

alert = Table(
    "alert",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # `hub.domain.alerts.Kind`
    Column("site_id", ForeignKey("sites.id")),  # NULL: of the whole hub
    Column("subject", Text, nullable=False),  # what of the shop; one of a kind and subject is open
    Column("facts", Text, nullable=False),  # JSON: what its sentence is made of
    Column("seen_ms", BigInteger, nullable=False),
    Column("opened_ms", BigInteger),  # NULL: not for long enough yet
    Column("acknowledged_ms", BigInteger),
    Column("acknowledged_by", Text),
    Column("resolved_ms", BigInteger),
    Column("resolved_by", Text),  # NULL with a time: by itself
    Column("absent_ms", BigInteger),  # since when it is no longer found
    Column("closed_ms", BigInteger),  # resolved, and over: it may come again
    Column("escalated_ms", BigInteger),
    Index("ix_alert_closed_ms", "closed_ms"),
    Index("ix_alert_opened_ms", "opened_ms"),
)

alert_comment = Table(
    "alert_comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", ForeignKey("alert.id"), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_alert_comment_alert_id", "alert_id"),
)

press_watch = Table(
    "press_watch",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("learned_day", Text, nullable=False),  # the last local day that was learned from
    Column("levels", Text, nullable=False),  # JSON: what is usual, see `hub.store.press_watches`
    Column("threshold", Double),  # NULL: too little is known yet
    Column("score", Double, nullable=False),
    Column("calm", Double, nullable=False),  # how much speaks for its being over
    Column("raised_ms", BigInteger),  # since when presses are unhappier; NULL: they are not
    Column("alarms_a_month", Double),  # for which the threshold is; NULL: of an older version
)

press_heard = Table(
    "press_heard",
    metadata,
    Column("epoch_id", ForeignKey("epochs.id"), primary_key=True),
    Column("seq", BigInteger, nullable=False),  # every press up to here went into `press_watch`
)
