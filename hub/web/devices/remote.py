"""Settings of devices from here: seen, changed in two steps, taken back, sent again."""

from itertools import groupby
from typing import Final

import msgspec
from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from hub.domain.layers import affected
from hub.domain.settable import Settable, UnfitValueError, checked, read
from hub.domain.settables import SETTABLES, TABLES
from hub.figures.device_settings import LayerFigure, layer_figure
from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store import remote
from hub.store.engine import reading, writing
from hub.web.asked import selection
from hub.web.changes import record
from hub.web.devices.remote_places import Places, place_asked, places
from hub.web.page import frame_without_days
from hub.web.rights import Right, needs, visible_sites, who
from hub.words import gettext as _
from hub.words import say
from wire.remote.messages import Values

MOST_NOTE: Final = 200
_VERSIONS_SHOWN: Final = 50


def add_to(views: Blueprint) -> None:
    """Add the views."""
    views.get("/devices/settings")(settings)
    views.post("/devices/settings/plan")(plan_settings)
    views.post("/devices/settings/send")(send_settings)
    views.post("/devices/settings/again")(send_again)


@needs(Right.DEVICES)
def settings() -> str:
    """One layer: what it sets, its devices with what acts on them, and its versions."""
    room = _room(request.args.get("room", ""))
    with reading(this_hub().engine) as conn:
        chosen, known, figure = _layer(conn, room, request.args.get("place", ""))
        frame = frame_without_days(chosen)
    return render_template(
        "devices/settings.html",
        **frame,
        figure=figure,
        places=known,
        names=known.names(),
        settables=SETTABLES[room],
        groups=_groups(room),
        tables=TABLES,
        versions=figure.versions[:_VERSIONS_SHOWN],
        possible=bool(this_hub().settings.devices.order_key_file),
        most_note=MOST_NOTE,
    )


@needs(Right.DEVICES)
def plan_settings() -> str:
    """Show exactly what will change, and on which devices. Nothing is changed yet."""
    room = _room(request.form.get("room", ""))
    back_to = request.form.get("back_to", type=int)
    with reading(this_hub().engine) as conn:
        chosen, known, figure = _layer(conn, room, request.form.get("place", ""))
        content = _old(figure, back_to) if back_to is not None else _typed(room)
        frame = frame_without_days(chosen)
    targets = [one.target for one in figure.devices]
    return render_template(
        "devices/settings_plan.html",
        **frame,
        figure=figure,
        names=known.names(),
        settables=SETTABLES[room],
        content=msgspec.json.encode(content).decode(),
        same=content == figure.content,
        back_to=back_to,
        note=_note(),
        most_note=MOST_NOTE,
        affected=affected(targets, figure.layers, figure.place, content),
    )


@needs(Right.DEVICES)
def send_settings() -> Response:
    """Add a version to the layer; the hub's work gives devices what follows from it."""
    room = _room(request.form.get("room", ""))
    if not this_hub().settings.devices.order_key_file:
        raise BadRequest(_("This hub has no key for orders: docs/operator.md makes one."))
    now_ms = this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        _chosen, _known, figure = _layer(conn, room, request.form.get("place", ""))
        content = _sent(room)
        based_on = request.form.get("number", type=int)
        version = remote.Version(
            place=figure.place,
            number=figure.number + 1,
            content=content,
            made_ms=now_ms,
            made_by=who(),
            note=_note(),
            back_to=request.form.get("back_to", type=int),
        )
        if based_on != figure.number or not remote.add_version(conn, room, version):
            raise BadRequest(_("Somebody changed these settings meanwhile: look at them anew."))
        changed = {"number": version.number, "from": figure.content, "to": content}
        record(conn, "settings.changed", f"{room} {figure.place}", **changed)
    flash(_("The settings are on their way; below stands what each device does with them."))
    return redirect(url_for("devices.settings", room=room, place=figure.place))


@needs(Right.DEVICES)
def send_again() -> Response:
    """Give the devices of a layer their settings under a new number: those refused are tried."""
    room = _room(request.form.get("room", ""))
    now_ms = this_hub().now_ms()
    with writing(this_hub().engine) as conn:
        _chosen, _known, figure = _layer(conn, room, request.form.get("place", ""))
        refused = [one.target.id for one in figure.devices if one.state == "refused"]
        number = remote.send_again(conn, refused, now_ms)
        record(conn, "settings.sent_again", f"{room} {figure.place}", devices=number)
    flash(_("The settings are on their way; below stands what each device does with them."))
    return redirect(url_for("devices.settings", room=room, place=figure.place))


def _layer(conn: Connection, room: str, place: str) -> tuple[Selection, Places, LayerFigure]:
    chosen = selection(conn, default_period="today")
    known = places(conn, room, chosen.all_sites)
    return chosen, known, layer_figure(conn, room, place_asked(known, place), visible_sites())


def _room(asked: str) -> str:
    if asked and asked not in SETTABLES:
        raise BadRequest(_("There is no such kind of device."))
    return asked or "kiosk"


def _groups(room: str) -> list[tuple[str, list[Settable]]]:
    """The settings by table, in their own order."""
    by_table = groupby(SETTABLES[room].values(), key=lambda one: one.table)
    return [(table, list(group)) for table, group in by_table]


def _typed(room: str) -> Values:
    """What the form sets: the ticked settings, as typed."""
    form = request.form
    try:
        return {
            key: read(one, form.get(f"value.{key}", ""))
            for key, one in SETTABLES[room].items()
            if form.get(f"set.{key}")
        }
    except UnfitValueError as error:
        raise BadRequest(say(error)) from error


def _sent(room: str) -> Values:
    """What was shown before, judged again: anybody can send anything."""
    try:
        values = msgspec.json.decode(request.form.get("content", ""), type=Values)
        return checked(SETTABLES[room], values)
    except UnfitValueError as error:
        raise BadRequest(say(error)) from error
    except (msgspec.MsgspecError, RecursionError, OverflowError) as error:
        raise BadRequest(_("These settings cannot be read: begin anew.")) from error


def _old(figure: LayerFigure, number: int) -> Values:
    found = next((one for one in figure.versions if one.number == number), None)
    if number == 0:
        return {}
    if found is None:
        raise BadRequest(_("There is no such version."))
    return found.content


def _note() -> str:
    note = request.form.get("note", "").strip()
    if len(note) > MOST_NOTE:
        raise BadRequest(_("A note has at most %(most)s characters.", most=MOST_NOTE))
    return note
