"""Compare."""

from flask import Blueprint, Flask, Response, render_template
from sqlalchemy import Connection

from hub.figures.compare import compare
from hub.figures.selection import Selection, choose
from hub.serving import this_hub
from hub.store.engine import reading
from hub.web.asked import selection
from hub.web.compare import tables
from hub.web.exports import table_file
from hub.web.page import page_frame
from hub.web.rights import visible_sites


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("compare", __name__, template_folder="templates")
    views.get("/compare")(page)
    views.get("/compare/shops.csv")(shops_csv)
    app.register_blueprint(views)


def page() -> str:
    """All shops over the chosen days; the one that was chosen is marked."""
    with reading(this_hub().engine) as conn:
        asked = selection(conn, default_period="28d")
        chosen = _everywhere(conn, asked)
        figures = compare(conn, chosen)
        frame = page_frame(conn, chosen)
    return render_template(
        "compare/page.html",
        **frame,
        figures=figures,
        asked=asked,
        marked=asked.site.code if asked.site else None,
        scale=tables.scale(figures),
        table=tables.beside(tables.shops(figures)),
    )


def shops_csv() -> Response:
    """The page's table."""
    with reading(this_hub().engine) as conn:
        chosen = _everywhere(conn, selection(conn, default_period="28d"))
        made = tables.shops(compare(conn, chosen))
    return table_file(made, "compare", chosen)


def _everywhere(conn: Connection, asked: Selection) -> Selection:
    """The same days of all shops or of a group: one shop cannot be compared."""
    return choose(
        conn,
        period=asked.period,
        now_ms=asked.now_ms,
        site_code=asked.group.key if asked.group else "",
        with_play=asked.with_play,
        visible=visible_sites(),
    )
