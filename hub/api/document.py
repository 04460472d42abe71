"""The OpenAPI 3.1 document. Its schemas are made from the very structs that are sent.

The document needs no token: it describes the program, which is open, and holds nothing of a shop;
code generators and API browsers can fetch it as they are.
"""

from typing import Any, Final

import msgspec
from apiflask import APIFlask

from hub.figures.compare import Compare
from hub.figures.devices import DeviceFigure
from hub.figures.expression import Expression
from hub.figures.footfall import Footfall
from hub.figures.overview import Overview
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
_SENT: Final = (SiteFigure, DeviceFigure, Overview, Satisfaction, Footfall, Expression, Compare)
_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "description": "What is wrong, in one sentence."}},
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
        VALIDATION_ERROR_DESCRIPTION="The question cannot be understood.",
        AUTH_ERROR_DESCRIPTION="No token, or one that is not valid.",
        HTTP_ERROR_SCHEMA=_ERROR,
        VALIDATION_ERROR_SCHEMA=_ERROR,
    )
    app.spec_processor(_add_schemas)
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


def _add_schemas(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    # msgspec writes JSON Schema 2020-12, which is what OpenAPI 3.1 wants.
    _, schemas = msgspec.json.schema_components(_SENT, ref_template="#/components/schemas/{name}")
    if isinstance(spec, str):
        raise TypeError("the document is JSON, not YAML")
    spec.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
    return spec
