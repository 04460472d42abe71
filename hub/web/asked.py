"""Reading what a page was asked for out of its address."""

from typing import Final, cast, get_args
from urllib.parse import urlencode

from flask import request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest

from hub.domain.periods import RANGE, parse_period
from hub.domain.stepping import Beside
from hub.domain.text import text
from hub.errors import UnknownNameError
from hub.figures.selection import Selection, choose
from hub.serving import this_hub
from hub.store.sites import Site, find_sites
from hub.web.rights import visible_sites
from hub.words import gettext as _
from hub.words import say

MOST_ADDRESS_BYTES: Final = 1500
"""Of an address to go back to. Browsers keep cookies of 4,096 bytes, and ours holds more."""


def selection(conn: Connection, *, default_period: str) -> Selection:
    """The shops, days and kiosk that this request asks for, of those that the caller may see.

    Args:
        conn: the store.
        default_period: for an address without one.

    Raises:
        BadRequest: a period that cannot be shown; the description says why.
        UnknownNameError: a shop or kiosk that is not here.
    """
    asked = request.args
    name = asked.get("period") or (RANGE if asked.get("from") else default_period)
    try:
        period = parse_period(name, asked.get("from", ""), asked.get("to", ""), asked.get("at", ""))
    except ValueError as error:
        raise BadRequest(say(error)) from error
    return choose(
        conn,
        period=period,
        now_ms=this_hub().now_ms(),
        site_code=asked.get("site", ""),
        kiosk_name=asked.get("kiosk", ""),
        with_play=asked.get("play") != "without",
        audit_due_days=this_hub().settings.devices.audit_due_days,
        visible=visible_sites(),
    )


def beside_asked() -> Beside | None:
    """What the chosen days are to be compared with. None: nothing.

    Raises:
        BadRequest: something else.
    """
    which = request.args.get("beside", "")
    if not which:
        return None
    if which not in get_args(Beside):
        raise BadRequest(_("Days can be compared with `before` or `year`."))
    return cast("Beside", which)


def site_asked(conn: Connection, code: str) -> Site:
    """The shop of this code, if the caller holds there the right that the view asks for.

    Raises:
        UnknownNameError: there is none, or none for the caller: one answer for both.
    """
    found = find_sites(conn, [code]).get(code)
    visible = visible_sites()
    if found is None or (visible is not None and found.id not in visible):
        name = repr(code[:64])
        raise UnknownNameError(
            text("There is no shop %(name)s; choose one of the list.", name=name)
        )
    return found


def address(endpoint: str, *, table: str | None = None, **changes: str | None) -> str:
    """The address of a page with what this request asks for, but for the changes.

    Args:
        endpoint: the page's view.
        table: for downloads, which table.
        changes: parameters to set, or with None to take away.
    """
    kept = {name: value for name, value in request.args.items() if value and name in _KEPT}
    asked = {name: value for name, value in {**kept, **changes}.items() if value}
    path = url_for(endpoint, table=table) if table else url_for(endpoint)
    return f"{path}?{urlencode(asked)}" if asked else path


def own_address(wanted: str) -> str:
    """An address on this hub only, else the Overview: two slashes at its start would leave it.

    Nor one longer than `MOST_ADDRESS_BYTES`: what sign-in keeps in the session's cookie must fit.
    """
    elsewhere = not wanted.startswith("/") or wanted.startswith(("//", "/\\"))
    if elsewhere or not wanted.isprintable() or len(wanted.encode()) > MOST_ADDRESS_BYTES:
        return url_for("overview.page")
    return wanted


_KEPT = (
    "site",
    "period",
    "from",
    "to",
    "at",
    "beside",
    "kiosk",
    "play",
    "zone",
    "changed",
)
