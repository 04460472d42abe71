"""The table of the Alerts page, and where an alert's charts are."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from hub.figures.alerts import AlertFigure
from hub.web import show
from hub.web.tables import Column, Table
from hub.words import gettext as _
from hub.words import say

_DEVICES = "devices.page"
_PAGES = {
    "presses": "satisfaction.page",
    "silent": _DEVICES,
    "footfall": "footfall.page",
    "queue": "footfall.page",
}


def history(figures: Sequence[AlertFigure]) -> Table:
    """All alerts that are shown, for other programs."""
    return Table(
        _("Alerts"),
        [
            Column(_("Number"), "count"),
            Column(_("Shop")),
            Column(_("Kind")),
            Column(_("What")),
            Column(_("Since")),
            Column(_("Acknowledged by")),
            Column(_("Acknowledged at")),
            Column(_("Over since")),
            Column(_("Closed by")),
        ],
        [
            (
                one.id,
                one.site.name if one.site else _("The hub"),
                _(one.title),
                say(one.text),
                show.moment(one.seen_ms, one.timezone),
                one.acknowledged_by,
                _maybe(one.acknowledged_ms, one),
                _maybe(one.resolved_ms, one),
                one.resolved_by,
            )
            for one in figures
        ],
    )


def chart_address(one: AlertFigure) -> str:
    """The page with the charts behind an alert, on the day it was seen."""
    endpoint = _PAGES.get(one.kind, _DEVICES)
    site = one.site.code if one.site else None
    if endpoint == _DEVICES:
        return url_for(endpoint, site=site)
    asked: dict[str, Any] = {"site": site, "period": "range", "from": one.day, "to": one.day}
    return url_for(endpoint, **asked)


def _maybe(at_ms: int | None, one: AlertFigure) -> str | None:
    return show.moment(at_ms, one.timezone) if at_ms is not None else None
