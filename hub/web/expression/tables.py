"""The tables and charts of the Expression page. Each is of one way of measuring."""

from collections.abc import Iterable, Sequence
from typing import Literal

from hub.domain.expression_shares import Measured
from hub.figures.expression import Expression
from hub.figures.expression_series import Change, Series, Shares
from hub.web.charts import Data, over, share_line
from hub.web.show import short_day
from hub.web.tables import Cell, Column, Table

_STATES = {"on": "on", "off": "off", "nobody": "nobody counted", "pending": "not yet"}
_SHARES = (
    Column("Visitors", "count"),
    Column("Negative", "share"),
    Column("Neutral", "share"),
    Column("Positive", "share"),
    Column("Face never seen well", "percent"),
)
_KIND = Column("Shares")
Class = Literal["negative", "neutral", "positive"]
CLASSES: tuple[Class, ...] = ("negative", "neutral", "positive")


def days(series: Series) -> Table:
    """Shares of each day; days that were off are named so."""
    return Table(
        "Expression shares by day",
        [Column("Day", "day"), Column("Expression"), _KIND, *_SHARES],
        [
            (
                one.day,
                _STATES[one.state],
                _kind(series) if one.shares else None,
                *_cells(one.shares),
            )
            for one in series.days
        ],
    )


def days_chart(series: Series) -> Data:
    """The three shares of each day with their intervals, and the days that were off in grey."""
    labels = [short_day(one.day) for one in series.days]
    change = series.change.day if series.change else ""
    shown = [one.day for one in series.days]
    off: Data = {
        "kind": "off",
        "name": "Off",
        "values": [],
        "off": [one.state == "off" for one in series.days],
        "changed": shown.index(change) if change in shown else None,
        "axis": 0,
    }
    lines = [_line(name, [one.shares for one in series.days], series.corrected) for name in CLASSES]
    return over(labels, ["%"], [*lines, off])


def zones(series: Series) -> Table:
    """Shares of each zone of each shop."""
    return Table(
        "Expression shares by zone",
        [Column("Shop"), Column("Zone"), _KIND, *_SHARES],
        [
            (one.site_name, one.zone or "in no zone", _kind(series), *_cells(one.shares))
            for one in series.zones
        ],
    )


def change(series: Series) -> Table:
    """Each share before and after the change, and by how much it differs."""
    found = series.change
    return Table(
        "Expression shares before and after the change",
        [
            Column("Share"),
            Column("Before", "share"),
            Column("After", "share"),
            Column("Difference", "change"),
        ],
        [_change_row(found, name) for name in CLASSES] if found else [],
    )


def buttons_chart(figures: Expression) -> Data:
    """Share of happy presses of each day with its interval."""
    return over(
        [short_day(one.day) for one in figures.button_days],
        ["%"],
        [share_line("Happy presses", [one.score.happy_share for one in figures.button_days])],
    )


def buttons(figures: Expression) -> Table:
    """What the buttons say of the same days."""
    return Table(
        "Buttons by day",
        [Column("Day", "day"), Column("Presses", "count"), Column("Happy presses", "share")],
        [(one.day, one.score.presses, one.score.happy_share) for one in figures.button_days],
    )


def _kind(series: Series) -> str:
    return "corrected" if series.corrected else "uncorrected"


def _cells(shares: Shares | None) -> Sequence[Cell]:
    if shares is None:
        return (None,) * len(_SHARES)
    seen = (shares.negative, shares.neutral, shares.positive)
    return (shares.visitors, *seen, shares.unseen_share)


def _change_row(found: Change, name: Class) -> Sequence[Cell]:
    spans = (found.before, found.after)
    shares = [getattr(one, name) if one else None for one in spans]
    return (name.capitalize(), *shares, getattr(found, name))


def _line(name: Class, shares: Iterable[Shares | None], corrected: bool) -> Data:
    points: list[Measured | None] = [getattr(one, name) if one else None for one in shares]
    return {
        "kind": "band",
        "name": name.capitalize(),
        "values": [_percent(one.value) if one else None for one in points],
        "low": [_percent(one.low) if one else None for one in points] if corrected else None,
        "high": [_percent(one.high) if one else None for one in points] if corrected else None,
        "few": [bool(one and one.too_few) for one in points],
        "tone": name,
        "axis": 0,
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
