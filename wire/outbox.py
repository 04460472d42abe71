"""The durable queue of a device: an event is on disk before anybody is thanked.

Knows no MQTT. SQLite in WAL mode with synchronous=FULL: a commit survives a power cut
(sqlite.org/pragma.html; NORMAL may roll the last commits back). Events are numbered without gaps
within an `epoch`, which names this very file; the hub counts each (device, epoch, seq) once.

Delivered events stay for a while: a hub that was restored from a backup acknowledges an older
number, and what it lost is sent again.
"""

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from wire import outbox_file
from wire.codec import body
from wire.errors import OutboxError, OutboxFullError
from wire.messages import Event, counters, stream_of
from wire.scalars import Stamp
from wire.settings import OutboxSettings, state_path

_log = logging.getLogger("otklik.outbox")
_EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)
_PRUNE_ROWS = 5_000


class Row(NamedTuple):
    """One waiting event: `body` is the event without `seq` and time, as JSON."""

    seq: int
    stream: str
    at: Stamp
    body: bytes


class OutboxState(NamedTuple):
    """What a status tells of the outbox. `oldest_seq` is 0 when nothing is kept."""

    epoch: str
    last_seq: int
    acked_seq: int
    oldest_seq: int
    counts: dict[str, int]


def _wall_ms(stamp: Stamp) -> int:
    return (stamp.wall - _EPOCH_START) // timedelta(milliseconds=1)


