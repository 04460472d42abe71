"""What the charts draw, as plain data: `static/js/charts.js` knows how it looks."""

from collections.abc import Iterable
from typing import Any, Literal

from hub.domain.intervals import Proportion
from hub.domain.score import Estimate

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


def week(
    cells: Iterable[tuple[int, int, Estimate]], days: list[str], overall: float | None
) -> Data:
    """A heat map of (weekday, hour, share of happy presses), coloured against the overall share."""
    return {
        "kind": "week",
        "overall": _percent(overall),
        "days": days,
        "hours": [f"{hour:02d}" for hour in range(24)],
        "cells": [
            {
                "at": [hour, day],
                "value": _percent(share.value),
                "low": _percent(share.low),
                "high": _percent(share.high),
                "presses": share.presses,
                "few": share.too_few,
            }
            for day, hour, share in cells
            if share.value is not None
        ],
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
