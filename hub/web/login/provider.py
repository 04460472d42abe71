"""Signing in at a provider: OpenID Connect, authorization code with PKCE, state and nonce.

The only importer of authlib. Who somebody is, the provider says; the hub keeps its subject at the
first sign-in and goes by that from then on, since a name may be given to somebody else later.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Blueprint, Flask, current_app, flash, redirect, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from hub.domain.rights import Grant, Role
from hub.errors import HubError
from hub.serving import hub_of, this_hub
from hub.settings import HubSettings
from hub.sign_in_settings import OidcSettings
from hub.store.accounts import bind_subject, find_by_subject
from hub.store.audit_log import record
from hub.store.engine import writing
from hub.store.grants import replace_of_provider
from hub.store.people import User, add_user_of_provider, find_user_named
from hub.store.regions import ORGANISATION, parse_area
from hub.web.asked import own_address
from hub.web.login.entry import let_in
from hub.web.rights import for_strangers
from hub.words import gettext as _
from hub.words import say
from wire.settings import read_secret

_log = logging.getLogger("otklik.login")
_CLIENT: Final = "otklik_oidc"
_NAME: Final = "oidc"
"""The client's name in authlib, which keeps what was begun as `_state_NAME_...` in the session."""
_WANTED: Final = "oidc_wanted"
_TIMEOUT_SECONDS: Final = 10
_LEEWAY_SECONDS: Final = 60
_REFUSED: Final = (
    AuthlibBaseError,
    JoseError,
    RequestException,
    ValueError,
    LookupError,
    RuntimeError,
)
"""What authlib lets through when a provider is away, answers nonsense, or signs wrongly."""


class ProviderError(HubError, ValueError):
    """The provider's answer does not let anybody in. The text is for the one who tried."""


def add_to(app: Flask, views: Blueprint, slow: Callable[[Any], Any]) -> None:
    """Add the two views; nothing is asked of the provider before somebody signs in."""
    app.extensions[_CLIENT] = _client(app, hub_of(app).settings)
    views.get("/login/provider")(for_strangers(slow(go)))
    views.get("/login/provider/answer")(for_strangers(slow(answer)))


def go() -> Response:
    """Send the browser to the provider."""
    _forget_tries()
    session[_WANTED] = own_address(request.args.get("next", ""))
    try:
        back = url_for("login.answer", _external=True)
        return _this_client().authorize_redirect(back)  # type: ignore[no-any-return]  # Authlib has no types
    except _REFUSED as error:
        return _turned_away(_away(), error)


def answer() -> Response:
    """Take the browser back from the provider, and let the user in."""
    wanted = session.get(_WANTED, "")
    try:
        user = _user(_claims())
    except ProviderError as error:
        return _turned_away(str(error), error)
    return let_in(user, wanted, via="oidc")


def _forget_tries() -> None:
    """Sign-ins that were begun and not ended: a few would make the cookie too long for browsers."""
    for key in [one for one in session if one.startswith(f"_state_{_NAME}_")]:
        del session[key]


def _claims() -> Mapping[str, Any]:
    settings = this_hub().settings.oidc
    if request.args.get("error"):
        raise ProviderError(_("The provider did not let you in."))
    must: dict[str, dict[str, Any]] = {name: {"essential": True} for name in ("sub", "exp", "iat")}
    must["iss"] = {"essential": True, "value": settings.issuer}
    must["aud"] = {"essential": True, "value": settings.client_id}
    try:
        token = _this_client().authorize_access_token(claims_options=must, leeway=_LEEWAY_SECONDS)
    except RequestException as error:
        raise ProviderError(_away()) from error
    except _REFUSED as error:
        text = _("The provider's answer is not valid, or too old: try once more.")
        raise ProviderError(text) from error
    claims: Mapping[str, Any] | None = token.get("userinfo")
    if claims is None:
        raise ProviderError(_("The provider did not say who you are."))
    return claims


def _user(claims: Mapping[str, Any]) -> User:
    settings, now_ms = this_hub().settings.oidc, this_hub().now_ms()
    subject = f"{claims['iss']} {claims['sub']}"
    name = claims.get(settings.name_claim)
    with writing(this_hub().engine) as conn:
        user = find_by_subject(conn, subject) or _bound(conn, name, subject)
        if user.disabled_ms is not None:
            raise ProviderError(_("This user may not sign in any more."))
        if settings.role_claim:
            _take_roles(conn, user, claims.get(settings.role_claim), settings, now_ms)
    return user


def _bound(conn: Connection, name: object, subject: str) -> User:
    """The user of this name, who from now on is the provider's subject."""
    settings, now_ms = this_hub().settings.oidc, this_hub().now_ms()
    if not isinstance(name, str):
        raise ProviderError(
            _("The provider did not say your name (%(claim)s).", claim=settings.name_claim)
        )
    try:
        user = find_user_named(conn, name)
    except HubError as error:
        if not settings.make_users:
            text = _("There is no user %(name)s here: ask an administrator of this hub.", name=name)
            raise ProviderError(text) from error
        user = _made(conn, name, now_ms)
    if not bind_subject(conn, user.id, subject):
        text = _("The user %(name)s belongs to somebody else at the provider.", name=name)
        raise ProviderError(text)
    _note(conn, "user.bound", user, {"subject": subject}, now_ms)
    return user


def _made(conn: Connection, name: str, now_ms: int) -> User:
    try:
        user = add_user_of_provider(conn, name, now_ms)
    except HubError as error:
        raise ProviderError(say(error)) from error
    _note(conn, "user.added", user, {}, now_ms)
    return user


def _take_roles(
    conn: Connection, user: User, said: object, settings: OidcSettings, now_ms: int
) -> None:
    values = said if isinstance(said, list) else [said]
    given = [
        settings.roles[one] for one in values if isinstance(one, str) and one in settings.roles
    ]
    wanted = set()
    for one in given:
        role, _at, area = one.partition("@")
        try:
            wanted.add(Grant(Role(role), parse_area(conn, area or ORGANISATION)))
        except HubError as error:
            # One wrong line of the settings must not lock everybody out.
            _log.warning("`oidc.roles` gives %r, which gives nothing: %s", one, error)
    if replace_of_provider(conn, user.id, wanted, now_ms):
        _note(conn, "roles.from_provider", user, {"roles": sorted(given)}, now_ms)


def _note(conn: Connection, what: str, user: User, details: dict[str, Any], at_ms: int) -> None:
    about = f"user {user.name}"
    record(conn, who="provider", what=what, about=about, details=details, at_ms=at_ms)


def _turned_away(text: str, error: Exception) -> Response:
    cause = error.__cause__ or error
    _log.warning("Sign-in at the provider refused, asked from %s: %r", request.remote_addr, cause)
    flash(text, "error")
    return redirect(url_for("login.page"))


def _away() -> str:
    return _("The provider does not answer: try again in a moment, or use your password.")


def _this_client() -> FlaskOAuth2App:
    found: FlaskOAuth2App = current_app.extensions[_CLIENT]
    return found


def _client(app: Flask, settings: HubSettings) -> FlaskOAuth2App:
    oidc = settings.oidc
    return OAuth(app).register(
        _NAME,
        client_id=oidc.client_id,
        client_secret=read_secret(oidc.client_secret_file).reveal(),
        server_metadata_url=oidc.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": oidc.scopes,
            "code_challenge_method": "S256",
            "default_timeout": _TIMEOUT_SECONDS,
        },
    )
