"""Who is signed in. Everything is closed to strangers but what `rights.for_strangers` marks."""

import hmac
from collections.abc import Callable
from typing import Final

from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from hub.caller import Caller, act_as, current
from hub.domain.rights import NOTHING, Access
from hub.domain.whole_numbers import whole_number
from hub.serving import this_hub
from hub.store.engine import reading
from hub.store.grants import access, list_grants
from hub.store.people import User, find_user
from hub.store.second_factors import is_on
from hub.web import rights
from hub.words import gettext as _

VIA: Final = "via"
"""The session's note of how its user signed in: `password` or `oidc`."""
_MOST: Final = 2**31
_WITHOUT_SECOND_FACTOR: Final = ("account.", "login.", "language.", "static")
_API: Final = "api."
"""Views of the API ask for a token themselves."""


class Visitor(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A signed-in user. The session names the user and the key that was valid at sign-in."""

    def __init__(self, user: User, access: Access = NOTHING) -> None:
        self.user = user
        self.caller = Caller(user.name, access, _renewed(self.get_id()))

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


def user_of(session_id: str) -> User | None:
    """The user that `Visitor.get_id` named, if sessions of that key are still good."""
    with reading(this_hub().engine) as conn:
        return _user_of(conn, session_id)


def _load(session_id: str) -> Visitor | None:
    with reading(this_hub().engine) as conn:
        user = _user_of(conn, session_id)
        return None if user is None else Visitor(user, access(conn, user.id))


def _user_of(conn: Connection, session_id: str) -> User | None:
    written, _colon, key = session_id.partition(":")
    number = whole_number(written, _MOST)
    user = None if number is None else find_user(conn, number)
    if user is None or user.disabled_ms is not None:
        return None
    return user if hmac.compare_digest(user.session_key.encode(), key.encode()) else None


def _renewed(session_id: str) -> Callable[[Connection], Access | None]:
    def renew(conn: Connection) -> Access | None:
        user = _user_of(conn, session_id)
        return None if user is None else access(conn, user.id)

    return renew


def _turn_strangers_away() -> Response | None:
    endpoint = request.endpoint or ""
    if endpoint.startswith(_API) or rights.rule_of(current_app, endpoint).strangers:
        return None
    if current() is not None:
        rights.check()
        return None
    if current_user.is_authenticated:
        act_as(current_user.caller)
        if not endpoint:
            return None
        rights.check()
        return _to_second_factor(endpoint)
    if not endpoint and request.path.startswith("/api/"):
        return None  # a program is better told that there is nothing than shown a form
    if request.endpoint == "live.stream":
        abort(401)  # an event stream cannot show a form
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("login.page", next=wanted if wanted != "/" else None))


def _to_second_factor(endpoint: str) -> Response | None:
    """Lead whoever must have a second factor, and has none, to setting one up."""
    needed = this_hub().settings.sign_in.second_factor_for
    if not needed or session.get(VIA) == "oidc" or endpoint.startswith(_WITHOUT_SECOND_FACTOR):
        return None
    user_id = current_user.user.id
    with reading(this_hub().engine) as conn:
        roles = {row.grant.role for row in list_grants(conn, user_id)}
        missing = bool(roles.intersection(needed)) and not is_on(conn, user_id)
    if not missing:
        return None
    if request.method != "GET" or endpoint == "live.stream":
        abort(403, _("Your role needs a second step at sign-in: set it up on your account page."))
    return redirect(url_for("account.page"))
