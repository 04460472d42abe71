"""Short questions to the demo's own pages, by HTTP on this machine."""

import json
import urllib.request
from http import HTTPStatus
from typing import Any

_TIMEOUT_SECONDS = 2


def answers(address: str) -> bool:
    """Whether somebody answers there without an error."""
    try:
        with urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - our own, http
            return bool(answer.status < HTTPStatus.BAD_REQUEST)
    except OSError:
        return False


def read_json(address: str) -> dict[str, Any] | None:
    """The object that somebody answers there, or None."""
    try:
        with urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - our own, http
            found: dict[str, Any] = json.load(answer)
            return found
    except (OSError, ValueError):
        return None
