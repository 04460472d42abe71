"""Satisfaction."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, render_template
from sqlalchemy import Connection

from hub.figures.beside import beside_presses
from hub.figures.notes import notes
from hub.figures.reasons import by_question, reasons
from hub.figures.satisfaction import Satisfaction, satisfaction
from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store.engine import reading
from hub.web.asked import beside_asked, selection
from hub.web.charts import with_notes
from hub.web.exports import table_file
from hub.web.page import page_frame
from hub.web.satisfaction import tables, why_tables
from hub.web.tables import Table

_FILES: dict[str, Callable[[Satisfaction], Table]] = {
    "week": tables.week,
    "shops": tables.shops,
    "kiosks": tables.kiosks,
    "buttons": tables.buttons,
    "response": tables.response,
}


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("satisfaction", __name__, template_folder="templates")
    views.get("/satisfaction")(page)
    views.get(f"/satisfaction/<any(days,reasons,questions,{','.join(_FILES)}):table>.csv")(
        table_csv
    )
    app.register_blueprint(views)


def page() -> str:
    """Scores over the chosen shops, days and kiosk."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="7d")
        figures = satisfaction(conn, chosen)
        beside = beside_presses(conn, chosen, beside_asked(), figures.score)
        told = notes(conn, chosen)
        why, asked = reasons(conn, chosen), by_question(conn, chosen)
        frame = page_frame(conn, chosen)
    return render_template(
        "satisfaction/page.html",
        **frame,
        figures=figures,
        beside=beside,
        tables={
            "days": tables.days(figures, beside),
            **{name: make(figures) for name, make in _FILES.items()},
            "reasons": why_tables.reasons(why),
            "questions": why_tables.questions(asked),
        },
        days_chart=with_notes(
            tables.days_chart(figures, beside), [one.day for one in figures.days], told
        ),
        week_chart=tables.week_chart(figures),
        response_chart=tables.response_chart(figures),
    )


def table_csv(table: str) -> Response:
    """One of the page's tables."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="7d")
        made = _table(conn, chosen, table)
    return table_file(made, f"satisfaction-{table}", chosen)


def _table(conn: Connection, chosen: Selection, table: str) -> Table:
    if table == "reasons":
        return why_tables.reasons(reasons(conn, chosen))
    if table == "questions":
        return why_tables.questions(by_question(conn, chosen))
    figures = satisfaction(conn, chosen)
    if table == "days":
        return tables.days(figures, beside_presses(conn, chosen, beside_asked(), figures.score))
    return _FILES[table](figures)
