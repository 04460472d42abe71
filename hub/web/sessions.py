"""Who is signed in. Everything is closed to strangers unless it is named here."""

import hmac
from typing import Final

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from hub.caller import Caller, act_as
from hub.domain.rights import NOTHING, Access
from hub.serving import this_hub
from hub.store.engine import reading
from hub.store.grants import access
from hub.store.people import User, find_user
from hub.web import rights

_OPEN_TO_ALL: Final = frozenset(
    {"login.page", "login.sign_in", "language.choose", "static", "healthz", "openapi.spec"}
)
_API: Final = "api."
"""Views of the API ask for a token themselves."""


class Visitor(UserMixin):  # type: ignore[misc]
    """A signed-in user. The session names the user and the key that was valid at sign-in."""

    def __init__(self, user: User, access: Access = NOTHING) -> None:
        self.user = user
        self.caller = Caller(user.name, access)

    @property
    def name(self) -> str:
        """The user's name."""
        return self.user.name

    def get_id(self) -> str:
        """What the session keeps."""
        return f"{self.user.id}:{self.user.session_key}"


def require_sign_in(app: Flask) -> None:
    """Close the application to strangers."""
    manager = LoginManager(app)
    # The cookie is signed and ends by itself; a phone changes its address several times a day.
    manager.session_protection = None
    manager.user_loader(_load)
    app.before_request(_turn_strangers_away)


def _load(session_id: str) -> Visitor | None:
    number, _, key = session_id.partition(":")
    if not number.isascii() or not number.isdigit():
        return None
    with reading(this_hub().engine) as conn:
        user = find_user(conn, int(number))
        if user is None or user.disabled_ms is not None:
            return None
        if not hmac.compare_digest(user.session_key.encode(), key.encode()):
            return None
        return Visitor(user, access(conn, user.id))


def _turn_strangers_away() -> Response | None:
    endpoint = request.endpoint or ""
    if endpoint.startswith(_API) or rights.rule_of(current_app, endpoint).strangers:
        return None
    if current_user.is_authenticated:
        act_as(current_user.caller)
        if endpoint:
            rights.check()
        return None
    if not endpoint and request.path.startswith("/api/"):
        return None  # a program is better told that there is nothing than shown a form
    if request.endpoint == "live.stream":
        abort(401)  # an event stream cannot show a form
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("login.page", next=wanted if wanted != "/" else None))
