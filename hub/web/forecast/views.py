"""Forecast."""

from typing import Final

from flask import Blueprint, Flask, Response, render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest

from hub.domain.forecast import LEAST_DAYS
from hub.domain.whole_numbers import whole_number
from hub.figures.forecast import ShopForecast, shop_forecast, shop_lines
from hub.figures.notes import NoteFigure, notes_between
from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store.engine import reading
from hub.store.sites import Site
from hub.web.asked import selection
from hub.web.charts import Data, with_notes
from hub.web.exports import table_file
from hub.web.forecast import tables
from hub.web.page import page_frame
from hub.web.tables import Table
from hub.words import gettext as _

VISITORS_FOR_EACH: Final = 15
"""Visitors an hour that one person serves, until somebody says otherwise: one in four minutes."""
_MOST_FOR_EACH: Final = 10_000


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("forecast", __name__, template_folder="templates")
    views.get("/forecast")(page)
    views.get("/forecast/<any(days,hours,staff,shops):table>.csv")(table_csv)
    app.register_blueprint(views)


def page() -> str:
    """The next two weeks of a shop; of many shops, tomorrow."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="28d")
        frame = page_frame(conn, chosen)
        one = _one_shop(chosen)
        figures = _of(conn, one, chosen) if one else None
        told = _notes(conn, one, figures) if one and figures else []
        lines = [] if one else shop_lines(conn, list(chosen.sites.values()), chosen.now_ms)
    each = _visitors_for_each()
    return render_template(
        "forecast/page.html",
        **frame,
        figures=figures,
        each=each,
        least_days=LEAST_DAYS,
        most_for_each=_MOST_FOR_EACH,
        shops=tables.shops(lines) if lines else None,
        score=tables.score_in_words(figures) if figures else None,
        span=tables.span_in_words(figures) if figures else "",
        tables=_tables(figures, each) if figures else {},
        charts=_charts(figures, told) if figures else {},
    )


def table_csv(table: str) -> Response:
    """One of the page's tables."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="28d")
        one = _one_shop(chosen)
        if table == "shops" or one is None:
            made = tables.shops(shop_lines(conn, list(chosen.sites.values()), chosen.now_ms))
            return table_file(made, "forecast-shops", None)
        figures = _of(conn, one, chosen)
    return table_file(_tables(figures, _visitors_for_each())[table], f"forecast-{table}", None)


def _tables(figures: ShopForecast, each: int) -> dict[str, Table]:
    return {
        "days": tables.days(figures),
        "hours": tables.hours(figures, each),
        "staff": tables.staff(figures, each),
    }


def _charts(figures: ShopForecast, told: list[NoteFigure]) -> dict[str, Data]:
    days = with_notes(tables.days_chart(figures), _days(figures), told)
    return {"days": days, "hours": tables.hours_chart(figures)}


def _notes(conn: Connection, site: Site, figures: ShopForecast) -> list[NoteFigure]:
    """About the days before and the days ahead: what is planned is known beforehand."""
    days = _days(figures)
    return notes_between(conn, [site.id], days[0], days[-1]) if days else []


def _days(figures: ShopForecast) -> list[str]:
    return [one.day for one in figures.before] + [one.day for one in figures.days]


def _one_shop(chosen: Selection) -> Site | None:
    """The shop that was chosen, or the only one there is."""
    if len(chosen.sites) == 1:
        return next(iter(chosen.sites.values()))
    return None


def _of(conn: Connection, site: Site, chosen: Selection) -> ShopForecast:
    return shop_forecast(conn, site, chosen.now_ms)


def _visitors_for_each() -> int:
    asked = request.args.get("each", "")
    if not asked:
        return VISITORS_FOR_EACH
    number = whole_number(asked, _MOST_FOR_EACH)
    if not number:
        raise BadRequest(
            _(
                "Visitors for each person must be a whole number from 1 to %(most)s.",
                most=_MOST_FOR_EACH,
            )
        )
    return number
