"""A device's certificate: how it stands, and shutting the device out."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from hub.figures.identity import IdentityFigure, identities
from hub.figures.selection import Selection
from hub.machines.certificates import shut_out
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


def shown_identities(conn: Connection, chosen: Selection) -> list[IdentityFigure]:
    """Of the chosen shops; who sees all shops also sees those that are not known yet."""
    warn_days = this_hub().settings.ca.warn_days
    return identities(conn, chosen, whole=visible_sites() is None, warn_days=warn_days)


@needs(Right.DEVICES)
def certificate(site: str, device: str) -> str:
    """The device's certificate, and what happens when it is revoked."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today")
        figure = _find(conn, chosen, f"{site}/{device}")
        frame = frame_without_days(chosen)
    return render_template(
        "devices/certificate.html", **frame, figure=figure, good=figure.state in _GOOD
    )


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


def _find(conn: Connection, chosen: Selection, name: str) -> IdentityFigure:
    for one in shown_identities(conn, chosen):
        if one.device == name:
            return one
    raise NotFound(_("There is no such device in this shop."))
