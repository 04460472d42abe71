"""A technician's check-list before a device, for a phone."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from hub.domain.periods import Period
from hub.domain.visit import TICKS
from hub.figures.selection import Selection, choose
from hub.figures.visits import VisitFigure, visit_figure
from hub.serving import this_hub
from hub.store import identity, visits
from hub.store.engine import reading, writing
from hub.web.asked import site_asked
from hub.web.changes import record
from hub.web.page import frame_without_days
from hub.web.rights import Right, may, needs, visible_sites, who
from hub.words import gettext as _

_MOST_NOTE: Final = 500


def add_to(views: Blueprint) -> None:
    """Add the views."""
    views.get("/devices/<site>/<device>/visit")(visit)
    views.post("/devices/<site>/<device>/visit")(begin)
    views.post("/devices/<site>/<device>/visit/finish")(finish)


def visit(site: str, device: str) -> str:
    """The check-list, and the visits before."""
    with reading(this_hub().engine) as conn:
        chosen = choose_shop(conn, site)
        figure = find_device(conn, chosen, device)
        certified = identity.had_token(conn, f"{site}/{device}")
        frame = frame_without_days(chosen)
    return render_template(
        "devices/visit.html",
        **frame,
        figure=figure,
        certified=certified,
        ticks=TICKS.get(figure.device.room or "", {}),
        may_visit=may(Right.DEVICES, chosen.site.id if chosen.site else None),
        most_note=_MOST_NOTE,
        orders_possible=bool(this_hub().settings.devices.order_key_file),
    )


@needs(Right.DEVICES)
def begin(site: str, device: str) -> Response:
    """Begin a visit: from now on the page shows what comes from the device."""
    with writing(this_hub().engine) as conn:
        figure = find_device(conn, choose_shop(conn, site), device)
        now_ms = this_hub().now_ms()
        visits.begin_visit(conn, figure.device_id, figure.open, who=who(), at_ms=now_ms)
    return redirect(url_for("devices.visit", site=site, device=device))


@needs(Right.DEVICES)
def finish(site: str, device: str) -> Response:
    """Keep what was seen and ticked, done or not."""
    note = request.form.get("note", "").strip()
    if len(note) > _MOST_NOTE:
        raise BadRequest(_("A note has at most %(most)s characters.", most=_MOST_NOTE))
    with writing(this_hub().engine) as conn:
        figure = find_device(conn, choose_shop(conn, site), device)
        if figure.visit is None or figure.seen is None:
            raise BadRequest(_("No visit goes on: begin one."))
        known = TICKS.get(figure.device.room or "", {})
        ticked = [name for name in known if request.form.get(name)]
        done = figure.done(ticked)
        found = {
            "done": done,
            "ticked": ticked,
            "pressed": figure.seen.pressed,
            "buttons": figure.seen.buttons,
            "passed": figure.seen.passed,
            "audited": figure.seen.audited,
            "state": figure.device.health.state,
        }
        now_ms = this_hub().now_ms()
        visits.finish_visit(conn, figure.visit.id, found, note, who=who(), at_ms=now_ms)
        record(conn, "device.visited", f"device {site}/{device}", done=done, ticked=ticked)
    flash(
        _("The visit is finished: everything is in order.")
        if done
        else _("The visit is finished; what was not done is kept with it.")
    )
    return redirect(url_for("devices.visit", site=site, device=device))


def choose_shop(conn: Connection, code: str) -> Selection:
    """The one shop, if the caller holds there what the view asks for.

    Raises:
        UnknownNameError: there is none, or none for the caller.
    """
    found = site_asked(conn, code)
    return choose(
        conn,
        period=Period("today"),
        now_ms=this_hub().now_ms(),
        site_code=found.code,
        audit_due_days=this_hub().settings.devices.audit_due_days,
        visible=visible_sites(),
    )


def find_device(conn: Connection, chosen: Selection, device: str) -> VisitFigure:
    """The device of this name in the chosen shop.

    Raises:
        NotFound: there is none.
    """
    figure = visit_figure(conn, chosen, device)
    if figure is None:
        raise NotFound(_("There is no such device in this shop."))
    return figure
