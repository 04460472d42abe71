"""Audits by mystery shoppers."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as Answered

from hub.domain.checklist import Answer
from hub.domain.whole_numbers import whole_number
from hub.figures.mystery import Mystery, mystery
from hub.serving import this_hub
from hub.store import mystery as kept
from hub.store.engine import reading, writing
from hub.store.sites import list_sites
from hub.web.asked import address, selection, site_asked
from hub.web.changes import record
from hub.web.exports import table_file
from hub.web.mystery import forms, tables
from hub.web.page import page_frame
from hub.web.rights import Right, needs, visible_sites, who
from hub.web.tables import Table
from hub.words import N_
from hub.words import gettext as _

_FILES: Final[dict[str, Callable[[Mystery], Table]]] = {
    "shops": tables.shops,
    "points": tables.points,
    "visits": tables.visits,
}
_PERIOD: Final = "year"
_MOST_CHECKLISTS: Final = 10**9
_ANSWERS: Final = (
    (Answer.YES, N_("Yes")),
    (Answer.PARTLY, N_("Partly")),
    (Answer.NO, N_("No")),
    (Answer.NOT_SEEN, N_("Not seen")),
)


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("mystery", __name__, template_folder="templates")
    views.get("/audits")(page)
    views.get(f"/audits/<any({','.join(_FILES)}):table>.csv")(table_csv)
    views.get("/audits/visit")(visit)
    views.post("/audits/visit")(store_visit)
    views.post("/audits/visits/<int:number>/remove")(remove_visit)
    views.get("/audits/checklists")(checklists)
    views.post("/audits/checklists")(store_checklist)
    views.post("/audits/checklists/<int:number>/retire")(retire_checklist)
    app.register_blueprint(views)


def page() -> str:
    """What was found in the chosen shops and days, beside the buttons."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period=_PERIOD)
        figures = mystery(conn, chosen)
        frame = page_frame(conn, chosen)
    return render_template(
        "mystery/page.html",
        **frame,
        figures=figures,
        tables={name: make(figures) for name, make in _FILES.items()},
        as_estimate=tables.as_estimate,
    )


def table_csv(table: str) -> Response:
    """One of the page's tables."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period=_PERIOD)
        made = _FILES[table](mystery(conn, chosen))
    return table_file(made, f"audits-{table}", chosen)


@needs(Right.ACT)
def visit() -> str:
    """The form to fill in on a phone; without a shop and a checklist, the choice of both."""
    if not (request.args.get("site") and request.args.get("checklist")):
        return _choose()
    with reading(this_hub().engine) as conn:
        site = site_asked(conn, request.args["site"])
        checklist = kept.find_checklist(conn, _number("checklist", request.args["checklist"]))
    return _visit_form(site, checklist, forms.new_visit(site, checklist))


@needs(Right.ACT)
def store_visit() -> str | Answered | tuple[str, int]:
    """Keep a visit, or show again what is missing."""
    now_ms = this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        site = site_asked(conn, request.form.get("site", ""))
        checklist = kept.find_checklist(conn, _number("checklist", request.form.get("checklist")))
        given = forms.read_visit(site, checklist)
        if given.visit is None:
            return _visit_form(site, checklist, given), 422
        if kept.add_visit(conn, given.visit, who=who(), at_ms=now_ms):
            told = {"checklist": checklist.name, "day": given.visit.day}
            record(conn, "visit.added", f"shop {site.code}", **told)
    flash(_("The visit is kept. Its score is %(score)s%%.", score=round(100 * given.visit.score)))
    return redirect(url_for("mystery.page", site=site.code))


@needs(Right.ACT)
def remove_visit(number: int) -> Answered:
    """Count a visit no more."""
    now_ms = this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        shown = visible_sites()
        shops = [site.id for site in list_sites(conn) if shown is None or site.id in shown]
        gone = kept.remove_visit(conn, number, shops, now_ms)
        told = {"day": gone.day, "score": gone.score, "note": gone.note}
        record(conn, "visit.removed", f"visit {number}", **told)
    flash(_("The visit counts no more. The audit log keeps what it was."))
    return redirect(address("mystery.page"))


@needs(Right.ACT)
def checklists() -> str:
    """All checklists, and a form for a new one."""
    return _checklist_page(forms.ChecklistForm())


@needs(Right.ACT, everywhere=True)
def store_checklist() -> str | Answered | tuple[str, int]:
    """Keep a new checklist, or show again what is wrong with it."""
    given = forms.read_checklist()
    if "more" in request.form:
        return _checklist_page(given._replace(faults=()))
    if given.faults:
        return _checklist_page(given), 422
    now_ms = this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        number = kept.add_checklist(conn, given.name, given.points, who=who(), at_ms=now_ms)
        record(conn, "checklist.added", f"checklist {number}", name=given.name)
    flash(_("The checklist %(name)s is ready for visits.", name=given.name))
    return redirect(url_for("mystery.checklists"))


@needs(Right.ACT, everywhere=True)
def retire_checklist(number: int) -> Answered:
    """Begin no new visits with it."""
    now_ms = this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        found = kept.find_checklist(conn, number)
        kept.retire_checklist(conn, number, now_ms)
        record(conn, "checklist.retired", f"checklist {number}", name=found.name)
    flash(_("No new visits begin with %(name)s; those it has stay.", name=found.name))
    return redirect(url_for("mystery.checklists"))


def _choose() -> str:
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period=_PERIOD)
        usable = [one for one in kept.list_checklists(conn) if one.retired_ms is None]
        frame = page_frame(conn, chosen)
    return render_template("mystery/choose.html", **frame, checklists=usable)


def _visit_form(site: object, checklist: kept.Checklist, given: forms.VisitForm) -> str:
    with reading(this_hub().engine) as conn:
        frame = page_frame(conn, selection(conn, default_period=_PERIOD))
    return render_template(
        "mystery/visit.html",
        **frame,
        site=site,
        checklist=checklist,
        given=given,
        answers=_ANSWERS,
        most_note=forms.MOST_NOTE,
    )


def _checklist_page(given: forms.ChecklistForm) -> str:
    with reading(this_hub().engine) as conn:
        frame = page_frame(conn, selection(conn, default_period=_PERIOD))
        known = kept.list_checklists(conn)
    return render_template("mystery/checklists.html", **frame, checklists=known, given=given)


def _number(name: str, text: str | None) -> int:
    number = whole_number(text or "", _MOST_CHECKLISTS)
    if number is None:
        raise BadRequest(_("%(name)s is a number; choose one of the list.", name=name))
    return number
