"""Releases as devices fetch them: public, signed, in parts.

Nobody signs in here. What is given is open-source software whose signatures devices check
themselves; there is nothing else in that folder.
"""

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, request
from werkzeug.security import safe_join

from hub.serving import this_hub
from hub.web.rights import for_strangers
from wire.settings import state_path
from wire.update.release import PART_BYTES, URL_PATH

_FOREVER: Final = "public, max-age=31536000, immutable"


def add_to(views: Blueprint) -> None:
    """Add the view."""
    views.get(f"{URL_PATH}/metadata/<name>")(metadata)
    views.get(f"{URL_PATH}/targets/<path:path>")(target)


@for_strangers
def metadata(name: str) -> Response:
    """A signed list."""
    return _part("metadata", name)


@for_strangers
def target(path: str) -> Response:
    """A manifest, a wheel or a model. Its path holds its checksum or its version."""
    answer = _part("targets", path)
    answer.headers["Cache-Control"] = _FOREVER
    return answer


def _part(folder: str, path: str) -> Response:
    """A part of a file, 4 MB at most: no device holds a thread for longer than that takes."""
    base = state_path(this_hub().settings.updates.folder) / folder
    found = safe_join(str(base.absolute()), path)
    if found is None or not Path(found).is_file():
        abort(404)
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        abort(416)
    first, end = asked.ranges[0]
    with Path(found).open("rb") as file:
        size = file.seek(0, 2)
        if first < 0 or first >= max(size, 1):
            abort(416)
        file.seek(first)
        content = file.read(min(PART_BYTES, (end or size) - first))
    answer = Response(content, 206, mimetype="application/octet-stream")
    last = first + len(content) - 1
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer
