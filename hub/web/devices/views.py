"""Devices: the list, the map, and confirming a shop."""

from zoneinfo import available_timezones

from flask import Blueprint, Flask, flash, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from hub.domain.names import is_name
from hub.domain.settable import written
from hub.domain.shop_map import HEIGHT, WIDTH, dots, land
from hub.figures.device_filter import DeviceFilter, filter_of, filtered, versions
from hub.figures.device_map import shop_places
from hub.figures.devices import devices
from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.store.site_changes import set_site
from hub.web.asked import address, selection, site_asked
from hub.web.changes import record
from hub.web.devices import certificates, orders, remote, visits
from hub.web.devices.certificates import shown_identities
from hub.web.page import frame_without_days
from hub.web.rights import Right, needs, visible_sites
from hub.words import gettext as _
from hub.words import say

_MAX_NAME_LENGTH = 80


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("devices", __name__, template_folder="templates")
    views.get("/devices")(page)
    views.post("/devices/site/<code>")(confirm_site)
    visits.add_to(views)
    orders.add_to(views)
    certificates.add_to(views)
    remote.add_to(views)
    app.jinja_env.filters["setting"] = written
    app.register_blueprint(views)


def page() -> str:
    """The devices of the chosen shops, and what could not be read."""
    with reading(this_hub().engine) as conn:
        chosen = selection(conn, default_period="today")
        figures = devices(conn, chosen)
        placed = shop_places(conn, chosen, figures.devices)
        frame = frame_without_days(chosen)
        frame["identities"] = shown_identities(conn, chosen)
    zones = sorted(available_timezones())
    # What could not be read may be of any shop.
    whole = visible_sites() is None
    wanted = filter_of(request.args)
    return render_template(
        "devices/page.html",
        **frame,
        figures=figures,
        shown=filtered(figures.devices, wanted),
        wanted=wanted,
        any_wanted=wanted != DeviceFilter(),
        versions=versions(figures.devices),
        dots=dots(placed),
        land=land(placed),
        map_size=(WIDTH, HEIGHT),
        zones=zones,
        whole=whole,
    )


@needs(Right.DEVICES)
def confirm_site(code: str) -> Response:
    """Take a shop's name and time zone from a person.

    A new time zone counts the shop's hours and days anew from its events.
    """
    name = request.form.get("name", "").strip()
    timezone = request.form.get("timezone", "")
    if not is_name(name, _MAX_NAME_LENGTH):
        raise BadRequest(
            _("A shop's name has 1 to %(most)s printable characters.", most=_MAX_NAME_LENGTH)
        )
    try:
        with writing(this_hub().engine) as conn:
            before = site_asked(conn, code)
            recounted = set_site(conn, code, name=name, timezone=timezone)
            zones = [before.timezone, timezone]
            record(conn, "shop.confirmed", f"shop {code}", name=[before.name, name], timezone=zones)
    except ValueError as error:
        raise BadRequest(say(error)) from error
    flash(_("%(shop)s is confirmed, in the time zone %(timezone)s.", shop=name, timezone=timezone))
    if recounted:
        flash(_("Its hours and days were counted anew."))
    return redirect(address("devices.page"))
