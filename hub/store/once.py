"""Reading a thing once for all parts of a page: within one state of the store it stays the same."""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

READ: Final = "otklik_read"
"""The option of a connection that reads: what was read of its one state of the store."""
Value = TypeVar("Value")


def once(conn: Connection, key: Hashable, read: Callable[[], Value]) -> Value:
    """What `read` gives, kept until the connection is given back.

    On a connection that writes, each call reads: what it tells may have changed by itself.
    """
    known: dict[Hashable, Any] | None = conn.get_execution_options().get(READ)
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: Value = known[key]
    return found
