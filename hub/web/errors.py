"""What a person or a program sees when a request cannot be answered: one sentence, and a way on."""

import logging
from typing import Final

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    NotFound,
    ServiceUnavailable,
)

from hub.api.problems import problem
from hub.errors import StoreError, UnknownNameError
from hub.words import N_, say
from hub.words import gettext as _

_log = logging.getLogger("otklik.web")
_API: Final = "/api/"
_SENTENCES: Final = {
    401: N_("Sign in first."),
    404: N_("There is nothing at this address."),
    405: N_("This address does not take that kind of request."),
    413: N_("This is more than the hub takes."),
    429: N_("Too many tries: wait a minute and try again."),
    500: N_("The hub has a fault; its journal has the details."),
    503: N_("The hub cannot answer now; try again in a moment."),
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
    if own and own != stock:
        return say(own)
    known = _SENTENCES.get(error.code or 500)
    return _(known) if known else stock


def _answer(error: HTTPException) -> Response | tuple[Response | str, int]:
    code, text = error.code or 500, sentence(error)
    if code == 429 and not request.path.startswith(_API):
        text = _(_SENTENCES[429])  # the limiter's own words are the limit as it is written in code
    if request.path.startswith(_API):
        return problem(code, text)
    return render_template("error.html", code=code, text=text), code


def _expired_form(_error: CSRFError) -> tuple[str, int]:
    text = _(
        "This form has expired, or was sent from another site: open the page anew and try again."
    )
    return render_template("error.html", code=400, text=text), 400


def _unknown_name(error: UnknownNameError) -> Response | tuple[Response | str, int]:
    return _answer(NotFound(say(error)))


def _store_is_away(error: StoreError) -> Response | tuple[Response | str, int]:
    _log.error("%s", error)
    return _answer(ServiceUnavailable())


def _fault(_error: Exception) -> Response | tuple[Response | str, int]:
    _log.exception("A request failed: %s %r", request.method, request.path)
    return _answer(InternalServerError())
