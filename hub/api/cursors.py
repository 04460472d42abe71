"""Long lists in pieces: a cursor says after which row to go on, whatever rows came meanwhile.

A cursor is the sort key of the last row that was sent, so a row that stays in the store is sent
exactly once, however many are added before or behind it. It is opaque: JSON in base64, which only
this module reads.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from hub.domain.whole_numbers import GREATEST

Row = TypeVar("Row")
Key = tuple[str | int, ...]

MOST_ROWS: Final = 1000
USUAL_ROWS: Final = 200
_LONGEST: Final = 4000
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def write_cursor(key: Key) -> str:
    """The cursor that goes on behind a row.

    Args:
        key: the row's sort key: texts and whole numbers.
    """
    return urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str, like: Key) -> Key | None:
    """The sort key in a cursor. None for the beginning, which has no cursor.

    Args:
        text: as it was asked for; empty at the beginning.
        like: a key of this list, for its length and types.

    Raises:
        ValueError: this is no cursor of this list.
    """
    if not text:
        return None
    found = _decoded(text)
    if (
        not isinstance(found, list)
        or [type(one) for one in found] != [type(one) for one in like]
        or not all(_storable(one) for one in found)
    ):
        raise ValueError(
            "`cursor` is not one of this list: take it from the `next` link of the last answer."
        )
    return tuple(found)


def _decoded(text: str) -> object:
    if len(text) > _LONGEST or not text.isascii():
        return None
    try:
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, Base64Error, RecursionError):
        return None


def _storable(one: str | int) -> bool:
    """Whether a row could have it: a store fails on what it cannot hold."""
    if isinstance(one, int):
        return abs(one) <= GREATEST
    return not _UNSTORABLE.search(one)


def piece(
    rows: Sequence[Row], key: Callable[[Row], Key], after: Key | None, limit: int
) -> tuple[list[Row], str | None]:
    """The rows behind a key, and the cursor for those that follow.

    Args:
        rows: the list, in any order; or at least `limit` + 1 of those behind `after`.
        key: a row's sort key, unique among all.
        after: from `read_cursor`.
        limit: how many rows to send.

    Returns:
        At most `limit` rows in order, and the cursor of the last; None when nothing follows.
    """
    left = sorted((row for row in rows if after is None or key(row) > after), key=key)
    sent = left[:limit]
    return sent, write_cursor(key(sent[-1])) if len(left) > limit else None
