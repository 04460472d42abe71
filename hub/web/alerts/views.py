"""Alerts: the open ones, and those that are over."""

from typing import Final

from flask import Blueprint, Flask, Response, render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest

from hub.domain.alert_words import title_of
from hub.domain.alerts import KINDS
from hub.domain.whole_numbers import whole_number
from hub.figures.alerts import AlertFigure, alert_figures
from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store import alerts
from hub.store.alerts import Wanted
from hub.store.engine import reading
from hub.store.outgoing import waiting
from hub.web.alerts import actions, tables
from hub.web.alerts.reach import all_sites, find_alert, may_act_on
from hub.web.asked import selection
from hub.web.exports import table_file
from hub.web.page import frame_without_days
from hub.web.rights import Right, visible_sites
from hub.words import gettext as _

_PERIOD: Final = "today"
_SHOWN: Final = 50
_MOST_OPEN: Final = 500
_MOST_ALERTS: Final = 10**12


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("alerts", __name__, template_folder="templates")
    views.get("/alerts")(page)
    views.get("/alerts/history.csv")(history_csv)
    views.get("/alerts/<int:number>")(one)
    actions.add_to(views)
    app.register_blueprint(views)
    app.jinja_env.globals.update(open_alerts=open_alerts, chart_address=tables.chart_address)
    app.jinja_env.globals.update(may_act_on=may_act_on)


def page() -> str:
    """Open alerts first, then those that are over."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period=_PERIOD)
        kind = _kind()
        figures = _shown(conn, chosen, kind, open_=True, most=_MOST_OPEN)
        before = _before()
        over = _shown(conn, chosen, kind, open_=False, most=_SHOWN + 1, before=before)
        frame = frame_without_days(chosen)
        unsent = waiting(conn, this_hub().now_ms()) if visible_sites() is None else None
    return render_template(
        "alerts/page.html",
        **frame,
        open=figures,
        over=over[:_SHOWN],
        next_before=over[_SHOWN - 1].id if len(over) > _SHOWN else None,
        before=before,
        kind=kind,
        kinds=[(name, title_of(name)) for name in KINDS],
        unsent=unsent,
        mail=bool(this_hub().settings.mail.host),
    )


def history_csv() -> Response:
    """Every alert of the chosen shops."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period=_PERIOD)
        figures = _shown(conn, chosen, _kind(), open_=None, most=100_000)
    return table_file(tables.history(figures), "alerts", chosen)


def one(number: int) -> str:
    """One alert, as mails link to it."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period=_PERIOD)
        figure = find_alert(conn, number)
        frame = frame_without_days(chosen)
    return render_template("alerts/one.html", **frame, alert=figure)


def open_alerts() -> int:
    """How many alerts the caller may see are open: for the navigation."""
    with reading(this_hub().engine) as conn:
        return alerts.count_open(conn, visible_sites(Right.SEE))


def _shown(
    conn: Connection,
    chosen: Selection,
    kind: str,
    *,
    open_: bool | None,
    most: int,
    before: int | None = None,
) -> list[AlertFigure]:
    everything = not chosen.key and visible_sites() is None
    wanted = Wanted(
        # Alerts of the whole hub are for those who see all of it.
        None if everything else chosen.site_ids,
        [kind] if kind else None,
        open_,
    )
    return alert_figures(conn, all_sites(conn), wanted, most=most, before=before)


def _kind() -> str:
    asked = request.args.get("kind", "")
    if asked and asked not in KINDS:
        raise BadRequest(_("There is no such kind of alert; choose one of the list."))
    return asked


def _before() -> int | None:
    asked = request.args.get("before", "")
    if not asked:
        return None
    number = whole_number(asked, _MOST_ALERTS)
    if number is None:
        raise BadRequest(_("`before` is the number of an alert."))
    return number
