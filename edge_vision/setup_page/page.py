"""The set-up page as a WSGI application: who may see it, and what it answers."""

from dataclasses import asdict
from typing import Any

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_vision.domain.tag_colour import learn_tag
from edge_vision.errors import AuditError, CodeError, SetupError, TagError
from edge_vision.setup_page.access import is_local, was_forwarded
from edge_vision.setup_page.audit_views import audit_views
from edge_vision.setup_page.words import WORDS
from edge_vision.setup_page.workshop import Workshop, as_drawing
from wire.errors import SettingsError
from wire.local_page import host_is_ours

COOKIE = "otklik_setup"
TOKEN_HEADER = "X-Otklik-Token"  # noqa: S105 - a header's name
_OPEN_TO_ALL = {"enter", "try_code", "static"}
_LONGEST_WAIT_SECONDS = 1.0
_FURTHEST_PX = 10_000
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def create_app(workshop: Workshop) -> Flask:
    """The page.

    Args:
        workshop: all it shows and changes.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    _guard(app, workshop)
    _way_in(app, workshop)
    _pages(app, workshop)
    _live(app, workshop)
    _drawing(app, workshop)
    app.register_blueprint(audit_views(workshop))
    _errors(app)
    return app


def _guard(app: Flask, workshop: Workshop) -> None:
    @app.before_request
    def only_the_technician() -> ResponseReturnValue | None:
        return _stranger() or _without_session(workshop)

    @app.after_request
    def shield(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response


def _writes() -> bool:
    return request.method not in {"GET", "HEAD"}


def _stranger() -> ResponseReturnValue | None:
    """Refuse who is not of this network, or came by a page of somebody else's."""
    if not is_local(request.remote_addr) or was_forwarded(request.headers.keys()):
        return _refusal(403, WORDS["local_only"])
    if not host_is_ours(request.host):
        return _refusal(421, WORDS["own_address_only"])
    if _writes() and request.headers.get("Origin") != request.host_url[:-1]:
        return _refusal(403, WORDS["this_page_only"])
    return None


def _without_session(workshop: Workshop) -> ResponseReturnValue | None:
    """Refuse who has not typed a code, but for the page on which it is typed."""
    if request.endpoint in _OPEN_TO_ALL:
        return None
    token = workshop.access.csrf(request.cookies.get(COOKIE))
    if token is None:
        if request.endpoint in {"setup", "audit.page"}:
            return redirect(url_for("enter"))
        return _refusal(401, WORDS["enter_first"])
    if _writes() and request.headers.get(TOKEN_HEADER) != token:
        return _refusal(403, WORDS["this_page_only"])
    return None


def _way_in(app: Flask, workshop: Workshop) -> None:
    @app.get("/enter")
    def enter() -> ResponseReturnValue:
        return render_template("enter.html", words=WORDS, wrong="")

    @app.post("/enter")
    def try_code() -> ResponseReturnValue:
        try:
            token = workshop.access.enter(request.form.get("code", ""))
        except CodeError as error:
            return render_template("enter.html", words=WORDS, wrong=str(error)), 403
        answer = redirect(url_for("setup"), 303)
        # Not `secure`: the device has no certificate, and the browser would drop the cookie.
        answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
        return answer

    @app.post("/code")
    def another_phone() -> ResponseReturnValue:
        return jsonify(code=workshop.access.new_code())


def _pages(app: Flask, workshop: Workshop) -> None:
    @app.context_processor
    def always() -> dict[str, Any]:
        return {
            "words": WORDS,
            "device": workshop.settings.device,
            "token": workshop.access.csrf(request.cookies.get(COOKIE)) or "",
        }

    @app.get("/")
    def setup() -> ResponseReturnValue:
        return render_template("setup.html")


def _live(app: Flask, workshop: Workshop) -> None:
    @app.get("/look")
    def look() -> ResponseReturnValue:
        """The newest picture's number and who is in it, once there is one after `after`."""
        after = request.args.get("after", 0, type=int)
        shown = workshop.board.after(after, _LONGEST_WAIT_SECONDS)
        return jsonify(
            number=shown.number if shown else 0,
            size=shown.size_wh if shown else None,
            bodies=[asdict(body) for body in shown.bodies] if shown else [],
            turn=workshop.turns,
            fault=workshop.fault,
            seconds_left=workshop.closing.seconds_left,
            **workshop.board.counts(),
        )

    @app.get("/picture/<int:number>.jpg")
    def picture(number: int) -> ResponseReturnValue:
        data = workshop.board.jpeg(number)
        if data is None:
            return _refusal(404, WORDS["picture_gone"])
        return Response(data, mimetype="image/jpeg")

    @app.post("/stay")
    def stay() -> ResponseReturnValue:
        workshop.closing.prolong()
        return jsonify(seconds_left=workshop.closing.seconds_left)


def _drawing(app: Flask, workshop: Workshop) -> None:
    @app.get("/drawing")
    def drawing() -> ResponseReturnValue:
        return jsonify(workshop.drawing())

    @app.post("/drawing/try")
    def try_out() -> ResponseReturnValue:
        return jsonify(faults=workshop.try_out(as_drawing(request.get_json(silent=True))))

    @app.put("/drawing")
    def save() -> ResponseReturnValue:
        return jsonify(turn=workshop.save(as_drawing(request.get_json(silent=True))))

    @app.post("/tag")
    def learn() -> ResponseReturnValue:
        """Learn the colour within a box of the picture shown now."""
        body = request.get_json(silent=True)
        box = _box(body.get("box") if isinstance(body, dict) else None)
        shown = workshop.board.newest()
        if box is None or shown is None:
            return _refusal(400, WORDS["tag_needs_box"])
        return jsonify(asdict(learn_tag(shown.image, box)))


def _errors(app: Flask) -> None:
    @app.errorhandler(SettingsError)
    def faulty(error: SettingsError) -> ResponseReturnValue:
        return jsonify(error=" ".join(error.faults), faults=error.faults), 422

    @app.errorhandler(TagError)
    def no_tag(error: TagError) -> ResponseReturnValue:
        return _refusal(422, str(error))

    @app.errorhandler(AuditError)
    def not_now(error: AuditError) -> ResponseReturnValue:
        return _refusal(409, str(error))

    @app.errorhandler(SetupError)
    def failed(error: SetupError) -> ResponseReturnValue:
        return _refusal(503, str(error))


def _box(edges: object) -> tuple[float, float, float, float] | None:
    """x1, y1, x2, y2 from what a browser sent; None: those are no four numbers."""
    if not isinstance(edges, list) or len(edges) != 4:
        return None
    if not all(type(edge) in {int, float} and abs(edge) < _FURTHEST_PX for edge in edges):
        return None
    x1, y1, x2, y2 = (float(edge) for edge in edges)
    return x1, y1, x2, y2


def _refusal(status: int, why: str) -> tuple[Response, int]:
    return jsonify(error=why), status
