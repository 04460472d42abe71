"""Overview."""

from flask import Blueprint, Flask, Response, render_template

from hub.domain.periods import Period
from hub.figures.notes import notes
from hub.figures.overview import LAST_WEEKS, overview
from hub.figures.today import today
from hub.figures.usual import WEEKS, usual_day
from hub.figures.usual_presses import usual_presses
from hub.serving import this_hub
from hub.store.engine import reading
from hub.web.asked import selection
from hub.web.charts import with_notes
from hub.web.exports import table_file
from hub.web.overview import tables
from hub.web.page import page_frame

TODAY = Period("today")


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("overview", __name__, template_folder="templates")
    views.get("/")(page)
    views.get("/overview/hours.csv")(hours_csv)
    views.get("/overview/days.csv")(days_csv)
    app.register_blueprint(views)


def page() -> str:
    """Everything since midnight, and the last four weeks."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today").over(TODAY)
        figures = overview(conn, chosen)
        usual = usual_day(conn, chosen)
        presses = usual_presses(conn, chosen)
        told = notes(conn, chosen.over(LAST_WEEKS))
        frame = page_frame(conn, chosen, shows=chosen.over(LAST_WEEKS))
    return render_template(
        "overview/page.html",
        **frame,
        today=figures.today,
        usual=usual,
        presses=presses,
        WEEKS=WEEKS,
        hours=tables.hours(figures.today, usual),
        hours_chart=tables.hours_chart(figures.today, usual),
        days=tables.days(figures.days),
        days_chart=with_notes(
            tables.days_chart(figures.days), [one.day for one in figures.days], told
        ),
    )


def hours_csv() -> Response:
    """Today by hour."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today").over(TODAY)
        table = tables.hours(today(conn, chosen), usual_day(conn, chosen))
    return table_file(table, "hours", chosen)


def days_csv() -> Response:
    """The last four weeks by day."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today").over(TODAY)
        table = tables.days(overview(conn, chosen).days)
    return table_file(table, "days", chosen.over(LAST_WEEKS))
