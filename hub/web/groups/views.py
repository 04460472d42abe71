"""Groups of shops."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest, Forbidden
from werkzeug.wrappers import Response

from hub.domain.names import is_name
from hub.errors import DuplicateNameError, UnknownNameError
from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.store.groups import SavedGroup, add_group, change_group, list_groups, remove_group
from hub.web.asked import selection
from hub.web.changes import record
from hub.web.page import frame_without_days
from hub.web.rights import Right, needs
from hub.words import gettext as _
from hub.words import say

MOST_NAME = 80


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("groups", __name__, template_folder="templates")
    views.get("/groups")(page)
    views.post("/groups")(add)
    views.post("/groups/<int:number>")(change)
    views.post("/groups/<int:number>/remove")(remove)
    app.register_blueprint(views)


@needs(Right.ACT)
def page() -> str:
    """All groups whose shops are the caller's, and a form for a new one or for `?edit=NUMBER`."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today")
        own = [one for one in list_groups(conn) if one.site_ids <= _own(chosen)]
        frame = frame_without_days(chosen)
    number = request.args.get("edit", type=int)
    edited = next((one for one in own if one.id == number), None)
    return render_template("groups/page.html", **frame, groups=own, edited=edited, most=MOST_NAME)


@needs(Right.ACT)
def add() -> Response:
    """Save a new group."""
    with writing(this_hub().engine) as conn:
        name, sites = _asked(conn)
        try:
            number = add_group(conn, name, sites)
        except DuplicateNameError as error:
            raise BadRequest(say(error)) from error
        _record(conn, "group.added", number, name, sites)
    flash(_("%(name)s is saved: choose it where shops are chosen.", name=name))
    return redirect(url_for("groups.page"))


@needs(Right.ACT)
def change(number: int) -> Response:
    """Give a group another name and other shops."""
    with writing(this_hub().engine) as conn:
        _find(conn, number)
        name, sites = _asked(conn)
        try:
            change_group(conn, number, name, sites)
        except DuplicateNameError as error:
            raise BadRequest(say(error)) from error
        _record(conn, "group.changed", number, name, sites)
    flash(_("%(name)s is changed.", name=name))
    return redirect(url_for("groups.page"))


@needs(Right.ACT)
def remove(number: int) -> Response:
    """Forget a group."""
    with writing(this_hub().engine) as conn:
        found = _find(conn, number)
        remove_group(conn, number)
        _record(conn, "group.removed", number, found.name, found.site_ids)
    flash(_("%(name)s is forgotten. Its shops stay as they are.", name=found.name))
    return redirect(url_for("groups.page"))


def _asked(conn: Connection) -> tuple[str, frozenset[int]]:
    """Name and shops of the form; shops that are not the caller's are as if they were not."""
    name = request.form.get("name", "").strip()
    if not is_name(name, MOST_NAME):
        raise BadRequest(
            _("A group's name has 1 to %(most)s printable characters.", most=MOST_NAME)
        )
    own = {site.code: site.id for site in selection(conn, default_period="today").all_sites}
    asked = request.form.getlist("shop")
    if not asked or not set(asked) <= own.keys():
        raise BadRequest(_("Choose one shop of the list, or several."))
    return name, frozenset(own[code] for code in asked)


def _find(conn: Connection, number: int) -> SavedGroup:
    """The group, if all its shops are the caller's."""
    found = next((one for one in list_groups(conn) if one.id == number), None)
    own = _own(selection(conn, default_period="today"))
    if found is None or not found.site_ids & own:
        raise UnknownNameError(_("There is no such group of shops; choose one of the list."))
    if not found.site_ids <= own:
        raise Forbidden(_("Some of its shops are not yours: ask who looks after all of them."))
    return found


def _own(chosen: Selection) -> frozenset[int]:
    return frozenset(site.id for site in chosen.all_sites)


def _record(conn: Connection, what: str, number: int, name: str, sites: frozenset[int]) -> None:
    record(conn, what, f"group {number}", name=name, shops=sorted(sites))
