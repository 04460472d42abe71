"""Sign in by password and code or at a provider, sign out, sign out everywhere."""

import logging

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask_limiter import Limiter
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from hub.serving import hub_of, this_hub
from hub.store.engine import reading, writing
from hub.store.people import end_sessions, verify
from hub.store.second_factors import accept
from hub.web.login import provider
from hub.web.login.entry import go_on, let_in, waiting
from hub.web.rights import for_signed_in, for_strangers
from hub.web.security import CODE_LIMIT, LOGIN_LIMIT
from hub.words import gettext as _

_log = logging.getLogger("otklik.login")


def add_to(app: Flask, limiter: Limiter) -> None:
    """Add the views; those of the provider only where the settings name one."""
    views = Blueprint("login", __name__, template_folder="templates")
    slow = limiter.limit(LOGIN_LIMIT)
    # By user as well: whoever has the password could try codes from many addresses.
    slow_for_one = limiter.limit(CODE_LIMIT, key_func=_waiting_user)
    views.get("/login")(for_strangers(page))
    views.post("/login")(for_strangers(slow(sign_in)))
    views.get("/login/code")(for_strangers(code_page))
    views.post("/login/code")(for_strangers(slow(slow_for_one(check_code))))
    views.post("/logout")(for_signed_in(sign_out))
    if hub_of(app).settings.oidc.issuer:
        provider.add_to(app, views, slow)
    app.register_blueprint(views)


def page() -> str | Response:
    """The form; somebody who is signed in goes on to the pages."""
    if current_user.is_authenticated:
        return redirect(url_for("overview.page"))
    return _form(request.args.get("next", ""))


def sign_in() -> str | Response | tuple[str, int]:
    """Check name and password."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    wanted = request.form.get("next", "")
    with reading(this_hub().engine) as conn:
        user = verify(conn, name, password)
    if user is None:
        # Without the name: people type their password into the wrong field.
        _log.warning("Sign-in refused, asked from %s.", request.remote_addr)
        flash(_("This name and password do not belong together."), "error")
        return _form(wanted, name[:64]), 401
    return go_on(user, wanted)


def code_page() -> str | Response:
    """The form for a code of the second factor."""
    if waiting() is None:
        return redirect(url_for("login.page"))
    return render_template("login/code.html")


def check_code() -> str | Response | tuple[str, int]:
    """Check a code of the authenticator, or a recovery code."""
    found = waiting()
    if found is None:
        flash(_("That took too long: enter name and password again."), "error")
        return redirect(url_for("login.page"))
    user, wanted = found
    hub = this_hub()
    with writing(hub.engine) as conn:
        right = accept(conn, user.id, request.form.get("code", "")[:64], hub.now_ms(), hub.seal)
    if not right:
        _log.warning("A code of %s was refused, asked from %s.", user.name, request.remote_addr)
        flash(_("This code is not right, or was used already."), "error")
        return render_template("login/code.html"), 401
    return let_in(user, wanted, via="password")


def sign_out() -> Response:
    """End this session, or with `everywhere` all sessions of this user."""
    if "everywhere" in request.form:
        with writing(this_hub().engine) as conn:
            end_sessions(conn, current_user.user.id)
    logout_user()
    session.clear()
    return redirect(url_for("login.page"))


def _form(wanted: str, name: str = "") -> str:
    label = this_hub().settings.oidc.label if this_hub().settings.oidc.issuer else ""
    return render_template("login/page.html", wanted=wanted, name=name, provider=label)


def _waiting_user() -> str:
    found = waiting()
    return f"code of {found[0].id if found else 'nobody'}"
