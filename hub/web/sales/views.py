"""Sales."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from hub.figures.notes import NoteFigure, notes
from hub.figures.sales import Sales, sales
from hub.sales.reading import MAX_FILE_BYTES, SalesRefusedError
from hub.serving import this_hub
from hub.store.engine import reading
from hub.store.sales import SalesImport, newest_imports
from hub.web.asked import selection
from hub.web.charts import Data, with_notes
from hub.web.exports import table_file
from hub.web.page import page_frame
from hub.web.rights import Right, needs, visible_sites, who
from hub.web.sales import tables
from hub.web.sales.upload import Refused, take_upload, too_large
from hub.web.tables import Table
from hub.words import gettext as _

_SHOWN_IMPORTS = 20
_FILES: dict[str, Callable[[Sales], Table]] = {
    "days": tables.days,
    "hours": tables.hours,
    "baskets": tables.baskets,
}
_EXAMPLE = """\
shop,day,hour,transactions,turnover,currency
north-3,2026-03-02,9,14,310.20,EUR
north-3,2026-03-02,10,22,515.75,EUR
"""


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("sales", __name__, template_folder="templates")
    views.get("/sales")(page)
    views.get("/sales/example.csv", endpoint="example")(example)
    views.get(f"/sales/<any({','.join(_FILES)}):table>.csv")(table_csv)
    views.post("/sales")(upload)
    app.register_blueprint(views)
    app.extensions["csrf"].exempt(upload)  # it checks the form itself, see `take_upload`


def page() -> str:
    """Sales of the chosen shops and days, and the form that brings more in."""
    return _page(None)


@needs(Right.ACT)
def upload() -> Answer | tuple[str, int]:
    """Take a file; the page says what it changed, or every fault of it."""
    done = take_upload()
    if isinstance(done, Refused):
        return _page(done.error), done.status
    flash(_said(done))
    return redirect(url_for("sales.page"))


def example() -> Response:
    """A file to begin with."""
    return Response(
        _EXAMPLE,
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="otklik-sales-example.csv"'},
    )


def table_csv(table: str) -> Response:
    """One of the page's tables."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="28d")
        figures = sales(conn, chosen)
    return table_file(_FILES[table](figures or _nothing()), f"sales-{table}", chosen)


def _page(refused: SalesRefusedError | None) -> str:
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="28d")
        figures = sales(conn, chosen)
        told = notes(conn, chosen)
        imports = _own(newest_imports(conn, most=_SHOWN_IMPORTS))
        frame = page_frame(conn, chosen)
    shown = figures if figures and figures.days else None
    return render_template(
        "sales/page.html",
        **frame,
        figures=figures,
        refused=refused,
        imports=imports,
        most_bytes=MAX_FILE_BYTES,
        too_large=too_large(),
        tables={name: make(shown) for name, make in _FILES.items()} if shown else {},
        charts=_charts(shown, told) if shown else {},
    )


def _charts(shown: Sales, told: list[NoteFigure]) -> dict[str, Data]:
    days = with_notes(tables.days_chart(shown), tables.charted_days(shown), told)
    return {"days": days, "hours": tables.hours_chart(shown)}


def _own(imports: list[SalesImport]) -> list[SalesImport]:
    """A file may name any shop: who may not see all sees only what was sent by oneself."""
    if visible_sites() is None:
        return imports
    return [one for one in imports if one.who == who()]


def _said(done: SalesImport) -> str:
    if not done.added and not done.replaced:
        return _("Nothing has changed: all of %(lines)s lines were known.", lines=done.lines)
    return _(
        "New lines taken: %(added)s. Replaced: %(replaced)s. Known already: %(same)s.",
        added=done.added,
        replaced=done.replaced,
        same=done.same,
    )


def _nothing() -> Sales:
    return Sales("", "", 0, 0, None, [], [], [], None)
