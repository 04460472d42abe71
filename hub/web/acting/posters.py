"""Posters "you said, we did", to print and hang beside the kiosk."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from hub.figures.posters import before_and_since
from hub.serving import this_hub
from hub.store import posters
from hub.store.engine import reading, writing
from hub.store.sites import Site, list_sites
from hub.web.alerts.forms import day_or_none, short_text
from hub.web.asked import selection, site_asked
from hub.web.changes import record
from hub.web.page import frame_without_days
from hub.web.rights import Right, may, needs, visible_sites, who
from hub.words import gettext as _

MOST_TEXT = 280
"""More cannot be read in passing."""


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("posters", __name__, template_folder="templates")
    views.get("/posters")(page)
    views.post("/posters")(add)
    views.get("/posters/<int:number>")(sheet)
    views.get("/posters/<int:number>.pdf")(sheet_pdf)
    views.post("/posters/<int:number>/remove")(remove)
    app.register_blueprint(views)


def page() -> str:
    """The posters of the chosen shops, and the form for a new one."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today")
        found = posters.posters_of(conn, chosen.site_ids)
        frame = frame_without_days(chosen)
    names = {site.id: site for site in chosen.all_sites}
    held = [site for site in chosen.all_sites if may(Right.ACT, site.id)]
    return render_template(
        "acting/posters.html", **frame, posters=found, names=names, held=held, most=MOST_TEXT
    )


@needs(Right.ACT)
def add() -> Response:
    """Keep a poster."""
    said, did = short_text("said", most=MOST_TEXT), short_text("did", most=MOST_TEXT)
    changed = day_or_none("changed")
    with writing(this_hub().engine) as conn:
        site = site_asked(conn, request.form.get("site", ""))
        now_ms = this_hub().now_ms()
        new = posters.NewPoster(site.id, said, did, changed, now_ms, who())
        number = posters.add_poster(conn, new)
        record(conn, "poster.added", f"poster {number}", said=said, did=did)
    flash(_("The poster is kept. Print it from your browser."))
    return redirect(url_for("posters.sheet", number=number))


def sheet(number: int) -> str:
    """The poster itself, on one sheet."""
    from hub.paper import lacks_letters  # noqa: PLC0415 - fonts load only for this

    with reading(this_hub().engine) as conn:
        poster, site = _find(conn, number)
        figure = before_and_since(conn, site, poster, this_hub().now_ms())
    foreign = lacks_letters(poster.said + poster.did + site.name)
    return render_template(
        "acting/sheet.html", poster=poster, site=site, figure=figure, foreign=foreign
    )


def sheet_pdf(number: int) -> Response:
    """The same as a file, to send to a printer elsewhere."""
    from hub.web.acting.poster_pdf import poster_pdf  # noqa: PLC0415 - fonts load only for this

    with reading(this_hub().engine) as conn:
        poster, site = _find(conn, number)
        figure = before_and_since(conn, site, poster, this_hub().now_ms())
    name = f"otklik-poster-{number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(poster_pdf(poster, site, figure), mimetype="application/pdf", headers=headers)


@needs(Right.ACT)
def remove(number: int) -> Response:
    """Show a poster no more."""
    with writing(this_hub().engine) as conn:
        poster, site = _find(conn, number)
        if not may(Right.ACT, site.id):
            raise Forbidden(_("This shop is not yours."))
        posters.remove_poster(conn, number, this_hub().now_ms())
        record(conn, "poster.removed", f"poster {number}", said=poster.said)
    flash(_("The poster is removed."))
    return redirect(url_for("posters.page"))


def _find(conn: Connection, number: int) -> tuple[posters.Poster, Site]:
    poster = posters.find_poster(conn, number)
    visible = visible_sites(Right.SEE)
    if poster is None or (visible is not None and poster.site_id not in visible):
        raise NotFound(_("There is no such poster."))
    sites = {site.id: site for site in list_sites(conn)}
    return poster, sites[poster.site_id]
