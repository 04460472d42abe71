"""Whether an answer is still the same, without working it out: ETag and If-None-Match.

The tag of an answer is a digest of its bytes. While nobody wrote to the store, and for no longer
than figures may stand still (a device falls silent without a word), the tag that was given to the
same question holds, and the figures are not even looked at.
"""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Hashable
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, Engine

from hub.errors import StoreUnavailableError
from hub.live import REFRESH_MS
from hub.store.changes import change_mark
from hub.store.engine import connect, read_transaction

_MOST_KNOWN: Final = 2000
"""Questions whose tags are kept; each takes some hundred bytes."""
Moment = tuple[object, int]
"""The state of the store, and the time in steps within which figures may stand still."""


def tag_of(body: bytes) -> str:
    """The tag of an answer."""
    return sha256(body).hexdigest()[:32]


class Freshness:
    """Remembers the tags of the newest answers. Any thread may ask.

    Args:
        engine: the store whose changes count. One connection to it is kept: marks of one
            connection only can be compared.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._known: OrderedDict[Hashable, tuple[Moment, str]] = OrderedDict()

    def moment(self, now_ms: int) -> Moment:
        """To be taken before an answer is worked out, so that a later write is noticed.

        Raises:
            StoreUnavailableError: the store did not answer.
        """
        with self._lock:
            try:
                mark = self._mark()
            except StoreUnavailableError:
                # A server that was started anew has ended the connection; other marks may follow.
                self._let_go()
                mark = self._mark()
            return mark, now_ms // REFRESH_MS

    def known(self, question: Hashable, moment: Moment) -> str | None:
        """The tag that this question's answer still has. None: it must be worked out."""
        with self._lock:
            then, tag = self._known.get(question, (None, ""))
        return tag if then == moment else None

    def note(self, question: Hashable, moment: Moment, tag: str) -> None:
        """Remember the tag of an answer that was worked out after `moment`."""
        with self._lock:
            self._known[question] = (moment, tag)
            self._known.move_to_end(question)
            while len(self._known) > _MOST_KNOWN:
                self._known.popitem(last=False)

    def _mark(self) -> object:
        if self._connection is None:
            self._connection = _kept(self._engine)
            self._closing = weakref.finalize(self, self._connection.close)
        with read_transaction(self._connection):
            return change_mark(self._connection)

    def _let_go(self) -> None:
        self._known.clear()
        if self._connection is not None:
            self._closing()
            self._connection = None


def _kept(engine: Engine) -> Connection:
    """A connection that no pool counts, closed for good when its holder is gone."""
    connection = connect(engine)
    connection.detach()
    return connection
