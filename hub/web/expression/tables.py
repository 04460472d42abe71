"""The tables and charts of the Expression page. Each is of one way of measuring."""

from collections.abc import Iterable, Sequence
from typing import Literal

from hub.domain.difference import Difference
from hub.domain.expression_shares import Measured
from hub.figures.expression import Expression
from hub.figures.expression_series import Change, Series, Shares
from hub.figures.notes import NoteFigure
from hub.web.charts import Data, over, share_line, with_notes
from hub.web.show import change_range, short_day
from hub.web.tables import Cell, Column, Table
from hub.words import N_
from hub.words import gettext as _

_STATES = {
    "on": N_("on"),
    "off": N_("off"),
    "nobody": N_("nobody counted"),
    "pending": N_("not yet"),
}
_NAMES = {"negative": N_("Negative"), "neutral": N_("Neutral"), "positive": N_("Positive")}
Class = Literal["negative", "neutral", "positive"]
CLASSES: tuple[Class, ...] = ("negative", "neutral", "positive")


def days(series: Series) -> Table:
    """Shares of each day; days that were off are named so."""
    return Table(
        _("Expression shares by day"),
        [Column(_("Day"), "day"), Column(_("Expression")), _kind_column(), *_share_columns()],
        [
            (
                one.day,
                _(_STATES[one.state]),
                _kind(series) if one.shares else None,
                *_cells(one.shares),
            )
            for one in series.days
        ],
    )


def days_chart(series: Series, told: Sequence[NoteFigure] = ()) -> Data:
    """The three shares of each day with their intervals, days that were off in grey, and notes."""
    labels = [short_day(one.day) for one in series.days]
    change = series.change.day if series.change else ""
    shown = [one.day for one in series.days]
    off: Data = {
        "kind": "off",
        "name": _("Off"),
        "values": [],
        "off": [one.state == "off" for one in series.days],
        "changed": shown.index(change) if change in shown else None,
        "axis": 0,
    }
    lines = [_line(name, [one.shares for one in series.days], series.corrected) for name in CLASSES]
    return with_notes(over(labels, ["%"], [*lines, off]), shown, told)


def zones(series: Series) -> Table:
    """Shares of each zone of each shop."""
    return Table(
        _("Expression shares by zone"),
        [Column(_("Shop")), Column(_("Zone")), _kind_column(), *_share_columns()],
        [
            (one.site_name, one.zone or _("in no zone"), _kind(series), *_cells(one.shares))
            for one in series.zones
        ],
    )


def change(series: Series) -> Table:
    """Each share before and after the change, and by how much it differs."""
    found = series.change
    return Table(
        _("Expression shares before and after the change"),
        [
            Column(_("Share")),
            Column(_("Before"), "share"),
            Column(_("After"), "share"),
            Column(_("Difference"), "change"),
        ],
        [_change_row(found, name) for name in CLASSES] if found else [],
    )


def buttons_chart(figures: Expression, told: Sequence[NoteFigure] = ()) -> Data:
    """Share of happy presses of each day with its interval, and notes."""
    days = [one.day for one in figures.button_days]
    shares = [one.score.happy_share for one in figures.button_days]
    chart = over([short_day(day) for day in days], ["%"], [share_line(_("Happy presses"), shares)])
    return with_notes(chart, days, told)


def buttons(figures: Expression) -> Table:
    """What the buttons say of the same days."""
    return Table(
        _("Buttons by day"),
        [
            Column(_("Day"), "day"),
            Column(_("Presses"), "count"),
            Column(_("Happy presses"), "share"),
        ],
        [(one.day, one.score.presses, one.score.happy_share) for one in figures.button_days],
    )


def class_name(name: Class) -> str:
    """A class in words, as a title."""
    return _(_NAMES[name])


def verdict(name: Class, found: Difference) -> str:
    """One sentence: which share differs, which way, and by how much."""
    higher = {
        "negative": N_("The negative expression share is higher (%(range)s)."),
        "neutral": N_("The neutral expression share is higher (%(range)s)."),
        "positive": N_("The positive expression share is higher (%(range)s)."),
    }
    lower = {
        "negative": N_("The negative expression share is lower (%(range)s)."),
        "neutral": N_("The neutral expression share is lower (%(range)s)."),
        "positive": N_("The positive expression share is lower (%(range)s)."),
    }
    pattern = (higher if found.value > 0 else lower)[name]
    return _(pattern, range=change_range(found))


def _share_columns() -> Sequence[Column]:
    return (
        Column(_("Visitors"), "count"),
        *(Column(class_name(name), "share") for name in CLASSES),
        Column(_("Face never seen well"), "percent"),
    )


def _kind_column() -> Column:
    return Column(_("Shares"))


def _kind(series: Series) -> str:
    return _("corrected") if series.corrected else _("uncorrected")


def _cells(shares: Shares | None) -> Sequence[Cell]:
    if shares is None:
        return (None,) * len(_share_columns())
    seen = (shares.negative, shares.neutral, shares.positive)
    return (shares.visitors, *seen, shares.unseen_share)


def _change_row(found: Change, name: Class) -> Sequence[Cell]:
    spans = (found.before, found.after)
    shares = [getattr(one, name) if one else None for one in spans]
    return (class_name(name), *shares, getattr(found, name))


def _line(name: Class, shares: Iterable[Shares | None], corrected: bool) -> Data:
    points: list[Measured | None] = [getattr(one, name) if one else None for one in shares]
    return {
        "kind": "band",
        "name": class_name(name),
        "values": [_percent(one.value) if one else None for one in points],
        "low": [_percent(one.low) if one else None for one in points] if corrected else None,
        "high": [_percent(one.high) if one else None for one in points] if corrected else None,
        "few": [bool(one and one.too_few) for one in points],
        "tone": name,
        "axis": 0,
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
