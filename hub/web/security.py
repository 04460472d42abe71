"""What every answer carries, and who may ask: headers, CSRF protection, rate limit, proxies."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from hub.domain.whole_numbers import GREATEST
from hub.settings import WebSettings
from hub.words import gettext as _

MAX_BODY_BYTES: Final = 64 * 1024
"""No form of ours is longer."""
LOGIN_LIMIT: Final = "10 per minute; 60 per hour"
"""Tries for each address. Ten a minute is more than a person needs and little for a machine."""
CODE_LIMIT: Final = "5 per minute; 20 per hour"
"""Tries of codes for each user, from wherever: of a million codes three are right at a time."""

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Same-origin, not none: Flask-WTF compares the referrer on HTTPS.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_VENDOR_SECONDS: Final = 31_536_000
_CSRF_KEY: Final = "otklik-csrf"


def protect(app: Flask, settings: WebSettings) -> Limiter:
    """Set cookies, CSRF protection, headers and proxy rules.

    Returns:
        The limiter, for the views that need one.
    """
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        SESSION_COOKIE_NAME="__Host-otklik" if settings.https_only else "otklik",
        SESSION_COOKIE_SECURE=settings.https_only,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=settings.session_hours * 3600,
        # As long as the session: a wall screen's page stays open for days.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]  # as Flask's guide says
    app.extensions[_CSRF_KEY] = CSRFProtect(app)
    app.url_map.converters["int"] = _RowNumber  # before the views are added
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)
    return Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=True)


def without_csrf(app: Flask) -> Callable[[Blueprint], object]:
    """What exempts a blueprint: one that asks for a token in a header, never for a cookie."""
    protection: CSRFProtect = app.extensions[_CSRF_KEY]
    return protection.exempt  # type: ignore[no-any-return]  # Flask-WTF has no types


class _RowNumber(IntegerConverter):
    """A number in an address, such as an alert's. One that no store keeps leads nowhere (404)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": GREATEST, **options})


def _refuse_nul() -> None:
    """No store keeps this character, and nobody types it: PostgreSQL fails on it.

    Forms with files are read by their own views.

    Raises:
        BadRequest: it is in the address or in a form.
    """
    told = [request.path, *(value for _name, value in request.args.items(multi=True))]
    if request.mimetype == "application/x-www-form-urlencoded":
        told += [value for _name, value in request.form.items(multi=True)]
    if any("\x00" in value for value in told):
        raise BadRequest(_("There is a character in it that nobody can see: type it anew."))


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    elif (request.view_args or {}).get("filename", "").startswith("vendor/"):
        # Its address carries the version.
        response.headers["Cache-Control"] = f"public, max-age={_VENDOR_SECONDS}, immutable"
    return response
