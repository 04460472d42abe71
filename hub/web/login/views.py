"""Sign in, sign out, sign out everywhere."""

import logging

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask_limiter import Limiter
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.store.people import end_sessions, verify
from hub.web.rights import for_signed_in, for_strangers
from hub.web.security import LOGIN_LIMIT
from hub.web.sessions import Visitor

_log = logging.getLogger("otklik.login")


def add_to(app: Flask, limiter: Limiter) -> None:
    """Add the views."""
    views = Blueprint("login", __name__, template_folder="templates")
    views.get("/login")(for_strangers(page))
    views.post("/login")(for_strangers(limiter.limit(LOGIN_LIMIT)(sign_in)))
    views.post("/logout")(for_signed_in(sign_out))
    app.register_blueprint(views)


def page() -> str | Response:
    """The form; somebody who is signed in goes on to the pages."""
    if current_user.is_authenticated:
        return redirect(url_for("overview.page"))
    return render_template("login/page.html", wanted=request.args.get("next", ""))


def sign_in() -> str | Response | tuple[str, int]:
    """Check name and password."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    wanted = request.form.get("next", "")
    with reading(this_hub().engine) as conn:
        user = verify(conn, name, password)
    if user is None:
        # Without the name: people type their password into the wrong field.
        _log.warning("Sign-in refused, asked from %s.", request.remote_addr)
        flash("This name and password do not belong together.", "error")
        return render_template("login/page.html", wanted=wanted, name=name[:64]), 401
    session.clear()
    session.permanent = True
    login_user(Visitor(user))
    return redirect(_own_address(wanted))


def sign_out() -> Response:
    """End this session, or with `everywhere` all sessions of this user."""
    if "everywhere" in request.form:
        with writing(this_hub().engine) as conn:
            end_sessions(conn, current_user.user.id)
    logout_user()
    session.clear()
    return redirect(url_for("login.page"))


def _own_address(wanted: str) -> str:
    """An address on this hub only: one that begins with two slashes leaves it."""
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable():
        return wanted
    return url_for("overview.page")
