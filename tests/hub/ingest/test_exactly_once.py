"""The promise of ingest, for any way that messages may come and any moment the store may fail."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event

from hub.errors import StoreUnavailableError
from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.settings import HubSettings, StoreSettings
from hub.store.migrate import open_store
from hub.store.schema import (
    audit_minute,
    epoch_ahead,
    epochs,
    expression_window,
    footfall,
    occupancy_reset,
    press,
    zone_window,
)
from tests.hub.ingest.building import (
    a_press,
    any_event,
    check_sums_equal_a_recount,
    rows,
    sent,
)
from wire.messages import Event

DEVICES = ("kiosk-1", "kiosk-2", "camera-1")
LAST_SEQ = 12


def _event(device: str, seq: int) -> Event:
    return any_event(seq) if device == "camera-1" else a_press(seq, 1 + seq % 4, play=seq % 3 == 0)


@st.composite
def _one_batch(draw: st.DrawFn) -> Message:
    device = draw(st.sampled_from(DEVICES))
    seqs = draw(st.lists(st.integers(1, LAST_SEQ), min_size=1, max_size=5))
    events = [_event(device, seq) for seq in seqs]
    same_stream = [one for one in events if type(one) is type(events[0])]
    return sent(*same_stream, device=device)


@st.composite
def _ways(draw: st.DrawFn) -> list[list[Message]]:
    """Everything comes at least once, among repeats, in any order, cut into transactions."""
    everything = [sent(_event(device, n), device=device) for device in DEVICES for n in _SEQS]
    messages = draw(st.permutations(everything + draw(st.lists(_one_batch(), max_size=20))))
    cuts = sorted(draw(st.sets(st.integers(1, len(messages)), max_size=12)) | {0, len(messages)})
    return [list(messages[a:b]) for a, b in pairwise(cuts)]


_SEQS = range(1, LAST_SEQ + 1)


class FailingStore:
    """Makes the n-th statement from now fail, as a full disk does."""

    def __init__(self, engine: Engine) -> None:
        self.fail_in: int | None = None
        event.listen(engine, "before_cursor_execute", self._on_statement)

    def _on_statement(self, conn: Connection, *_: object) -> None:
        if self.fail_in is None:
            return
        self.fail_in -= 1
        if self.fail_in <= 0:
            self.fail_in = None
            # A fault that SQLite itself reports, in the middle of the transaction.
            conn.connection.cursor().execute("SELECT * FROM disk_is_full")


@contextmanager
def _store() -> Iterator[tuple[Engine, HubSettings]]:
    with tempfile.TemporaryDirectory() as folder:
        config = HubSettings(store=StoreSettings(path=str(Path(folder) / "hub.sqlite")))
        engine = open_store(config.store)
        yield engine, config
        engine.dispose()


@settings(max_examples=40, deadline=None)
@given(
    transactions=_ways(),
    failures=st.lists(st.none() | st.integers(1, 14), max_size=20),
    workers=st.lists(st.integers(0, 1), min_size=1),
)
def test_each_event_is_stored_once_whatever_happens_on_the_way(
    transactions: list[list[Message]], failures: list[int | None], workers: list[int]
) -> None:
    with _store() as (engine, config):
        store = FailingStore(engine)
        handlers = [Handler(engine, config), Handler(engine, config)]
        for number, messages in enumerate(transactions):
            handler = handlers[workers[number % len(workers)]]
            store.fail_in = failures[number] if number < len(failures) else None
            try:
                acks = handler.handle(messages)
            except StoreUnavailableError:
                acks = handler.handle(messages)
            store.fail_in = None
            assert all(ack.ack.seq <= LAST_SEQ for ack in acks)
        for handler in handlers:
            handler.close()
        assert [row["contiguous_seq"] for row in rows(engine, epochs)] == [LAST_SEQ] * len(DEVICES)
        assert rows(engine, epoch_ahead) == []
        assert len(rows(engine, press)) == 2 * LAST_SEQ
        of_camera = [footfall, zone_window, occupancy_reset, audit_minute, expression_window]
        assert [len(rows(engine, table)) for table in of_camera] == [3, 4, 2, 2, 1]
        check_sums_equal_a_recount(engine)


def test_a_transaction_that_fails_at_any_statement_leaves_nothing() -> None:
    messages = [sent(a_press(1)), sent(a_press(3))]
    messages += [sent(any_event(seq), device="camera-1") for seq in range(1, 8)]
    with _store() as (engine, config):
        store = FailingStore(engine)
        handler = Handler(engine, config)
        for statement in range(1, 100):
            store.fail_in = statement
            try:
                handler.handle(messages)
            except StoreUnavailableError:
                assert rows(engine, press) == []
                assert rows(engine, epochs) == []
            else:
                break
        store.fail_in = None
        handler.close()
        assert 15 < statement < 100  # each of them failed once, and then there was none left
        assert len(rows(engine, press)) == 2
        check_sums_equal_a_recount(engine)
