"""A device's certificate: how it stands, shutting the device out, and letting it in again."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from hub.domain.identity import TOKEN_HOURS
from hub.figures.identity import IdentityFigure, identities
from hub.figures.selection import Selection
from hub.machines.certificates import let_in, shut_out
from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.web.asked import selection
from hub.web.page import frame_without_days
from hub.web.rights import Right, needs, visible_sites, who
from hub.words import gettext as _

_GOOD: Final = ("waiting", "valid", "ending")
"""States in which there is something to take away."""


def add_to(views: Blueprint) -> None:
    """Add the views."""
    views.get("/devices/<site>/<device>/certificate")(certificate)
    views.post("/devices/<site>/<device>/certificate/revoke")(revoke)
    views.post("/devices/<site>/<device>/certificate/token")(make_token)


def shown_identities(conn: Connection, chosen: Selection) -> list[IdentityFigure]:
    """Of the chosen shops; who sees all shops also sees those that are not known yet."""
    warn_days = this_hub().settings.ca.warn_days
    return identities(conn, chosen, whole=visible_sites() is None, warn_days=warn_days)


@needs(Right.DEVICES)
def certificate(site: str, device: str) -> str:
    """The device's certificate, and what happens when it is revoked."""
    return _page(f"{site}/{device}")


@needs(Right.DEVICES)
def revoke(site: str, device: str) -> Response:
    """Shut the device out."""
    name = f"{site}/{device}"
    with writing(this_hub().engine) as conn:
        figure = _find(conn, selection(conn, default_period="today"), name)
        if figure.state in _GOOD:  # the second of two clicks changes nothing
            shut_out(conn, name, who=who(), at_ms=this_hub().now_ms())
    flash(
        _("%(device)s is shut out; the broker learns of it within seconds.", device=figure.called)
    )
    return redirect(url_for("devices.certificate", site=site, device=device))


@needs(Right.DEVICES)
def make_token(site: str, device: str) -> str:
    """Let the device in again, with a new card; the token is shown this once."""
    if not request.form.get("sure"):
        raise BadRequest(_("Say that its card will be written anew."))
    name, now_ms = f"{site}/{device}", this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        _find(conn, selection(conn, default_period="today"), name)
        shut_out(conn, name, who=who(), at_ms=now_ms)
        made = let_in(conn, name, TOKEN_HOURS, who=who(), at_ms=now_ms)
    return _page(name, made)


def _page(name: str, made: str | None = None) -> str:
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today")
        figure = _find(conn, chosen, name)
        frame = frame_without_days(chosen)
    return render_template(
        "devices/certificate.html", **frame, figure=figure, good=figure.state in _GOOD, made=made
    )


def _find(conn: Connection, chosen: Selection, name: str) -> IdentityFigure:
    for one in shown_identities(conn, chosen):
        if one.device == name:
            return one
    raise NotFound(_("There is no such device in this shop."))
