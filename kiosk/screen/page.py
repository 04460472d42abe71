"""The page's views: the page itself, and the press.

A press is taken only from the page itself: same origin, JSON, a host name that cannot have been
pointed here by a stranger's DNS, and not faster than fingers.
"""

import threading
from collections.abc import Callable
from typing import NamedTuple

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.domain.follow_up import is_asked
from kiosk.domain.rate import TokenBucket
from kiosk.screen.faces import Face, face
from kiosk.settings import KioskSettings
from wire.clock import Clock
from wire.local_page import host_is_ours

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


def create_app(
    settings: KioskSettings,
    *,
    press: Callable[[int], bool],
    reason: Callable[[int], bool],
    clock: Clock,
) -> Flask:
    """The page as a WSGI application.

    Args:
        settings: texts and buttons.
        press: called with a button's number, waits; True: the press was recorded.
        reason: called with a reason's number, waits; True: somebody was asked, and it was recorded.
        clock: for the limit on presses.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1024
    views = _Views(settings, press, reason, clock)
    app.before_request(_only_our_own)
    app.after_request(_shield)
    app.get("/")(views.page)
    app.post("/press")(views.take_press)
    app.post("/reason")(views.take_reason)
    return app


class _Views:
    """The page, and what it sends."""

    def __init__(
        self,
        settings: KioskSettings,
        press: Callable[[int], bool],
        reason: Callable[[int], bool],
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._press = press
        self._reason = reason
        self._clock = clock
        self._count = len(settings.buttons)
        self._one_at_a_time = threading.Lock()
        self._bucket = TokenBucket(
            per_second=PRESSES_PER_SECOND, burst=PRESSES_AT_ONCE, now_ms=clock.boot_ms()
        )

    def page(self) -> ResponseReturnValue:
        buttons = [
            ScreenButton(number, button.label, face(number, self._count))
            for number, button in enumerate(self._settings.buttons, start=1)
        ]
        return render_template(
            "screen.html",
            kiosk=self._settings.kiosk,
            buttons=buttons,
            follow_up=self._settings.follow_up,
        )

    def take_press(self) -> ResponseReturnValue:
        number = _number("button", self._count)
        if number is None:
            return _refusal(400, f'Send {{"button": N}} with N from 1 to {self._count}.')
        if not self._may_ask():
            return _refusal(429, "Too many presses at once.")
        if not self._press(number):
            return _refusal(503, "The press could not be recorded.")
        asked = bool(self._settings.follow_up.reasons) and is_asked(number, self._count)
        return jsonify(thanks=self._settings.kiosk.thanks, asked=asked)

    def take_reason(self) -> ResponseReturnValue:
        most = len(self._settings.follow_up.reasons)
        number = _number("reason", most)
        if number is None:
            return _refusal(400, f'Send {{"reason": N}} with N from 1 to {most}.')
        if not self._may_ask():
            return _refusal(429, "Too many answers at once.")
        if not self._reason(number):
            return _refusal(409, "Nobody was asked, or the answer could not be recorded.")
        return jsonify(thanks=self._settings.kiosk.thanks)

    def _may_ask(self) -> bool:
        """Whether this is no faster than fingers. The server's threads share the bucket."""
        with self._one_at_a_time:
            return self._bucket.take(self._clock.boot_ms())


def _only_our_own() -> ResponseReturnValue | None:
    if not host_is_ours(request.host):
        return _refusal(421, "This page is served under its address only.")
    if request.method == "POST" and request.headers.get("Origin") != request.host_url[:-1]:
        return _refusal(403, "Presses are taken from this page only.")
    return None


def _shield(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _number(name: str, most: int) -> int | None:
    """A number from 1 to `most` out of the request's JSON. None: there is none."""
    body = request.get_json(silent=True)
    number = body.get(name) if isinstance(body, dict) else None
    # A bool is an int as well.
    return number if type(number) is int and 1 <= number <= most else None


def _refusal(status: int, why: str) -> tuple[Response, int]:
    return jsonify(error=why), status
