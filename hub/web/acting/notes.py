"""Notes on the timeline."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store import notes
from hub.store.engine import reading, writing
from hub.web.acting.forms import area_asked, check_area
from hub.web.alerts.forms import day_or_none, short_text
from hub.web.asked import selection
from hub.web.changes import record
from hub.web.page import frame_without_days
from hub.web.rights import Right, needs, visible_sites, who
from hub.words import gettext as _

MOST_TEXT = 200
_ALWAYS = ("0001-01-01", "9999-12-31")


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("notes", __name__, template_folder="templates")
    views.get("/notes")(page)
    views.post("/notes")(add)
    views.post("/notes/<int:number>/remove")(remove)
    app.register_blueprint(views)


def page() -> str:
    """All notes of the chosen shops, and the form for a new one."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today")
        found = notes.notes_about(conn, chosen.site_ids, *_ALWAYS) if chosen.site_ids else []
        frame = frame_without_days(chosen)
    return render_template(
        "acting/notes.html", **frame, notes=found, areas=_areas(chosen), most=MOST_TEXT
    )


@needs(Right.ACT)
def add() -> Response:
    """Keep a note."""
    text = short_text("text", most=MOST_TEXT)
    first = day_or_none("first")
    if first is None:
        raise BadRequest(_("Say on which day it was."))
    last = day_or_none("last") or first
    if last < first:
        raise BadRequest(_("The last day is before the first."))
    with writing(this_hub().engine) as conn:
        area = area_asked(conn, request.form.get("area", ""))
        now_ms = this_hub().now_ms()
        number = notes.add_note(conn, notes.NewNote(area, first, last, text, now_ms, who()))
        days = {"first": first, "last": last}
        record(conn, "note.added", f"note {number}", text=text, **days)
    flash(_("The note is kept; charts show it."))
    return redirect(url_for("notes.page"))


@needs(Right.ACT)
def remove(number: int) -> Response:
    """Show a note no more."""
    with writing(this_hub().engine) as conn:
        note = _find(conn, number)
        check_area(conn, note.area)
        notes.remove_note(conn, number, this_hub().now_ms())
        record(conn, "note.removed", f"note {number}", text=note.text)
    flash(_("The note is removed."))
    return redirect(url_for("notes.page"))


def _find(conn: Connection, number: int) -> notes.Note:
    note = notes.find_note(conn, number)
    if note is None:
        raise NotFound(_("There is no such note."))
    return note


def _areas(chosen: Selection) -> list[tuple[str, str]]:
    """What a note may be about: as the form sends it, and as people call it."""
    held = visible_sites(Right.ACT)
    found = [("organisation", _("All shops"))] if held is None else []
    found += [
        (group.key, group.name)
        for group in chosen.groups
        if group.is_region and (held is None or group.site_ids <= held)
    ]
    return found + [
        (f"shop:{site.code}", site.name)
        for site in chosen.all_sites
        if held is None or site.id in held
    ]
