"""Live updates: one thread looks for changes and works out each view once, for all who watch it.

What a view is, its maker decides: here it is a name that `compute` turns into bytes. Nothing runs
while nobody watches. A view that is costly to work out is worked out less often, so that watching
never takes more than a fifth of a core.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from sqlalchemy import Connection, Engine

from hub.errors import HubError
from hub.store.changes import change_mark
from wire.clock import Clock

_log = logging.getLogger("otklik.live")

POLL_MS: Final = {"sqlite": 50, "postgresql": 500}
"""Asking SQLite costs some microseconds; asking a server is a round trip."""
REFRESH_MS: Final = 5_000
"""What changes by itself is shown after this long: midnight, a device that falls silent."""
HEARTBEAT_SECONDS: Final = 15.0
"""A closed browser is noticed at the next write only."""
_REST_FACTOR: Final = 4
_TROUBLE: Final = b'{"trouble": "The hub cannot read its store."}'


class TooManyStreamsError(HubError, RuntimeError):
    """All live streams are in use. The page works without; it asks again later."""


class Broadcaster:
    """Sends each watcher of a view its newest bytes.

    Args:
        engine: the store to watch.
        compute: a view's bytes as of now; called on the broadcaster's thread only.
        clock: paces the thread.
        max_streams: watchers at once; each holds one of the web server's threads.
    """

    def __init__(
        self,
        engine: Engine,
        compute: Callable[[str], bytes],
        clock: Clock,
        *,
        max_streams: int,
    ) -> None:
        self._engine = engine
        self._compute = compute
        self._clock = clock
        self._max_streams = max_streams
        self._poll_ms = POLL_MS[engine.dialect.name]
        self._watched: Counter[str] = Counter()
        self._newest: dict[str, bytes] = {}
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def streams(self) -> int:
        """Watchers now."""
        with self._changed:
            return self._watched.total()

    def watch(self, view: str) -> "Watch":
        """The view's bytes now and after each change, until `stop`.

        Empty bytes mean that it is only time for a sign of life. Close it when the watcher is
        gone.

        Raises:
            TooManyStreamsError: at once, not at the first step.
        """
        with self._changed:
            if self._watched.total() >= self._max_streams or self._stopping.is_set():
                raise TooManyStreamsError(
                    f"All {self._max_streams} live streams are in use: close a page, or raise "
                    "`web.max_live_streams`."
                )
            self._watched[view] += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="otklik-live", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return Watch(self, view)

    def stop(self) -> None:
        """End all streams and the thread."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def wait_for(self, view: str, seen: bytes | None) -> bytes | None:
        """Wait for bytes that differ from those seen. Empty: nothing yet. None: it is over."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._stopping.is_set() or self._newest.get(view, seen) != seen,
                timeout=HEARTBEAT_SECONDS,
            )
            if self._stopping.is_set():
                return None
            newest = self._newest.get(view)
            return b"" if newest is None or newest == seen else newest

    def leave(self, view: str) -> None:
        """A watcher has gone."""
        with self._changed:
            self._watched[view] -= 1
            if self._watched[view] <= 0:
                del self._watched[view]
                self._newest.pop(view, None)

    def _run(self) -> None:
        trouble = ""
        while self._wait_for_watchers():
            try:
                with self._engine.connect() as connection:
                    self._follow(connection)
                trouble = ""
            except Exception as error:  # noqa: BLE001 - pages must come back when the store does
                if str(error) != trouble:
                    trouble = str(error)
                    _log.exception("Live updates cannot read the store; trying on.")
                self._publish(dict.fromkeys(self._views(), _TROUBLE))
                self._stopping.wait(1)

    def _follow(self, connection: Connection) -> None:
        """Watch the store while somebody watches us."""
        mark, computed_ms = object(), -REFRESH_MS
        while (views := self._views()) and not self._stopping.is_set():
            with connection.begin():
                # Before computing: what is written meanwhile is a change for the next round.
                now_mark = change_mark(connection)
            start_ms = self._clock.boot_ms()
            rest_ms = self._poll_ms
            is_old = start_ms - computed_ms >= REFRESH_MS
            if now_mark != mark or is_old or self._somebody_has_nothing():
                computed = {view: self._compute(view) for view in sorted(views)}
                rest_ms = max(rest_ms, _REST_FACTOR * (self._clock.boot_ms() - start_ms))
                self._publish(computed)
                mark, computed_ms = now_mark, start_ms
            self._rest(rest_ms)

    def _rest(self, rest_ms: int) -> None:
        """Wait, but not when somebody new wants to see something."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._stopping.is_set() or self._somebody_has_nothing(),
                timeout=rest_ms / 1000,
            )

    def _somebody_has_nothing(self) -> bool:
        """Whether a view was not worked out since somebody came to watch it, or came again."""
        with self._changed:
            return bool(self._watched.keys() - self._newest.keys())

    def _publish(self, computed: dict[str, bytes]) -> None:
        with self._changed:
            self._newest.update((v, b) for v, b in computed.items() if v in self._watched)
            self._changed.notify_all()

    def _views(self) -> frozenset[str]:
        with self._changed:
            return frozenset(self._watched)

    def _wait_for_watchers(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping.is_set() or bool(self._watched))
        return not self._stopping.is_set()


class Watch(Iterator[bytes]):
    """One watcher's stream. `close` is called by the web server when the browser has gone."""

    def __init__(self, broadcaster: Broadcaster, view: str) -> None:
        self._broadcaster = broadcaster
        self._view = view
        self._seen: bytes | None = None
        self._open = True

    def __next__(self) -> bytes:
        newest = self._broadcaster.wait_for(self._view, self._seen)
        if newest is None:
            self.close()
            raise StopIteration
        self._seen = newest or self._seen
        return newest

    def close(self) -> None:
        """Free the place."""
        if self._open:
            self._open = False
            self._broadcaster.leave(self._view)
