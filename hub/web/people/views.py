"""People and rights."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from hub.errors import HubError, StoreError
from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.store.grants import GrantRow, list_grants
from hub.store.people import list_users
from hub.store.regions import area_words, list_regions
from hub.store.second_factors import users_with
from hub.store.sites import list_sites
from hub.store.tokens import SCOPES, list_tokens
from hub.store.wall_links import list_wall_links
from hub.web.areas import area_names
from hub.web.changes import record
from hub.web.people.actions import ACTIONS, WALL_PAGES, Done
from hub.web.people.reach import check_reach, own_reach
from hub.web.rights import Right, needs
from hub.words import gettext as _
from hub.words import say


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("people", __name__, template_folder="templates")
    views.get("/people")(page)
    views.post("/people/<any({}):action>".format(",".join(f'"{name}"' for name in ACTIONS)))(change)
    app.register_blueprint(views)


@needs(Right.ADMIN)
def page() -> str:
    """Who may sign in, and for which shops; of the whole organisation also what opens the hub."""
    return _page()


@needs(Right.ADMIN)
def change(action: str) -> str | Response | tuple[str, int]:
    """Change one thing, and write it into the audit log."""
    try:
        done = _changed(action)
    except StoreError:
        raise
    except HubError as error:
        return _page(fault=say(error)), 400
    except ValueError:
        abort(400, _("This form cannot be understood: open the page anew and try again."))
    if done.secret:
        return _page(done=done)
    flash(done.said)
    return redirect(url_for("people.page"))


def _changed(action: str) -> Done:
    at_ms = this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        check_reach(conn, action, request.form)
        done = ACTIONS[action](conn, request.form, at_ms)
        record(conn, done.what, done.about, **done.details)
    return done


def _page(*, fault: str = "", done: Done | None = None) -> str:
    with reading(this_hub().engine) as conn:
        shown = _shown(conn)
    return render_template(
        "people/page.html",
        chosen=None,
        fault=fault,
        done=done,
        now_ms=this_hub().now_ms(),
        scopes=list(SCOPES),
        wall_pages=WALL_PAGES,
        **shown,
    )


def _shown(conn: Connection) -> dict[str, Any]:
    regions, sites = list_regions(conn), list_sites(conn)
    named = area_names(conn)
    reach = own_reach(conn)
    held: defaultdict[int, list[GrantRow]] = defaultdict(list)
    for row in list_grants(conn):
        held[row.user_id].append(row)
    return {
        "whole": reach.whole,
        "users": [user for user in list_users(conn) if reach.knows(held[user.id])],
        "managed": {user_id for user_id, rows in held.items() if reach.manages(rows)},
        "grants": [row for rows in held.values() for row in rows if reach.covers(row.grant.area)],
        "second_step": users_with(conn),
        "regions": regions,
        "sites": sites,
        "areas": [
            (word, named[area]) for area, word in area_words(conn).items() if reach.covers(area)
        ],
        "names": named,
        "tokens": list_tokens(conn),
        "walls": list_wall_links(conn),
    }
