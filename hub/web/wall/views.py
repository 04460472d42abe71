"""A wall screen's page: the page that its link names, with what the link asks of it, and no other.

No session is opened: whoever copies a cookie from the screen has nothing, and a withdrawn link is
dead at the next look. The link itself stands in the screen's address; who reads it there can see
that page, until it is withdrawn.
"""

from typing import Any, Final
from urllib.parse import parse_qs

from flask import Blueprint, Flask, abort, current_app, g, make_response, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from hub import words
from hub.caller import Caller, act_as
from hub.domain.rights import Access
from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.store.grants import area_access
from hub.store.tokens import use_is_worth_noting
from hub.store.wall_links import WallLink, find_wall_link, note_wall_use
from hub.web.rights import for_strangers
from hub.words import gettext as _

REFRESH_SECONDS: Final = 300
"""Pages that are not live are shown anew after this long."""
_KEY: Final = "otklik_wall"
_STREAM: Final = "live.stream"


def add_to(app: Flask) -> None:
    """Add the view, and let the page's event stream through."""
    views = Blueprint("wall", __name__)
    views.get("/wall/<secret>")(screen)
    app.register_blueprint(views)
    app.jinja_env.globals.update(on_wall=on_wall)
    app.url_defaults(_hand_on)
    # Before the sign-in check, which takes who is known already.
    app.before_request_funcs.setdefault(None, []).insert(0, _let_stream_through)


def on_wall() -> bool:
    """Whether this page is drawn for a wall screen: without navigation and forms."""
    return hasattr(g, _KEY)


@for_strangers
def screen(secret: str) -> Response:
    """The page that a link shows."""
    link = _entered(secret)
    if link is None:
        abort(404, _("This link shows nothing: it was withdrawn, or is not complete."))
    now_ms = this_hub().now_ms()
    if use_is_worth_noting(link.last_used_ms, now_ms):
        with writing(this_hub().engine) as conn:
            note_wall_use(conn, link, now_ms)
    setattr(g, _KEY, secret)
    (wanted,) = parse_qs(link.query).get("language", [""])
    if wanted in words.LANGUAGES:
        words.speak(wanted)
    answer = make_response(_drawn(link))
    answer.headers["Refresh"] = str(REFRESH_SECONDS)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _entered(secret: str) -> WallLink | None:
    with reading(this_hub().engine) as conn:
        link = find_wall_link(conn, secret)
        if link is None or link.endpoint not in current_app.view_functions:
            return None
        act_as(Caller(f"wall {link.name}", area_access(conn, link.area), _renewed(secret)))
    return link


def _renewed(secret: str) -> Any:
    def renew(conn: Connection) -> Access | None:
        link = find_wall_link(conn, secret)
        return None if link is None else area_access(conn, link.area)

    return renew


def _drawn(link: WallLink) -> Any:
    """The page as if its own address had been asked for."""
    environ = {
        **request.environ,
        "PATH_INFO": url_for(link.endpoint),
        "QUERY_STRING": link.query,
    }
    environ.pop("werkzeug.request", None)
    with current_app.request_context(environ):
        return current_app.ensure_sync(current_app.view_functions[link.endpoint])()


def _hand_on(endpoint: str, values: dict[str, Any]) -> None:
    """The page's event stream gets the link as well: it has no other way to say who asks."""
    if endpoint == _STREAM and on_wall():
        values["wall"] = getattr(g, _KEY)


def _let_stream_through() -> None:
    if request.endpoint != _STREAM or "wall" not in request.args:
        return
    link = _entered(request.args["wall"])
    if link is None:
        abort(401)
    own = {name: values[0] for name, values in parse_qs(link.query).items()}
    page = link.endpoint.partition(".")[0]
    # The same page of the same shops: anything else was not given away.
    if (request.args.get("page"), request.args.get("site", "")) != (page, own.get("site", "")):
        abort(403, _("This link shows one page only."))
