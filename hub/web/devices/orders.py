"""Orders to a device: restart, run its lights, test itself, send its log."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from hub.errors import OrderError
from hub.machines.orders import Giver, give_order
from hub.serving import this_hub
from hub.store.engine import writing
from hub.web.changes import record
from hub.web.devices.visits import choose_shop, find_device
from hub.web.rights import Right, needs, who
from hub.words import gettext as _
from hub.words import say
from wire.orders import KINDS


def add_to(views: Blueprint) -> None:
    """Add the view."""
    views.post("/devices/<site>/<device>/order")(give)


@needs(Right.DEVICES)
def give(site: str, device: str) -> Response:
    """Have an order sent; its answer appears on the device's page."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise BadRequest(_("There is no such order."))
    giver = Giver(who(), this_hub().now_ms())
    with writing(this_hub().engine) as conn:
        word = find_device(conn, choose_shop(conn, site), device).word
        try:
            give_order(conn, this_hub().settings, word.state, word.status, kind, giver)
        except OrderError as error:
            raise BadRequest(say(error)) from error
        record(conn, "device.ordered", f"device {site}/{device}", order=kind)
    flash(_("The order is on its way; the answer appears below within some seconds."))
    return redirect(url_for("devices.visit", site=site, device=device))
