"""Sending figures: as JSON with a tag, or not at all where the asker has them already."""

from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import msgspec
from flask import Response, request
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest

from hub.api.cursors import Key, piece, read_cursor
from hub.api.freshness import tag_of
from hub.api.parts import this_api
from hub.api.questions import selection
from hub.caller import shops_with
from hub.domain.rights import Right
from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.store.engine import reading

Asked = dict[str, Any]
Row = TypeVar("Row")
_FRESH: Final = "private, no-cache"
"""Keep it, but ask each time whether it still holds."""


def figures(asked: Asked, make: Callable[[Connection, Selection], object]) -> Response:
    """What `make` says of the shops and days that were asked for.

    Raises:
        BadRequest: a question that cannot be answered.
        UnknownNameError: a shop or kiosk that is not here.
    """
    return _tagged(lambda conn: (make(conn, selection(conn, asked, this_hub())), None))


def rows(
    asked: Asked,
    like: Key,
    read: Callable[[Connection, Selection, Any, int], list[Row]],
    key: Callable[[Row], Key],
    show: Callable[[Connection, Selection, list[Row]], list[Any]],
) -> Response:
    """A piece of a list, with the address of the next one.

    Args:
        asked: the question, with `limit` and `cursor`.
        like: a key of this list, for its types.
        read: rows of a selection behind a key, at least as many as it is told where there are.
        key: a row's place in the list.
        show: what is sent of those rows that are.

    Raises:
        BadRequest, UnknownNameError: as `figures`, or for a cursor that is not of this list.
    """

    def make(conn: Connection) -> tuple[object, str | None]:
        chosen = selection(conn, asked, this_hub())
        after, limit = read_cursor(asked["cursor"], like), asked["limit"]
        sent, cursor = piece(read(conn, chosen, after, limit + 1), key, after, limit)
        return show(conn, chosen, sent), cursor

    return _tagged(make)


def _tagged(make: Callable[[Connection], tuple[object, str | None]]) -> Response:
    hub, freshness = this_hub(), this_api().freshness
    question = (request.full_path, shops_with(Right.SEE))
    moment = freshness.moment(hub.now_ms())
    known = freshness.known(question, moment)
    if known is not None and request.if_none_match.contains(known):
        return _headed(Response(status=304), known)
    try:
        with reading(hub.engine) as conn:
            made, cursor = make(conn)
    except ValueError as error:
        raise BadRequest(str(error)) from error
    body = msgspec.json.encode(made, enc_hook=_plain)
    tag = tag_of(body)
    freshness.note(question, moment, tag)
    if request.if_none_match.contains(tag):
        return _headed(Response(status=304), tag)
    response = _headed(Response(body, mimetype="application/json"), tag)
    if cursor is not None:
        response.headers["Link"] = f'<{_next(cursor)}>; rel="next"'
    return response


def _plain(value: object) -> str:
    """Sentences that could be said in other languages are sent in English."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be sent")


def _headed(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = _FRESH
    response.headers["Vary"] = "Authorization"
    return response


def _next(cursor: str) -> str:
    asked = {**request.args.to_dict(), "cursor": cursor}
    return f"{request.path}?{urlencode(asked)}"