class Outbox:
    """The queue in one SQLite file. All methods may be called from any thread.

    `replaced` is the name a damaged file was moved to at start, or None.

    Raises:
        OutboxError: the file cannot be opened or made, with the cure.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            self._db, self.replaced = outbox_file.open_or_replace(path)
        except (OSError, sqlite3.Error) as error:
            raise OutboxError(
                f"The outbox {path} cannot be opened ({error}). Is its directory there, writable "
                "and not full?"
            ) from error
        self._epoch = self._meta("epoch")
        self._last_seq = int(self._meta("last_seq"))
        self._acked_seq = int(self._meta("acked_seq"))
        self._boots = dict(self._db.execute("SELECT boot, started_ms FROM boots"))

    @classmethod
    def from_settings(cls, settings: OutboxSettings) -> "Outbox":
        """The outbox a device's settings describe."""
        return cls(state_path(settings.path))

    def append(self, event: Event) -> int:
        """Store an event, as `append_all` does. Returns the `seq` it was given."""
        return self.append_all([event])

    def append_all(self, events: list[Event]) -> int:
        """Store several events in one transaction, all or none; returns the last `seq`.

        Raises:
            OutboxFullError: the disk took nothing, and nothing was stored.
        """
        with self._lock:
            seq = self._last_seq
            try:
                with self._transaction():
                    for seq, event in enumerate(events, start=self._last_seq + 1):
                        self._insert(seq, event)
                    self._set_meta("last_seq", str(seq))
            except sqlite3.OperationalError as error:
                raise OutboxFullError(f"The outbox {self.path} took nothing ({error}).") from error
            self._last_seq = seq
            for event in events:
                self._learn(event.at)
        return seq

    def _insert(self, seq: int, event: Event) -> None:
        added = counters(event)
        at = event.at
        self._db.execute(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                seq,
                stream_of(event),
                _wall_ms(at),
                at.boot,
                at.boot_ms,
                at.synced,
                " ".join(f"{name}={n}" for name, n in added.items()),
                body(event),
            ),
        )
        self._count(added)

    def _count(self, added: dict[str, int]) -> None:
        self._db.executemany(
            "INSERT INTO counts VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            added.items(),
        )

    def learn_time(self, now: Stamp) -> None:
        """Once the clock is right, earlier events of the same boot get their right time too."""
        with self._lock, contextlib.suppress(sqlite3.OperationalError):
            self._learn(now)

    def _learn(self, now: Stamp) -> None:
        if now.synced and now.boot not in self._boots:
            started_ms = _wall_ms(now) - now.boot_ms
            self._db.execute("INSERT OR IGNORE INTO boots VALUES (?, ?)", (now.boot, started_ms))
            self._boots[now.boot] = started_ms

    def after(self, seq: int, limit: int) -> list[Row]:
        """The events that follow `seq`, in order, with the best time known for each."""
        with self._lock:
            rows = self._db.execute(
                "SELECT seq, stream, wall_ms, boot, boot_ms, synced, body FROM events "
                "WHERE seq > ? ORDER BY seq LIMIT ?",
                (seq, limit),
            ).fetchall()
        return [
            Row(number, stream, self._stamp(wall_ms, boot, boot_ms, bool(synced)), content)
            for number, stream, wall_ms, boot, boot_ms, synced, content in rows
        ]

    def _stamp(self, wall_ms: int, boot: str, boot_ms: int, synced: bool) -> Stamp:
        started_ms = self._boots.get(boot)
        if not synced and started_ms is not None:
            wall_ms, synced = started_ms + boot_ms, True
        wall = _EPOCH_START + timedelta(milliseconds=wall_ms)
        return Stamp(wall=wall, boot=boot, boot_ms=boot_ms, synced=synced)

    def acknowledge(self, seq: int) -> None:
        """The hub holds everything up to `seq`.

        Lower than before: the hub lost data, and what followed is to be sent again. Higher than
        anything this file ever gave out: the file is an older copy of itself (a restored or cloned
        card, or a card that lied about writing), its numbers were used before, and what waits
        moves to a new epoch so that the hub does not take it for repeats.
        """
        with self._lock, self._transaction():
            if seq > self._last_seq:
                self._begin_new_epoch()
            else:
                self._set_meta("acked_seq", str(seq))
                self._acked_seq = seq

    def _begin_new_epoch(self) -> None:
        _log.error(
            "The hub holds more events of this outbox than it ever sent: the file is an older "
            "copy. Going on under a new epoch."
        )
        self._db.execute("DELETE FROM events WHERE seq <= ?", (self._acked_seq,))
        # Two steps, since SQLite checks the primary key row by row.
        self._db.execute("UPDATE events SET seq = -(seq - ?)", (self._acked_seq,))
        self._db.execute("UPDATE events SET seq = -seq")
        self._db.execute("DELETE FROM counts")
        for (text,) in self._db.execute("SELECT counters FROM events").fetchall():
            pairs = (pair.rsplit("=", 1) for pair in text.split())
            self._count({name: int(n) for name, n in pairs})
        self._last_seq -= self._acked_seq
        self._acked_seq = 0
        self._epoch = uuid4().hex
        for key, value in (("epoch", self._epoch), ("last_seq", str(self._last_seq))):
            self._set_meta(key, value)
        self._set_meta("acked_seq", "0")

    def state(self) -> OutboxState:
        """Numbers for the status."""
        with self._lock:
            oldest = self._db.execute("SELECT min(seq) FROM events").fetchone()[0]
            counts = dict(self._db.execute("SELECT name, n FROM counts"))
            return OutboxState(self._epoch, self._last_seq, self._acked_seq, oldest or 0, counts)

    def prune(self, now: Stamp, *, keep_days: int, max_size_mb: int) -> int:
        """Remove delivered events that are old, or the oldest while the file is too large.

        Never removes what the hub has not acknowledged. Without a trusted clock, age is unknown
        and only size counts. Removes a bounded number at a time; returns how many.
        """
        with self._lock, self._transaction():
            too_large = self._size_bytes() > max_size_mb * 1_000_000
            limit_ms = _wall_ms(now) - keep_days * 86_400_000 if now.synced else -1
            return self._db.execute(
                "DELETE FROM events WHERE seq IN (SELECT seq FROM events "
                "WHERE seq <= ? AND (? OR wall_ms < ?) ORDER BY seq LIMIT ?)",
                (self._acked_seq, too_large, limit_ms, _PRUNE_ROWS),
            ).rowcount

    def _size_bytes(self) -> int:
        """Bytes in use. Pages that were freed are used again and do not count."""
        pages, free, size = (
            self._db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _meta(self, key: str) -> str:
        return str(self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])

    def _set_meta(self, key: str, value: str) -> None:
        self._db.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise
