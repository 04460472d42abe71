"""Footfall."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, render_template

from hub.figures.beside_flow import beside_flow
from hub.figures.footfall import Footfall, footfall
from hub.figures.notes import notes
from hub.figures.sales import sales
from hub.serving import this_hub
from hub.store.engine import reading
from hub.web.asked import beside_asked, selection
from hub.web.charts import Data, with_notes
from hub.web.exports import table_file
from hub.web.footfall import tables, week_tables, zone_tables
from hub.web.page import page_frame
from hub.web.tables import Table

_FILES: dict[str, Callable[[Footfall], Table]] = {
    "hours": tables.hours,
    "week": week_tables.week,
    "lines": tables.lines,
    "street": tables.street,
    "capture": tables.capture,
    "leftovers": tables.leftovers,
    "nights": tables.nights,
    "areas": zone_tables.areas,
    "queues": zone_tables.queues,
    "dwell": zone_tables.dwell,
    "queue_hours": zone_tables.queue_hours,
}
_CHARTS: dict[str, Callable[[Footfall], Data]] = {
    "hours": tables.hours_chart,
    "week": week_tables.week_chart,
    "dwell": zone_tables.dwell_chart,
    "queue_hours": zone_tables.queue_hours_chart,
}


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("footfall", __name__, template_folder="templates")
    views.get("/footfall")(page)
    views.get(f"/footfall/<any(days,{','.join(_FILES)}):table>.csv")(table_csv)
    app.register_blueprint(views)


def page() -> str:
    """Passages over the chosen shops and days."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="7d")
        figures = footfall(conn, chosen)
        beside = beside_flow(conn, chosen, beside_asked(), figures)
        sold = sales(conn, chosen)
        told = notes(conn, chosen)
        frame = page_frame(conn, chosen)
    return render_template(
        "footfall/page.html",
        **frame,
        figures=figures,
        beside=beside,
        sold=sold,
        tables={
            "days": tables.days(figures, beside),
            **{name: make(figures) for name, make in _FILES.items()},
        },
        charts={
            "days": with_notes(
                tables.days_chart(figures, beside), [one.day for one in figures.days], told
            ),
            **{name: make(figures) for name, make in _CHARTS.items()},
        },
    )


def table_csv(table: str) -> Response:
    """One of the page's tables."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="7d")
        figures = footfall(conn, chosen)
        if table == "days":
            made = tables.days(figures, beside_flow(conn, chosen, beside_asked(), figures))
        else:
            made = _FILES[table](figures)
    return table_file(made, f"footfall-{table}", chosen)
