"""One's own account: language and address, password, second step, sessions."""

from io import BytesIO
from typing import Any

import segno
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask_limiter import Limiter
from flask_login import current_user, login_user
from werkzeug.wrappers import Response as Answer

from hub.errors import HubError
from hub.serving import this_hub
from hub.store import accounts, second_factors
from hub.store.engine import reading, writing
from hub.store.grants import list_grants
from hub.store.people import PeopleError, User, find_user, has_password, set_password, verify
from hub.web.areas import area_names
from hub.web.changes import record
from hub.web.rights import for_signed_in
from hub.web.security import CODE_LIMIT, LOGIN_LIMIT
from hub.web.sessions import VIA, Visitor
from hub.words import LANGUAGES, say
from hub.words import gettext as _


def add_to(app: Flask, limiter: Limiter) -> None:
    """Add the views."""
    views = Blueprint("account", __name__, template_folder="templates")
    slow = limiter.limit(LOGIN_LIMIT)
    slow_code = limiter.limit(CODE_LIMIT, key_func=lambda: f"first code of {_me().id}")
    views.get("/account")(for_signed_in(page))
    views.get("/account/second-step.svg")(for_signed_in(picture))
    views.post("/account/details")(for_signed_in(details))
    views.post("/account/password")(for_signed_in(slow(password)))
    views.post("/account/second-step/begin")(for_signed_in(begin))
    views.post("/account/second-step/confirm")(for_signed_in(slow_code(confirm)))
    views.post("/account/second-step/codes")(for_signed_in(slow(codes)))
    views.post("/account/second-step/off")(for_signed_in(slow(off)))
    app.register_blueprint(views)


def page() -> str:
    """What the hub knows of whoever asks, with a form for each part."""
    return _page()


def details() -> Answer:
    """Take a language and an address for reports and alerts."""
    language, email = request.form.get("language", ""), request.form.get("email", "")
    if language and language not in LANGUAGES:
        abort(400, _("The hub does not speak this language."))
    with writing(this_hub().engine) as conn:
        try:
            accounts.set_email(conn, _me().id, email)
        except PeopleError as error:
            abort(400, say(error))
        accounts.set_language(conn, _me().id, language or None)
        about, told = f"user {_me().name}", {"language": language, "email": email.strip()}
        record(conn, "user.details_changed", about, **told)
    flash(_("Your account was changed."))
    return redirect(url_for("account.page"))


def password() -> Answer | tuple[str, int]:
    """Change the password: all other sessions end."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _page(fault=_("The two new passwords differ. Nothing was changed.")), 400
    with reading(this_hub().engine) as conn:
        right = verify(conn, _me().name, request.form.get("current", ""))
    if right is None:
        return _page(fault=_("The current password is not right. Nothing was changed.")), 400
    with writing(this_hub().engine) as conn:
        try:
            set_password(conn, _me().name, new)
        except HubError as error:
            return _page(fault=say(error)), 400
        record(conn, "user.password_set", f"user {_me().name}")
        changed = find_user(conn, _me().id)
    if changed is not None:
        login_user(Visitor(changed))  # the key that was signed into this session is gone as well
    flash(_("Your password was changed; everywhere else you are signed out."))
    return redirect(url_for("account.page"))


def begin() -> Answer:
    """Begin to set up a second step: the page then shows a code to scan."""
    _only_with_password()
    with writing(this_hub().engine) as conn:
        if second_factors.is_on(conn, _me().id):
            abort(400, _("Your second step is set up already: turn it off first."))
        second_factors.begin(conn, _me().id, this_hub().seal)
    return redirect(url_for("account.page", _anchor="second-step"))


def picture() -> Response:
    """The code to scan, while the second step is being set up."""
    with reading(this_hub().engine) as conn:
        secret = second_factors.begun(conn, _me().id, this_hub().seal)
    if secret is None:
        abort(404)
    file = BytesIO()
    made = segno.make(second_factors.address(_me().name, secret), error="m")
    made.save(file, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False)
    return Response(file.getvalue(), mimetype="image/svg+xml")


def confirm() -> str | tuple[str, int]:
    """Turn the second step on by a first code; the recovery codes are shown this once."""
    code = request.form.get("code", "")[:64]
    with writing(this_hub().engine) as conn:
        made = second_factors.confirm(conn, _me().id, code, this_hub().now_ms(), this_hub().seal)
        if made is not None:
            record(conn, "user.second_factor_on", f"user {_me().name}")
    if made is None:
        text = _("This code is not right: look whether the phone's clock is, and try the next one.")
        return _page(fault=text), 400
    return _page(recovery_codes=made)


def codes() -> str | tuple[str, int]:
    """Ten new recovery codes, shown this once."""
    if not _knows_password():
        return _page(fault=_("The password is not right. Nothing was changed.")), 400
    with writing(this_hub().engine) as conn:
        if not second_factors.is_on(conn, _me().id):
            abort(400, _("You have no second step."))
        made = second_factors.renew_recovery_codes(conn, _me().id)
        record(conn, "user.recovery_codes_renewed", f"user {_me().name}")
    return _page(recovery_codes=made)


def off() -> Answer | tuple[str, int]:
    """Ask for no second step any more."""
    if not _knows_password():
        return _page(fault=_("The password is not right. Nothing was changed.")), 400
    with writing(this_hub().engine) as conn:
        if second_factors.turn_off(conn, _me().id):
            record(conn, "user.second_factor_off", f"user {_me().name}")
    flash(_("You are asked for your password only."))
    return redirect(url_for("account.page"))


def _page(*, fault: str = "", recovery_codes: list[str] | None = None) -> str:
    with reading(this_hub().engine) as conn:
        user = find_user(conn, _me().id) or _me()
        names = area_names(conn)
        held = [row.grant for row in list_grants(conn, user.id)]
        shown: dict[str, Any] = {
            "secret": second_factors.begun(conn, user.id, this_hub().seal),
            "second_step": second_factors.is_on(conn, user.id),
            "codes_left": second_factors.recovery_codes_left(conn, user.id),
            "with_password": has_password(conn, user.id),
        }
    needed = this_hub().settings.sign_in.second_factor_for
    return render_template(
        "account/page.html",
        chosen=None,
        user=user,
        grants=[(grant.role, names[grant.area]) for grant in held],
        fault=fault,
        recovery_codes=recovery_codes,
        needed=any(grant.role in needed for grant in held) and cookie.get(VIA) != "oidc",
        **shown,
    )


def _me() -> User:
    user: User = current_user.user
    return user


def _knows_password() -> bool:
    with reading(this_hub().engine) as conn:
        return verify(conn, _me().name, request.form.get("current", "")) is not None


def _only_with_password() -> None:
    with reading(this_hub().engine) as conn:
        if not has_password(conn, _me().id):
            abort(400, _("You sign in at a provider: a second step is set up there."))
