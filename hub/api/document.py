"""The OpenAPI 3.1 document. Its schemas are made from the very structs that are sent.

The document needs no token: it describes the program, which is open, and holds nothing of a shop;
code generators and API browsers can fetch it as they are.
"""

from typing import Any, Final

import msgspec
from apiflask import APIFlask

from hub.api.alerts import AlertTold
from hub.api.planning import ExperimentResult, ExperimentTold, ForecastTold
from hub.api.problems import MIMETYPE, SCHEMA
from hub.api.sales import REQUEST_BODY, SentSales, TakenSales
from hub.figures.compare import Compare
from hub.figures.devices import DeviceFigure
from hub.figures.expression import Expression
from hub.figures.footfall import Footfall
from hub.figures.hours import FootfallHour, PressHour
from hub.figures.overview import Overview
from hub.figures.sales import Sales
from hub.figures.satisfaction import Satisfaction
from hub.figures.sites import SiteFigure

SPEC_PATH: Final = "/api/v1/openapi.json"
_TITLE: Final = "Otklik hub"
_VERSION: Final = "1"
_DESCRIPTION: Final = (
    "Satisfaction, footfall and expression shares as the hub's pages show them. Every share of "
    "presses or crossings is between 0 and 1 and comes with its 95 % interval (Wilson); so do "
    "expression shares that are corrected, with one that holds their calibration's error too; the "
    "index is between 0 and 100. "
    "Days are days of each shop's own calendar; instants are milliseconds since 1970 in UTC."
)
_SENT: Final = (
    AlertTold,
    SiteFigure,
    DeviceFigure,
    PressHour,
    FootfallHour,
    Overview,
    Satisfaction,
    Footfall,
    Sales,
    SentSales,
    TakenSales,
    Expression,
    Compare,
    ForecastTold,
    ExperimentTold,
    ExperimentResult,
)
_ERRORS: Final = {
    "400": "The question cannot be understood.",
    "401": "No token, or one that is not valid.",
    "403": "The token has not the scope that this asks for.",
    "404": "There is no such shop or kiosk, or the token may not see it.",
    "422": "The message can be read, but what it says cannot be right.",
    "429": "The token asks too often.",
    "503": "The hub cannot read its store now.",
}
_TAG: Final = {"ETag": {"schema": {"type": "string"}, "description": "For `If-None-Match`."}}
_RATE: Final = {
    f"RateLimit-{name}": {"schema": {"type": "integer"}, "description": description}
    for name, description in (
        ("Limit", "Questions that the token may ask in a minute."),
        ("Remaining", "Questions that it could ask at once."),
        ("Reset", "Seconds until the whole allowance is there again."),
    )
}
_RETRY: Final = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
_LINK: Final = {
    "Link": {"schema": {"type": "string"}, "description": 'The next piece, as `rel="next"`.'}
}
Answer = dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]


def make_app(import_name: str) -> APIFlask:
    """An application whose document holds the API only."""
    app = APIFlask(
        import_name,
        title=_TITLE,
        version=_VERSION,
        spec_path=SPEC_PATH,
        docs_path=None,  # the usual page for reading it would come from a foreign server
        json_errors=False,
    )
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        DESCRIPTION=_DESCRIPTION,
        VALIDATION_ERROR_STATUS_CODE=400,
        HTTP_ERROR_SCHEMA=SCHEMA,
        VALIDATION_ERROR_SCHEMA=SCHEMA,
    )
    app.spec_processor(_complete)
    return app


def one(kind: type, description: str) -> Answer:
    """The answer of a view that sends one of `kind`."""
    return _answer({"$ref": f"#/components/schemas/{kind.__name__}"}, description)


def many(kind: type, description: str) -> Answer:
    """The answer of a view that sends a list of `kind`."""
    items = {"$ref": f"#/components/schemas/{kind.__name__}"}
    return _answer({"type": "array", "items": items}, description)


def _answer(schema: dict[str, Any], description: str) -> Answer:
    return {200: {"description": description, "content": {"application/json": {"schema": schema}}}}


def _complete(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Add the schemas, and to each question all the answers that it may get."""
    if isinstance(spec, str):
        raise TypeError("the document is JSON, not YAML")
    # msgspec writes JSON Schema 2020-12, which is what OpenAPI 3.1 wants.
    _, schemas = msgspec.json.schema_components(_SENT, ref_template="#/components/schemas/{name}")
    components = spec.setdefault("components", {})
    components["schemas"] = {**schemas, "Problem": SCHEMA}
    problem = {MIMETYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{code}": {
            "description": description,
            "content": problem,
            "headers": _RETRY if code == "429" else {},
        }
        for code, description in _ERRORS.items()
    }
    for operations in spec["paths"].values():
        for method, operation in operations.items():
            if method == "get":
                _add_answers(operation)
            else:
                _add_body(operation)
    return spec


def _add_body(operation: dict[str, Any]) -> None:
    """What is sent in a message, and why it may be refused."""
    operation["requestBody"] = REQUEST_BODY
    answers = operation["responses"]
    answers["200"]["headers"] = _RATE
    codes = [code for code in _ERRORS if code != "404"]
    answers |= {code: {"$ref": f"#/components/responses/Problem{code}"} for code in codes}


def _add_answers(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    found = answers["200"]
    is_list = "array" in str(found["content"]["application/json"]["schema"])
    found["headers"] = {**_TAG, **_RATE, **(_LINK if is_list else {})}
    answers["304"] = {"description": "It is still as it was: see `If-None-Match`."}
    codes = [code for code in _ERRORS if code != "422"]
    answers |= {code: {"$ref": f"#/components/responses/Problem{code}"} for code in codes}
    operation.setdefault("parameters", []).append(
        {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
            "description": "The `ETag` of the answer that the asker has.",
        }
    )
