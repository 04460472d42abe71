"""The page's views: the page itself, and the press.

A press is taken only from the page itself: same origin, JSON, a host name that cannot have been
pointed here by a stranger's DNS, and not faster than fingers.
"""

import ipaddress
import socket
from collections.abc import Callable
from typing import NamedTuple

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.domain.rate import TokenBucket
from kiosk.screen.faces import Face, face
from kiosk.settings import KioskSettings
from wire.clock import Clock

PRESSES_PER_SECOND = 10.0
PRESSES_AT_ONCE = 30
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class ScreenButton(NamedTuple):
    """One button as the page draws it."""

    number: int
    label: str
    face: Face


def create_app(settings: KioskSettings, *, press: Callable[[int], bool], clock: Clock) -> Flask:
    """The page as a WSGI application.

    Args:
        settings: texts and buttons.
        press: called with a button's number, waits; True: the press was recorded.
        clock: for the limit on presses.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1024
    count = len(settings.buttons)
    buttons = [
        ScreenButton(number, button.label, face(number, count))
        for number, button in enumerate(settings.buttons, start=1)
    ]
    bucket = TokenBucket(
        per_second=PRESSES_PER_SECOND, burst=PRESSES_AT_ONCE, now_ms=clock.boot_ms()
    )

    @app.before_request
    def only_our_own() -> ResponseReturnValue | None:
        if not _host_is_ours(request.host):
            return _refusal(421, "This page is served under its address only.")
        if request.method == "POST" and request.headers.get("Origin") != request.host_url[:-1]:
            return _refusal(403, "Presses are taken from this page only.")
        return None

    @app.get("/")
    def page() -> ResponseReturnValue:
        return render_template("screen.html", kiosk=settings.kiosk, buttons=buttons)

    @app.post("/press")
    def take_press() -> ResponseReturnValue:
        body = request.get_json(silent=True)
        number = body.get("button") if isinstance(body, dict) else None
        if type(number) is not int or not 1 <= number <= count:  # a bool is an int as well
            return _refusal(400, f'Send {{"button": N}} with N from 1 to {count}.')
        if not bucket.take(clock.boot_ms()):
            return _refusal(429, "Too many presses at once.")
        if not press(number):
            return _refusal(503, "The press could not be recorded.")
        return jsonify(thanks=settings.kiosk.thanks)

    @app.after_request
    def shield(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-cache"
        return response

    return app


def _refusal(status: int, why: str) -> tuple[Response, int]:
    return jsonify(error=why), status


def _host_is_ours(host: str) -> bool:
    """An address, localhost or this machine's own name: what no stranger's DNS can point here."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        own = socket.gethostname().lower()
        return name.lower() in ("localhost", own, f"{own}.local")
    return True
