"""Reports."""

from datetime import date
from typing import Any, Final, NamedTuple

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as Answered

from hub.domain.periods import Period
from hub.domain.report_due import EVERY, Every, newest_over
from hub.errors import DuplicateNameError
from hub.figures.report import report_figures
from hub.figures.selection import Selection
from hub.reports.jobs import local_now
from hub.reports.pdf import report_pdf
from hub.reports.said import Said, say_report
from hub.serving import this_hub
from hub.store import reports as kept
from hub.store.engine import reading, writing
from hub.store.people import User
from hub.web.asked import selection
from hub.web.changes import record
from hub.web.page import page_frame
from hub.web.rights import Right, needs
from hub.words import N_, say
from hub.words import gettext as _

_TITLES: Final[dict[str, str]] = {
    "day": N_("Each day"),
    "week": N_("Each week"),
    "month": N_("Each month"),
}


class _Shown(NamedTuple):
    """A report of the newest period that is over."""

    chosen: Selection
    of_days: Selection
    every: Every
    last_day: str
    said: Said


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("reports", __name__, template_folder="templates")
    views.get("/reports")(page)
    views.get("/reports/report.pdf")(pdf)
    views.post("/reports")(add)
    views.post("/reports/<int:number>/remove")(remove)
    app.register_blueprint(views)


def page() -> str:
    """The newest report of the chosen shops as it would be sent, and what the reader gets."""
    user = _user()
    with reading(this_hub().engine) as conn:
        shown = _shown(conn)
        frame = page_frame(conn, shown.chosen, shows=shown.of_days) if shown else _empty_frame(conn)
        mine = kept.reports_of(conn, user.id) if user else []
    return render_template(
        "reports/page.html",
        **frame,
        said=shown.said if shown else None,
        every=shown.every if shown else _every(),
        titles=_TITLES,
        mine=mine,
        user=user,
        mail=bool(this_hub().settings.mail.host),
        where=_names(frame["chosen"]),
    )


def pdf() -> Response:
    """The same as a file."""
    with reading(this_hub().engine) as conn:
        shown = _shown(conn)
    if shown is None:
        raise NotFound(_("There is no shop to report on yet."))
    name = f"otklik-{shown.chosen.key or 'all-shops'}-{shown.every}-{shown.last_day}.pdf"
    return Response(
        report_pdf(shown.said),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name.replace(":", "-")}"'},
    )


@needs(Right.SEE)
def add() -> Answered:
    """Have a report sent to the reader from now on."""
    user = _needed_user()
    every, now_ms = _every(request.form.get("every", "")), this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today")
        if not chosen.sites:
            raise NotFound(_("There is no shop to report on yet."))
        last = newest_over(every, local_now(chosen, now_ms))[1].isoformat()
        try:
            kept.add_report(conn, user.id, every, chosen.key, last_day=last, now_ms=now_ms)
        except DuplicateNameError as error:
            raise BadRequest(say(error)) from error
        record(conn, "report.added", f"report {every}", every=every, scope=chosen.key)
    flash(_("From now on this report is sent to %(address)s.", address=user.email or user.name))
    return redirect(url_for("reports.page", site=chosen.key or None, every=every))


@needs(Right.SEE)
def remove(number: int) -> Answered:
    """Send a report no more."""
    user = _needed_user()
    with writing(this_hub().engine) as conn:
        gone = kept.remove_report(conn, user.id, number)
        about = f"report {gone.every}"
        record(conn, "report.removed", about, every=gone.every, scope=gone.scope)
    flash(_("The report is sent no more."))
    return redirect(url_for("reports.page"))


def _shown(conn: Connection) -> _Shown | None:
    chosen = selection(conn, default_period="today")
    if not chosen.sites:
        return None
    every = _every()
    day = _day(every, chosen)
    found = report_figures(conn, chosen, every, day)
    of_days = chosen.over(Period(every, at=day))
    return _Shown(chosen, of_days, every, found.last_day, say_report(found))


def _day(every: Every, chosen: Selection) -> date:
    return newest_over(every, local_now(chosen, chosen.now_ms))[0]


def _every(asked: str | None = None) -> Every:
    wanted = asked if asked is not None else request.args.get("every", "week")
    for every in EVERY:
        if every == wanted:
            return every
    raise BadRequest(_("A report is of a day, a week or a month."))


def _names(chosen: Selection) -> dict[str, str]:
    shops = {site.code: site.name for site in chosen.all_sites}
    return {"": _("All shops"), **shops, **{group.key: group.name for group in chosen.groups}}


def _empty_frame(conn: Connection) -> dict[str, Any]:
    return page_frame(conn, selection(conn, default_period="today"))


def _user() -> User | None:
    """Who is signed in. None: a wall screen."""
    found: User | None = getattr(current_user, "user", None)
    return found


def _needed_user() -> User:
    user = _user()
    if user is None:
        raise BadRequest(_("Reports are sent to people: sign in as one."))
    return user
