"""What is told when a question cannot be answered: `application/problem+json` (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any, Final

from flask import Response

MIMETYPE: Final = "application/problem+json"
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Why there is no answer (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Always `about:blank`: see `status`."},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is wrong, in one sentence."},
    },
}


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An answer that says what is wrong.

    Args:
        status: of HTTP.
        detail: a sentence, with the cure where there is one.
        headers: beside the usual.
    """
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status, headers or {}, mimetype=MIMETYPE)
