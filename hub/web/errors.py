"""What a person or a program sees when a request cannot be answered: one sentence, and a way on."""

import logging
from typing import Final

from flask import Flask, Response, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    NotFound,
    ServiceUnavailable,
)

from hub.errors import StoreError, UnknownNameError

_log = logging.getLogger("otklik.web")
_API: Final = "/api/"
_SENTENCES: Final = {
    401: "Sign in first.",
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    413: "This is more than the hub takes.",
    429: "Too many tries: wait a minute and try again.",
    500: "The hub has a fault; its journal has the details.",
    503: "The hub cannot answer now; try again in a moment.",
}


def add_to(app: Flask) -> None:
    """Give the application its error pages; under /api they are JSON."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(UnknownNameError, _unknown_name)
    app.register_error_handler(StoreError, _store_is_away)
    app.register_error_handler(Exception, _fault)


def sentence(error: HTTPException) -> str:
    """Our own words where we gave some, else plain ones for the kind of error."""
    own = error.description or ""
    stock = type(error).description or ""
    return own if own and own != stock else _SENTENCES.get(error.code or 500, stock)


def _answer(error: HTTPException) -> Response | tuple[Response | str, int]:
    code, text = error.code or 500, sentence(error)
    if code == 429:
        text = _SENTENCES[429]  # the limiter's own words are the limit as it is written in code
    if request.path.startswith(_API):
        return jsonify(error=text), code
    return render_template("error.html", code=code, text=text), code


def _expired_form(_error: CSRFError) -> tuple[str, int]:
    text = "This form has expired, or was sent from another site: open the page anew and try again."
    return render_template("error.html", code=400, text=text), 400


def _unknown_name(error: UnknownNameError) -> Response | tuple[Response | str, int]:
    return _answer(NotFound(str(error)))


def _store_is_away(error: StoreError) -> Response | tuple[Response | str, int]:
    _log.error("%s", error)
    return _answer(ServiceUnavailable())


def _fault(_error: Exception) -> Response | tuple[Response | str, int]:
    _log.exception("A request failed: %s %s", request.method, request.path)
    return _answer(InternalServerError())
