"""`/api/v1`: the same figures that the pages show, as JSON."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from apiflask import APIBlueprint, APIFlask, HTTPError
from flask import Response

from hub.api import alerts, lists, parts, planning, sales
from hub.api.answers import Asked, figures
from hub.api.document import many, one
from hub.api.problems import problem
from hub.api.questions import (
    AlertsQuestion,
    CompareQuestion,
    DaysQuestion,
    DevicesQuestion,
    ExperimentQuestion,
    ExpressionQuestion,
    HoursQuestion,
    ListQuestion,
    PressQuestion,
    SiteQuestion,
)
from hub.api.tokens import READ, add_rate_headers, auth
from hub.figures.compare import Compare, compare
from hub.figures.devices import DeviceFigure
from hub.figures.expression import Expression, expression
from hub.figures.footfall import Footfall, footfall
from hub.figures.hours import FootfallHour, PressHour
from hub.figures.overview import Overview, overview
from hub.figures.sales import Sales
from hub.figures.satisfaction import Satisfaction, satisfaction
from hub.figures.sites import SiteFigure

_QUERY: Final[dict[str, Any]] = {"location": "query", "arg_name": "asked", "unknown": None}
"""Keyword arguments of `input`; `unknown` None leaves it to the schema, which refuses typos."""

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Figures")


def add_to(app: APIFlask, exempt_from_csrf: Callable[[APIBlueprint], object]) -> None:
    """Add the API to the application.

    Args:
        app: from `hub.api.document.make_app`.
        exempt_from_csrf: takes the views out of cookie protection: they read no cookie.
    """
    parts.attach(app)
    exempt_from_csrf(api)
    app.register_error_handler(HTTPError, _refuse)
    app.register_blueprint(api)
    app.after_request(add_rate_headers)


@api.get("/sites")
@api.auth_required(auth, roles=[READ])
@api.input(ListQuestion, **_QUERY)
@api.doc(responses=many(SiteFigure, "Shops by code."))
def sites(asked: Asked) -> Response:
    """The shops."""
    return lists.sites(asked)


@api.get("/devices")
@api.auth_required(auth, roles=[READ])
@api.input(DevicesQuestion, **_QUERY)
@api.doc(responses=many(DeviceFigure, "Devices by shop and name."))
def devices(asked: Asked) -> Response:
    """Each device's state with its reasons, backlog, counters and readings."""
    return lists.devices(asked)


@api.get("/alerts")
@api.auth_required(auth, roles=[READ])
@api.input(AlertsQuestion, **_QUERY)
@api.doc(responses=many(alerts.AlertTold, "Alerts, the newest first."))
def told_alerts(asked: Asked) -> Response:
    """What is wrong, was wrong, and who looked after it."""
    return alerts.alerts(asked)


@api.get("/hours/presses")
@api.auth_required(auth, roles=[READ])
@api.input(HoursQuestion, **_QUERY)
@api.doc(responses=many(PressHour, "Hours with presses, by kiosk."))
def press_hours(asked: Asked) -> Response:
    """Presses of each kiosk by hour and button: what every score is made of."""
    return lists.press_hours(asked)


@api.get("/hours/footfall")
@api.auth_required(auth, roles=[READ])
@api.input(HoursQuestion, **_QUERY)
@api.doc(responses=many(FootfallHour, "Hours that were counted, by camera and line."))
def footfall_hours(asked: Asked) -> Response:
    """Crossings of each line by hour."""
    return lists.footfall_hours(asked)


@api.get("/overview")
@api.auth_required(auth, roles=[READ])
@api.input(SiteQuestion, **_QUERY)
@api.doc(responses=one(Overview, "Today, and the last 28 days."))
def today(asked: Asked) -> Response:
    """Everything since each shop's midnight, and the last four weeks by day."""
    return figures(asked, overview)


@api.get("/satisfaction")
@api.auth_required(auth, roles=[READ])
@api.input(PressQuestion, **_QUERY)
@api.doc(responses=one(Satisfaction, "Scores in total and by button, day, hour and kiosk."))
def presses(asked: Asked) -> Response:
    """What the buttons say, over some days."""
    return figures(asked, satisfaction)


@api.get("/footfall")
@api.auth_required(auth, roles=[READ])
@api.input(DaysQuestion, **_QUERY)
@api.doc(responses=one(Footfall, "Passages, passers-by, visits to zones, leftovers of nights."))
def passages(asked: Asked) -> Response:
    """Who came and went, over some days."""
    return figures(asked, footfall)


@api.get("/sales")
@api.auth_required(auth, roles=[READ])
@api.input(DaysQuestion, **_QUERY)
@api.doc(responses=one(Sales, "Transactions, conversion and baskets by day and hour."))
def takings(asked: Asked) -> Response:
    """What tills took, and how many visitors bought, over some days."""
    return figures(asked, sales.sales_told)


@api.post("/sales")
@api.auth_required(auth, roles=[sales.WRITE])
@api.doc(responses=one(sales.TakenSales, "All was taken."))
def take_sales() -> Response:
    """Send what tills took. Sent twice is taken once; with one fault in it, nothing is taken."""
    return sales.take()


@api.get("/expression")
@api.auth_required(auth, roles=[READ])
@api.input(ExpressionQuestion, **_QUERY)
@api.doc(responses=one(Expression, "Expression shares by day and zone, before and after a day."))
def expressions(asked: Asked) -> Response:
    """How visitors' faces looked, over some days; never by camera, hour, till or employee."""
    more = {"zone": asked["zone"], "changed": asked["changed"]}
    return figures(asked, partial(expression, **more))


@api.get("/compare")
@api.auth_required(auth, roles=[READ])
@api.input(CompareQuestion, **_QUERY)
@api.doc(responses=one(Compare, "Shops in groups, the best first, with the places each may have."))
def shops(asked: Asked) -> Response:
    """All shops side by side, over some days."""
    return figures(asked, compare)


@api.get("/forecast")
@api.auth_required(auth, roles=[READ])
@api.input(SiteQuestion, **_QUERY)
@api.doc(responses=one(planning.ForecastTold, "Visitors expected by day and hour."))
def forecast(asked: Asked) -> Response:
    """A shop's visitors of the next two weeks, with 80 % intervals."""
    return planning.forecast(asked)


@api.get("/experiments")
@api.auth_required(auth, roles=[READ])
@api.input(ListQuestion, **_QUERY)
@api.doc(responses=many(planning.ExperimentTold, "Experiments, the newest first."))
def experiments(asked: Asked) -> Response:
    """What was changed in some shops, and when."""
    return planning.experiments(asked)


@api.get("/experiments/<int:number>")
@api.auth_required(auth, roles=[READ])
@api.input(ExperimentQuestion, **_QUERY)
@api.doc(responses=one(planning.ExperimentResult, "The effect, with the checks before it."))
def experiment(number: int, asked: Asked) -> Response:
    """What an experiment did to an outcome."""
    return planning.experiment_result(number, asked)


def _refuse(error: HTTPError) -> Response:
    faults = error.detail.get("query", {}) if isinstance(error.detail, dict) else {}
    told = [f"`{name}`: {' '.join(texts)}" for name, texts in sorted(faults.items())]
    text = " ".join(told) or error.message or "This cannot be answered."
    return problem(error.status_code, text)
