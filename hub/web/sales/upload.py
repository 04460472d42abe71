"""A file that somebody sends by the page's form."""

from typing import NamedTuple

from flask import current_app, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from hub.sales.reading import MAX_FILE_BYTES, SalesRefusedError
from hub.sales.taking import Sender, take_file
from hub.serving import this_hub
from hub.store.sales import SalesImport
from hub.web.rights import visible_sites, who
from hub.words import gettext as _

_FORM_BYTES = 64 * 1024
"""What a form has around its file."""
_MEGABYTE = 1024 * 1024


class Refused(NamedTuple):
    """Why nothing was taken. `status` is the answer's code."""

    error: SalesRefusedError
    status: int


def take_upload() -> SalesImport | Refused:
    """Take the file of this request.

    The view is left out of the usual check of forms, which would read the file before its size may
    be told; it is checked here.

    Raises:
        BadRequest: the form has expired, or has no file.
    """
    request.max_content_length = MAX_FILE_BYTES + _FORM_BYTES
    try:
        current_app.extensions["csrf"].protect()
        sent = request.files.get("file")
    except RequestEntityTooLarge:
        return Refused(SalesRefusedError(too_large()), 413)
    if sent is None or not sent.filename:
        raise BadRequest(_("Choose a file first."))
    hub = this_hub()
    sender = Sender(who(), "page", hub.now_ms(), visible_sites())
    try:
        return take_file(hub.engine, sent.stream, sent.filename, sender)
    except SalesRefusedError as error:
        return Refused(error, 422)


def too_large() -> str:
    """What is said of a larger file, before it is sent where scripts run."""
    return _(
        "The file is larger than %(most)s MB. Cut it into years or shops and send the parts.",
        most=MAX_FILE_BYTES // _MEGABYTE,
    )
