"""The audit log: every change, by whom; it only grows."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Flask, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.domain.whole_numbers import whole_number
from hub.serving import this_hub
from hub.store import audit_log
from hub.store.audit_log import Entry, Wanted
from hub.store.engine import reading
from hub.web.exports import table_file
from hub.web.rights import Right, needs
from hub.web.tables import Column, Table
from hub.words import gettext as _

PAGE: Final = 100
MOST_ROWS: Final = 100_000
"""Of a download; older ones by choosing earlier days."""
_NUMBERS: Final = 2**53
"""Beyond this a cursor is none of ours, and a store may not take it."""


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("audit_log", __name__, template_folder="templates")
    views.get("/audit-log")(page)
    views.get("/audit-log/entries.csv")(entries_csv)
    app.register_blueprint(views)


@needs(Right.ADMIN, everywhere=True)
def page() -> str:
    """The newest entries first, a hundred at a time."""
    with reading(this_hub().engine) as conn:
        found = audit_log.entries(conn, _wanted(), before=_before(), most=PAGE + 1)
        everybody, kinds = audit_log.everybody(conn), audit_log.kinds(conn)
        size = audit_log.size(conn)
    shown = found[:PAGE]
    return render_template(
        "audit_log/page.html",
        chosen=None,
        table=_table(shown),
        size=size,
        everybody=everybody,
        kinds=kinds,
        older=_address(before=shown[-1].id) if len(found) > PAGE else None,
        newest=_address() if _before() is not None else None,
        download=_address("audit_log.entries_csv"),
    )


@needs(Right.ADMIN, everywhere=True)
def entries_csv() -> Response:
    """The entries that were chosen, as a file."""
    with reading(this_hub().engine) as conn:
        found = audit_log.entries(conn, _wanted(), most=MOST_ROWS)
    return table_file(_table(found), "audit-log")


def _wanted() -> Wanted:
    asked = request.args
    last = _day(asked.get("to", ""))
    return Wanted(
        who=asked.get("who", ""),
        what=asked.get("what", ""),
        from_ms=_start_ms(_day(asked.get("from", ""))),
        until_ms=_start_ms(last + timedelta(days=1) if last else None),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(400, _("%(day)s is no date; write it as 2026-03-29.", day=repr(text[:40])))
    if not 2000 <= day.year < 3000:
        abort(400, _("There is nothing on %(day)s.", day=text))
    return day


def _start_ms(day: date | None) -> int | None:
    if day is None:
        return None
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _before() -> int | None:
    text = request.args.get("before", "")
    if not text:
        return None
    number = whole_number(text, _NUMBERS)
    if number is None:
        abort(400, _("This page of the log does not exist; begin at the newest entry."))
    return number


def _address(endpoint: str = "audit_log.page", *, before: int | None = None) -> str:
    asked = {name: request.args.get(name, "") for name in ("who", "what", "from", "to")}
    kept = {name: value for name, value in asked.items() if value}
    if before is not None:
        kept["before"] = str(before)
    return url_for(endpoint) + (f"?{urlencode(kept)}" if kept else "")


def _table(found: list[Entry]) -> Table:
    columns = [
        Column(_("Number")),
        Column(_("When (UTC)")),
        Column(_("Who")),
        Column(_("What")),
        Column(_("About")),
        Column(_("Details")),
    ]
    rows = [
        [
            str(one.id),
            datetime.fromtimestamp(one.at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S"),
            one.who,
            one.what,
            one.about,
            json.dumps(one.details, ensure_ascii=False) if one.details else "",
        ]
        for one in found
    ]
    return Table(_("Changes, the newest first"), columns, rows)
