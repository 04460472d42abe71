"""The page of releases: what is here, how far it is given out, how the devices fare."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from hub.domain.lengths import DAY_MS
from hub.errors import ReleaseError
from hub.serving import this_hub
from hub.store.engine import reading, writing
from hub.store.rollouts import newest_rollout, rollouts
from hub.updates.acting import Actor, resume_release, start_release, stop_release
from hub.updates.course import STOPPED, Course, courses, tally_of
from hub.updates.repository import Held, held
from hub.web.asked import selection
from hub.web.page import frame_without_days
from hub.web.rights import Right, needs, who
from hub.web.updates import files
from hub.words import gettext as _
from hub.words import say
from wire.settings import state_path
from wire.update.release import order_of

_ENDING_MS: Final = 45 * DAY_MS
_MOST: Final = 10


def add_to(app: Flask) -> None:
    """Add the views."""
    views = Blueprint("updates", __name__, template_folder="templates")
    views.get("/devices/updates")(page)
    views.post("/devices/updates/start")(start)
    views.post("/devices/updates/stop")(stop)
    views.post("/devices/updates/resume")(resume)
    files.add_to(views)
    app.register_blueprint(views)


@needs(Right.DEVICES, everywhere=True)
def page() -> str:
    """Releases, stages, and every device that takes them."""
    hub = this_hub()
    now_ms = hub.now_ms()
    here, fault = _held()
    ends_ms = _ms(min(here.root_ends, here.releases_end)) if here else None
    with reading(hub.engine) as conn:
        frame = frame_without_days(selection(conn, default_period="today"))
        release = newest_rollout(conn)
        found = courses(conn, release, now_ms)
        earlier = rollouts(conn, most=_MOST)[1:]
    return render_template(
        "updates/page.html",
        **frame,
        enabled=bool(hub.settings.updates.key_file),
        soak_hours=hub.settings.updates.soak_hours,
        here=here,
        fault=fault,
        ends_ms=ends_ms,
        ending=ends_ms is not None and ends_ms - now_ms < _ENDING_MS,
        release=release,
        why=STOPPED.get(release.why or "") if release else None,
        tally=tally_of(found, release) if release else None,
        courses=sorted(found, key=_trouble_first),
        earlier=earlier,
        startable=_startable(here, release.version if release else None),
    )


@needs(Right.DEVICES, everywhere=True)
def start() -> Response:
    """Begin to give a release out."""
    version = request.form.get("version", "")
    return _act(
        lambda conn, actor: start_release(conn, this_hub().settings, version, actor),
        _("The release goes to the first devices now; each looks for it within an hour."),
    )


@needs(Right.DEVICES, everywhere=True)
def stop() -> Response:
    """Give it to nobody else."""
    return _act(stop_release, _("The release goes to nobody else. Devices that have it keep it."))


@needs(Right.DEVICES, everywhere=True)
def resume() -> Response:
    """Let it go on."""
    return _act(resume_release, _("The release goes on."))


def _act(action: Callable[[Connection, Actor], None], done: str) -> Response:
    try:
        with writing(this_hub().engine) as conn:
            action(conn, Actor(who(), this_hub().now_ms()))
    except ReleaseError as error:
        raise BadRequest(say(error)) from error
    flash(done)
    return redirect(url_for("updates.page"))


def _held() -> tuple[Held | None, str]:
    """What is here to give out, or why it cannot be read."""
    try:
        return held(state_path(this_hub().settings.updates.folder)), ""
    except ReleaseError as error:
        return None, say(error)


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _startable(here: Held | None, newest: str | None) -> list[str]:
    """Releases that are newer than what was given out last, the newest first."""
    if here is None:
        return []
    return [one for one in here.versions if newest is None or order_of(one) > order_of(newest)]


def _trouble_first(one: Course) -> tuple[int, str]:
    order = ("failed", "silent", "waiting", "away", "runs", None)
    return order.index(one.standing), one.name
