"""What the charts draw, as plain data: `static/js/charts.js` knows how it looks."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from hub.domain.intervals import Proportion
from hub.domain.score import Estimate
from hub.figures.notes import NoteFigure
from hub.web.show import days as long_days
from hub.words import gettext as _
from hub.words import language
from hub.words.dates import weekdays

Data = dict[str, Any]
Tone = Literal["accent", "muted", "second"]


def bars(name: str, values: Iterable[float | None], tone: Tone, axis: int = 0) -> Data:
    """A series of bars."""
    return {"kind": "bars", "name": name, "values": list(values), "tone": tone, "axis": axis}


def share_line(name: str, estimates: Iterable[Estimate | Proportion | None], axis: int = 0) -> Data:
    """A line with its 95 % interval as a band, in percent. Days without presses are gaps."""
    points = [one if one is not None and one.value is not None else None for one in estimates]
    return {
        "kind": "band",
        "name": name,
        "values": [_percent(one.value) if one else None for one in points],
        "low": [_percent(one.low) if one else None for one in points],
        "high": [_percent(one.high) if one else None for one in points],
        "few": [bool(one and one.too_few) for one in points],
        "tone": "accent",
        "axis": axis,
    }


def over(labels: Iterable[str], axes: list[str], series: list[Data]) -> Data:
    """A chart over days or hours.

    Args:
        labels: one for each value.
        axes: the unit of each value axis, `%` or a word.
        series: see `bars` and `share_line`.
    """
    return {"kind": "over", "labels": list(labels), "axes": axes, "series": series}


def before(name: str, values: Iterable[float | None], labels: Iterable[str], axis: int = 0) -> Data:
    """The days to compare with, as a dashed line: the first below the first, and so on.

    Args:
        name: of the line.
        values: one for each label of the chart, in its unit.
        labels: the days that the values are of.
        axis: the value axis.
    """
    return {
        "kind": "before",
        "name": name,
        "values": list(values),
        "labels": list(labels),
        "tone": "muted",
        "axis": axis,
    }


def usual(name: str, spans: Iterable[tuple[float, float, float] | None]) -> Data:
    """What is usual at each hour, as (low end, middle, high end), behind what is today."""
    every = list(spans)
    low, middle, high = ([one[n] if one else None for one in every] for n in range(3))
    return {
        "kind": "usual",
        "name": name,
        "values": middle,
        "low": low,
        "high": high,
        "tone": "muted",
        "axis": 0,
    }


def with_notes(chart: Data, days: Sequence[str], notes: Iterable[NoteFigure]) -> Data:
    """The chart with a line at the beginning of each note.

    Args:
        chart: see `over`.
        days: what its labels stand for: ISO days, or months.
        notes: those that touch these days.
    """
    marks = []
    for one in notes:
        begun = [place for place, day in enumerate(days) if day <= one.first_day[: len(day)]]
        marks.append(
            {
                "at": begun[-1] if begun else 0,
                "text": one.text,
                "when": long_days(one.first_day, one.last_day),
            }
        )
    return {**chart, "notes": marks}


def week(cells: Iterable[tuple[int, int, Estimate]], overall: float | None) -> Data:
    """A heat map of (weekday, hour, share of happy presses), coloured against the overall share."""
    return {
        **_week(_("Happy share"), _("Presses")),
        "scale": "share",
        "overall": _percent(overall),
        "cells": [
            {
                "at": [hour, day],
                "value": _percent(share.value),
                "low": _percent(share.low),
                "high": _percent(share.high),
                "count": share.presses,
                "few": share.too_few,
            }
            for day, hour, share in cells
            if share.value is not None
        ],
    }


def week_counts(name: str, of: str, cells: Iterable[tuple[int, int, float, float]]) -> Data:
    """A heat map of numbers, from none to the most.

    Args:
        name: what the number is.
        of: what it is made of.
        cells: (weekday, hour, number, of how many).
    """
    return {
        **_week(name, of),
        "scale": "count",
        "cells": [
            {"at": [hour, day], "value": round(value, 1), "count": count}
            for day, hour, value, count in cells
        ],
    }


def chart_words() -> dict[str, str]:
    """What the scripts say, in the language of the page; `{name}` is filled in by them."""
    return {
        "live": _("Live"),
        "away": _("Not live: the hub does not answer"),
        "trouble": _("Not live: the hub cannot read its store"),
        "off": _("off"),
        "changed": _("changed"),
        "right": _("{name} (right)"),
        "none": _("{name}: none"),
        "value": _("{name}: {value}"),
        "usual": _("{name}: {low} to {high}"),
        "share": _("{name}: {value} ({low} to {high})"),
        "few": _("{name}: {value} ({low} to {high}), too few to judge"),
        "uncorrected": _("{name}: {value} (uncorrected)"),
        "happier": _("+{points} points"),
        "less": _("\N{MINUS SIGN}{points} points"),
        "chart": _(
            "{title}: chart of {names}. The table below it has the numbers; arrow keys read them, "
            "plus and minus zoom."
        ),
        "map": _(
            "{title}: heat map of weekdays and hours. The table below it has the numbers; arrow "
            "keys read them."
        ),
    }


def _week(name: str, of: str) -> Data:
    return {
        "kind": "week",
        "name": name,
        "of": of,
        "days": weekdays("abbreviated", language()),
        "hours": [f"{hour:02d}" for hour in range(24)],
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
