"""`/healthz`, `/readyz` and `/metrics`."""

import ipaddress
from typing import Final

from apiflask import APIFlask
from flask import Response, abort, current_app, g, jsonify, request

from hub.serving import this_hub
from hub.store.engine import reading
from hub.store.tokens import find_token
from hub.web.health.metrics import CONTENT_TYPE, Metrics
from hub.web.health.readiness import OK, parts
from hub.web.rights import for_strangers

SCOPE: Final = "metrics"
_KEY: Final = "otklik-metrics"
_BEGAN: Final = "otklik_began_ms"


def add_to(app: APIFlask) -> None:
    """Add the views, and measure how long all views take."""
    app.extensions[_KEY] = Metrics()
    app.before_request(_begin)
    app.after_request(_measure)
    for view in (healthz, readyz, metrics):
        app.add_url_rule(f"/{view.__name__}", view_func=app.doc(hide=True)(for_strangers(view)))


def healthz() -> tuple[str, dict[str, str]]:
    """Whether this process answers at all. One that does not is to be started anew."""
    return "ok\n", {"Content-Type": "text/plain"}


def readyz() -> tuple[Response, int]:
    """Whether the hub does its work, and which part of it does not. For load balancers."""
    hub = this_hub()
    found = parts(hub.engine, hub.now_ms())
    ready = all(one.state == OK for one in found)
    return jsonify(ready=ready, parts=dict(found)), 200 if ready else 503


def metrics() -> Response:
    """Figures for Prometheus, for a token with the scope `metrics` or this machine itself."""
    hub = this_hub()
    if not (hub.settings.web.metrics_from_loopback and _from_this_machine()) and not _may_ask():
        abort(
            401,
            "This needs a token with the scope `metrics` (`otklik-hub token add NAME --scope "
            "metrics`), or `web.metrics_from_loopback` and to be asked from this machine.",
        )
    kept: Metrics = current_app.extensions[_KEY]
    return Response(kept.text(hub.engine, hub.live, hub.now_ms()), mimetype=CONTENT_TYPE)


def _may_ask() -> bool:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        return False
    with reading(this_hub().engine) as conn:
        token = find_token(conn, given.token)
    return token is not None and bool(token.scopes & {SCOPE, "admin"})


def _from_this_machine() -> bool:
    """Whether nobody else can have asked: a proxy on this machine says for whom it asks."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _begin() -> None:
    setattr(g, _BEGAN, this_hub().clock.boot_ms())


def _measure(response: Response) -> Response:
    began_ms: int | None = getattr(g, _BEGAN, None)
    if began_ms is not None and request.endpoint is not None:
        seconds = (this_hub().clock.boot_ms() - began_ms) / 1000
        kept: Metrics = current_app.extensions[_KEY]
        kept.note_page(request.endpoint, response.status_code, seconds)
    return response
