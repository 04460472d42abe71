"""`/api/v1`: the same figures that the pages show, as JSON."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import msgspec
from apiflask import APIBlueprint, APIFlask, HTTPError
from flask import Response, jsonify
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest

from hub.api.document import many, one
from hub.api.questions import (
    CompareQuestion,
    DaysQuestion,
    ExpressionQuestion,
    PressQuestion,
    SiteQuestion,
    selection,
)
from hub.api.tokens import auth
from hub.caller import shops_with
from hub.domain.rights import Right
from hub.figures.compare import Compare, compare
from hub.figures.devices import DeviceFigure, device_figures, device_words
from hub.figures.expression import Expression, expression
from hub.figures.footfall import Footfall, footfall
from hub.figures.overview import Overview, overview
from hub.figures.satisfaction import Satisfaction, satisfaction
from hub.figures.selection import Selection
from hub.figures.sites import SiteFigure, site_figures
from hub.serving import this_hub
from hub.store.engine import reading

Asked = dict[str, Any]
_QUERY: Final[dict[str, Any]] = {"location": "query", "arg_name": "asked", "unknown": None}
"""Keyword arguments of `input`; `unknown` None leaves it to the schema, which refuses typos."""

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Figures")


def add_to(app: APIFlask, exempt_from_csrf: Callable[[APIBlueprint], object]) -> None:
    """Add the API to the application.

    Args:
        app: from `hub.api.document.make_app`.
        exempt_from_csrf: takes the views out of cookie protection: they read no cookie.
    """
    exempt_from_csrf(api)
    app.register_error_handler(HTTPError, _refuse)
    app.register_blueprint(api)


@api.get("/sites")
@api.auth_required(auth)
@api.doc(responses=many(SiteFigure, "All shops, by code."))
def sites() -> Response:
    """The shops."""
    with reading(this_hub().engine) as conn:
        return _json(site_figures(conn, shops_with(Right.SEE)))


@api.get("/devices")
@api.auth_required(auth)
@api.input(SiteQuestion, **_QUERY)
@api.doc(responses=many(DeviceFigure, "Devices by shop and name."))
def devices(asked: Asked) -> Response:
    """Each device's state with its reasons, backlog, counters and readings."""
    return _figures(
        asked, lambda conn, chosen: device_figures(conn, chosen, device_words(conn, chosen))
    )


@api.get("/overview")
@api.auth_required(auth)
@api.input(SiteQuestion, **_QUERY)
@api.doc(responses=one(Overview, "Today, and the last 28 days."))
def today(asked: Asked) -> Response:
    """Everything since each shop's midnight, and the last four weeks by day."""
    return _figures(asked, overview)


@api.get("/satisfaction")
@api.auth_required(auth)
@api.input(PressQuestion, **_QUERY)
@api.doc(responses=one(Satisfaction, "Scores in total and by button, day, hour and kiosk."))
def presses(asked: Asked) -> Response:
    """What the buttons say, over some days."""
    return _figures(asked, satisfaction)


@api.get("/footfall")
@api.auth_required(auth)
@api.input(DaysQuestion, **_QUERY)
@api.doc(responses=one(Footfall, "Passages, passers-by, visits to zones, leftovers of nights."))
def passages(asked: Asked) -> Response:
    """Who came and went, over some days."""
    return _figures(asked, footfall)


@api.get("/expression")
@api.auth_required(auth)
@api.input(ExpressionQuestion, **_QUERY)
@api.doc(responses=one(Expression, "Expression shares by day and zone, before and after a day."))
def expressions(asked: Asked) -> Response:
    """How visitors' faces looked, over some days; never by camera, hour, till or employee."""
    more = {"zone": asked["zone"], "changed": asked["changed"]}
    return _figures(asked, partial(expression, **more))


@api.get("/compare")
@api.auth_required(auth)
@api.input(CompareQuestion, **_QUERY)
@api.doc(responses=one(Compare, "Shops in groups, the best first, with the places each may have."))
def shops(asked: Asked) -> Response:
    """All shops side by side, over some days."""
    return _figures(asked, compare)


def _figures(asked: Asked, make: Callable[[Connection, Selection], object]) -> Response:
    hub = this_hub()
    try:
        with reading(hub.engine) as conn:
            return _json(make(conn, selection(conn, asked, hub)))
    except ValueError as error:
        raise BadRequest(str(error)) from error


def _json(figures: object) -> Response:
    return Response(msgspec.json.encode(figures), mimetype="application/json")


def _refuse(error: HTTPError) -> tuple[Response, int, Any]:
    faults = error.detail.get("query", {}) if isinstance(error.detail, dict) else {}
    parts = [f"`{name}`: {' '.join(texts)}" for name, texts in sorted(faults.items())]
    text = " ".join(parts) or error.message or "This cannot be answered."
    return jsonify(error=text), error.status_code, error.headers
