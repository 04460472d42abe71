"""Expression."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Flask, Response, abort, render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest

from hub.domain.expression_change import LEAST_DAYS
from hub.figures.expression import Expression, expression
from hub.figures.expression_series import Series
from hub.figures.notes import notes
from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store.engine import reading
from hub.web.asked import selection
from hub.web.exports import table_file
from hub.web.expression import tables
from hub.web.page import page_frame
from hub.web.tables import Table
from hub.words import say

_PERIOD: Final = "28d"
_FILES: Final[dict[str, Callable[[Series], Table]]] = {
    "days": tables.days,
    "zones": tables.zones,
    "change": tables.change,
}


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("expression", __name__, template_folder="templates")
    views.get("/expression")(page)
    views.get(f"/expression/<any({','.join(_FILES)}):table>.csv")(series_csv)
    views.get("/expression/buttons.csv")(buttons_csv)
    app.register_blueprint(views)


def page() -> str:
    """Shares over the chosen shops and days."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period=_PERIOD)
        figures = _figures(conn, chosen)
        told = notes(conn, chosen)
        frame = page_frame(conn, chosen)
    return render_template(
        "expression/page.html",
        **frame,
        figures=figures,
        told=told,
        tables=tables,
        CLASSES=tables.CLASSES,
        LEAST_DAYS=LEAST_DAYS,
    )


def series_csv(table: str) -> Response:
    """One table of one way of measuring: `series` counts them from 1, as on the page."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period=_PERIOD)
        figures = _figures(conn, chosen)
    number = request.args.get("series", 1, type=int)
    if not 0 < number <= len(figures.series):
        abort(404)
    made = _FILES[table](figures.series[number - 1])
    # A zone that has figures has a name that was checked when they came in.
    parts = ("expression", figures.zone, table, str(number))
    return table_file(made, "-".join(part for part in parts if part), chosen)


def buttons_csv() -> Response:
    """What the buttons say of the same days."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period=_PERIOD)
        made = tables.buttons(_figures(conn, chosen))
    return table_file(made, "expression-buttons", chosen)


def _figures(conn: Connection, chosen: Selection) -> Expression:
    asked = request.args
    try:
        return expression(
            conn, chosen, zone=asked.get("zone", ""), changed=asked.get("changed", "")
        )
    except ValueError as error:
        raise BadRequest(say(error)) from error
