"""What this process read of a store and still holds: values by key, each good for one mark.

Bounded: what was not asked for the longest goes first. Several threads may ask at once.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

MOST_BYTES: Final = 96 << 20
_OF_ENTRY: Final = 500
"""What an entry takes beside its value, in bytes, about."""


class Kept:
    """Values of one store."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Hashable, Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, mark: Hashable) -> Any | None:
        """The value that was put under this key with an equal mark. None: there is none."""
        with self._lock:
            found = self._entries.get(key)
            if found is None or found[0] != mark:
                return None
            self._entries.move_to_end(key)
            return found[1]

    def put(self, key: Hashable, mark: Hashable, value: Any, size: int) -> None:
        """Keep a value of about `size` bytes, which nobody may change from now on."""
        with self._lock:
            self._drop(key)
            self._entries[key] = (mark, value, size + _OF_ENTRY)
            self._bytes += size + _OF_ENTRY
            while self._bytes > self._most:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        gone = self._entries.pop(key, None)
        if gone is not None:
            self._bytes -= gone[2]


_stores: Final[WeakKeyDictionary[Engine, Kept]] = WeakKeyDictionary()
_lock: Final = threading.Lock()


def kept(conn: Connection) -> Kept:
    """What is kept of the store that a connection is of."""
    with _lock:
        return _stores.setdefault(conn.engine, Kept())
