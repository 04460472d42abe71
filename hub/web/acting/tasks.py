"""Tasks."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from hub.serving import this_hub
from hub.store import tasks
from hub.store.engine import reading, writing
from hub.web.alerts.forms import new_task
from hub.web.asked import selection, site_asked
from hub.web.changes import record
from hub.web.page import frame_without_days
from hub.web.rights import Right, may, needs, visible_sites, who
from hub.words import gettext as _

_DONE_SHOWN = 30


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("tasks", __name__, template_folder="templates")
    views.get("/tasks")(page)
    views.post("/tasks")(add)
    views.post("/tasks/<int:number>/done")(done)
    app.register_blueprint(views)


def page() -> str:
    """What is to be done in the chosen shops, and what was done last."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today")
        waiting = tasks.open_tasks(conn, chosen.site_ids)
        over = tasks.done_tasks(conn, chosen.site_ids, most=_DONE_SHOWN)
        frame = frame_without_days(chosen)
    names = {site.id: site for site in chosen.all_sites}
    held = [site for site in chosen.all_sites if may(Right.ACT, site.id)]
    return render_template(
        "acting/tasks.html", **frame, waiting=waiting, over=over, names=names, held=held
    )


@needs(Right.ACT)
def add() -> Response:
    """Make a task that comes from no alert."""
    with writing(this_hub().engine) as conn:
        site = site_asked(conn, request.form.get("site", ""))
        made = new_task(site.id, None)
        number = tasks.add_task(conn, made)
        details = {"text": made.text, "assignee": made.assignee, "due": made.due_day}
        record(conn, "task.added", f"task {number}", **details)
    flash(_("The task is kept."))
    return redirect(url_for("tasks.page"))


@needs(Right.SEE)
def done(number: int) -> Response:
    """It is done: whoever may act in its shop says so, or look after its devices."""
    with writing(this_hub().engine) as conn:
        task = tasks.find_task(conn, number)
        visible = visible_sites(Right.SEE)
        if task is None or (visible is not None and task.site_id not in visible):
            raise NotFound(_("There is no such task."))
        if not (may(Right.ACT, task.site_id) or may(Right.DEVICES, task.site_id)):
            raise NotFound(_("There is no such task of yours."))
        if tasks.finish(conn, number, who(), this_hub().now_ms()):
            record(conn, "task.done", f"task {number}", text=task.text)
    flash(_("Done."))
    return redirect(url_for("tasks.page"))
