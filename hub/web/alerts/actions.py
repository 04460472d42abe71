"""What people do about an alert: look after it, comment, close it, make a task of it."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from hub.serving import this_hub
from hub.store import alerts
from hub.store.alerts import Comment
from hub.store.engine import writing
from hub.store.outgoing import drop_untried
from hub.store.tasks import add_task
from hub.web.alerts.forms import new_task, short_text
from hub.web.alerts.reach import alert_to_act_on
from hub.web.changes import record
from hub.web.rights import Right, needs, who
from hub.words import gettext as _


def add_to(views: Blueprint) -> None:
    """Add the views."""
    views.post("/alerts/<int:number>/acknowledge")(acknowledge)
    views.post("/alerts/<int:number>/comment")(comment)
    views.post("/alerts/<int:number>/resolve")(resolve)
    views.post("/alerts/<int:number>/task")(make_task)


@needs(Right.SEE)
def acknowledge(number: int) -> Response:
    """Say that one looks after it: nobody above is told."""
    with writing(this_hub().engine) as conn:
        alert_to_act_on(conn, number)
        now_ms = this_hub().now_ms()
        if alerts.acknowledge(conn, number, who(), now_ms):
            drop_untried(conn, f"alert {number}")
            record(conn, "alert.acknowledged", f"alert {number}")
            flash(_("You look after it. Nobody above is told."))
        else:
            flash(_("Somebody looks after it already, or it is over."))
    return _back()


@needs(Right.SEE)
def comment(number: int) -> Response:
    """Write something about it."""
    text = short_text("text")
    with writing(this_hub().engine) as conn:
        alert_to_act_on(conn, number)
        now_ms = this_hub().now_ms()
        alerts.add_comment(conn, Comment(number, now_ms, who(), text))
        record(conn, "alert.commented", f"alert {number}", text=text)
    flash(_("Your comment is kept."))
    return _back()


@needs(Right.SEE)
def resolve(number: int) -> Response:
    """Close it by hand: it is told again only after it was gone."""
    with writing(this_hub().engine) as conn:
        alert_to_act_on(conn, number)
        if alerts.resolve(conn, number, who(), this_hub().now_ms()):
            drop_untried(conn, f"alert {number}")
            record(conn, "alert.resolved", f"alert {number}")
            flash(_("It is closed. Should it end and come again, you are told again."))
        else:
            flash(_("It is over already."))
    return _back()


@needs(Right.SEE)
def make_task(number: int) -> Response:
    """Make a task from it."""
    with writing(this_hub().engine) as conn:
        figure = alert_to_act_on(conn, number)
        if figure.site is None:
            raise BadRequest(_("A task belongs to a shop; this alert is of the whole hub."))
        made = new_task(figure.site.id, number)
        task_id = add_task(conn, made)
        details = {"text": made.text, "assignee": made.assignee, "due": made.due_day}
        record(conn, "task.added", f"alert {number}", task=task_id, **details)
    flash(_("The task is kept."))
    return _back()


def _back() -> Response:
    """To the page that the form was on."""
    wanted = request.form.get("back", "")
    return redirect(wanted if wanted.startswith("/alerts") else url_for("alerts.page"))
