"""What people write about alerts, read out of forms."""

from datetime import date
from typing import Final

from flask import request
from werkzeug.exceptions import BadRequest

from hub.domain.names import is_name
from hub.serving import this_hub
from hub.store.tasks import NewTask
from hub.web.rights import who
from hub.words import gettext as _

MOST_TEXT: Final = 1000
MOST_NAME: Final = 64


def short_text(field: str, *, most: int = MOST_TEXT) -> str:
    """A text somebody wrote.

    Raises:
        BadRequest: nothing, or too much.
    """
    text = request.form.get(field, "").strip()
    if not text or len(text) > most:
        raise BadRequest(_("Write something, %(most)s characters at most.", most=most))
    return text


def day_or_none(field: str) -> str | None:
    """A day of a form, as an ISO date. None: it was left empty.

    Raises:
        BadRequest: no date.
    """
    written = request.form.get(field, "").strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError as error:
        raise BadRequest(_("A day is written like 2026-03-29.")) from error


def new_task(site_id: int, alert_id: int | None) -> NewTask:
    """The task that a form describes.

    Raises:
        BadRequest: no text, no date, or a name that cannot be one.
    """
    assignee = request.form.get("assignee", "").strip()
    if assignee and not is_name(assignee, MOST_NAME):
        raise BadRequest(_("A name has 1 to %(most)s printable characters.", most=MOST_NAME))
    return NewTask(
        site_id,
        alert_id,
        short_text("text"),
        assignee,
        day_or_none("due"),
        this_hub().now_ms(),
        who(),
    )
