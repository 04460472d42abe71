"""Alerts: the open ones, those that are over, and what people do about them."""

from typing import Final

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as Answered

from hub.domain.alert_words import title_of
from hub.domain.alerts import KINDS
from hub.figures.alerts import AlertFigure, alert_figure, alert_figures
from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store import alerts, audit_log
from hub.store.alerts import Comment, Wanted
from hub.store.engine import reading, writing
from hub.store.outgoing import drop_untried, waiting
from hub.store.sites import Site, list_sites
from hub.store.tasks import add_task
from hub.web.alerts import tables
from hub.web.alerts.forms import new_task, short_text
from hub.web.asked import selection
from hub.web.exports import table_file
from hub.web.page import frame_without_days
from hub.web.rights import Right, may, needs, visible_sites, who
from hub.words import gettext as _

_PERIOD: Final = "today"
_SHOWN: Final = 50
_MOST_OPEN: Final = 500


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("alerts", __name__, template_folder="templates")
    views.get("/alerts")(page)
    views.get("/alerts/history.csv")(history_csv)
    views.get("/alerts/<int:number>")(one)
    views.post("/alerts/<int:number>/acknowledge")(acknowledge)
    views.post("/alerts/<int:number>/comment")(comment)
    views.post("/alerts/<int:number>/resolve")(resolve)
    views.post("/alerts/<int:number>/task")(make_task)
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
        figure = _find(conn, number)
        frame = frame_without_days(chosen)
    return render_template("alerts/one.html", **frame, alert=figure)


@needs(Right.SEE)
def acknowledge(number: int) -> Answered:
    """Say that one looks after it: nobody above is told."""
    with writing(this_hub().engine) as conn:
        _to_act_on(conn, number)
        now_ms = this_hub().now_ms()
        if alerts.acknowledge(conn, number, who(), now_ms):
            drop_untried(conn, f"alert {number}")
            _record(conn, "alert.acknowledged", number)
            flash(_("You look after it. Nobody above is told."))
        else:
            flash(_("Somebody looks after it already, or it is over."))
    return _back()


@needs(Right.SEE)
def comment(number: int) -> Answered:
    """Write something about it."""
    text = short_text("text")
    with writing(this_hub().engine) as conn:
        _to_act_on(conn, number)
        now_ms = this_hub().now_ms()
        alerts.add_comment(conn, Comment(number, now_ms, who(), text))
        _record(conn, "alert.commented", number, text=text)
    flash(_("Your comment is kept."))
    return _back()


@needs(Right.SEE)
def resolve(number: int) -> Answered:
    """Close it by hand: it is told again only after it was gone."""
    with writing(this_hub().engine) as conn:
        _to_act_on(conn, number)
        if alerts.resolve(conn, number, who(), this_hub().now_ms()):
            drop_untried(conn, f"alert {number}")
            _record(conn, "alert.resolved", number)
            flash(_("It is closed. Should it end and come again, you are told again."))
        else:
            flash(_("It is over already."))
    return _back()


@needs(Right.SEE)
def make_task(number: int) -> Answered:
    """Make a task from it."""
    with writing(this_hub().engine) as conn:
        figure = _to_act_on(conn, number)
        if figure.site is None:
            raise BadRequest(_("A task belongs to a shop; this alert is of the whole hub."))
        made = new_task(figure.site.id, number)
        task_id = add_task(conn, made)
        details = {"text": made.text, "assignee": made.assignee, "due": made.due_day}
        _record(conn, "task.added", number, task=task_id, **details)
    flash(_("The task is kept."))
    return _back()


def open_alerts() -> int:
    """How many alerts the caller may see are open: for the navigation."""
    with reading(this_hub().engine) as conn:
        return alerts.count_open(conn, visible_sites(Right.SEE))


def may_act_on(figure: AlertFigure) -> bool:
    """Whether the caller may change an alert: managers all of their shop, technicians theirs."""
    site_id = figure.site.id if figure.site else None
    if figure.site is None and visible_sites(Right.SEE) is not None:
        return False
    return may(Right.ACT, site_id) or (figure.of_devices and may(Right.DEVICES, site_id))


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
    return alert_figures(conn, _sites(conn), wanted, most=most, before=before)


def _find(conn: Connection, number: int) -> AlertFigure:
    figure = alert_figure(conn, _sites(conn), number)
    visible = visible_sites(Right.SEE)
    shown = visible is None or (figure.site is not None and figure.site.id in visible)
    if not shown:
        # As if it were not there: a number must not tell what happens elsewhere.
        raise NotFound(_("There is no alert %(number)s.", number=str(number)))
    return figure


def _to_act_on(conn: Connection, number: int) -> AlertFigure:
    figure = _find(conn, number)
    if not may_act_on(figure):
        abort(403, _("Your role does not let you change this alert."))
    return figure


def _sites(conn: Connection) -> dict[int, Site]:
    return {site.id: site for site in list_sites(conn)}


def _kind() -> str:
    asked = request.args.get("kind", "")
    if asked and asked not in KINDS:
        raise BadRequest(_("There is no such kind of alert; choose one of the list."))
    return asked


def _before() -> int | None:
    asked = request.args.get("before", "")
    if not asked:
        return None
    if not asked.isascii() or not asked.isdigit() or len(asked) > 12:
        raise BadRequest(_("`before` is the number of an alert."))
    return int(asked)


def _record(conn: Connection, what: str, number: int, **details: object) -> None:
    about, now_ms = f"alert {number}", this_hub().now_ms()
    audit_log.record(conn, who=who(), what=what, about=about, details=details, at_ms=now_ms)


def _back() -> Answered:
    """To the page that the form was on."""
    wanted = request.form.get("back", "")
    return redirect(wanted if wanted.startswith("/alerts") else url_for("alerts.page"))
