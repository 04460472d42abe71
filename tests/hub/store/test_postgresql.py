"""The same promises on PostgreSQL, with several ingest workers at once.

Needs a server and its driver: `pip install 'psycopg[binary]'`, and in OTKLIK_TEST_POSTGRESQL the
address of an empty database that may be overwritten.
"""

import os
import random
import threading
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.settings import HubSettings, StoreSettings
from hub.store.engine import make_engine, reading, writing
from hub.store.migrate import open_store
from hub.store.schema import epochs, footfall, metadata, press, quarantine_count
from hub.store.sites import set_site
from tests.hub.ingest.building import (
    SITE,
    START_MS,
    a_press,
    a_window,
    check_sums_equal_a_recount,
    rows,
    sent,
)

ADDRESS = os.environ.get("OTKLIK_TEST_POSTGRESQL", "")
LAST_SEQ = 100
WORKERS = 3

pytestmark = pytest.mark.skipif(
    not ADDRESS, reason="needs PostgreSQL: OTKLIK_TEST_POSTGRESQL names no database"
)


@pytest.fixture
def settings() -> HubSettings:
    return HubSettings(store=StoreSettings(url=ADDRESS))


@pytest.fixture
def store(settings: HubSettings) -> Iterator[Engine]:
    empty = make_engine(settings.store)
    with writing(empty) as conn:
        metadata.drop_all(conn)
        conn.execute(text("DROP TABLE IF EXISTS alembic_version"))
    empty.dispose()
    opened = open_store(settings.store)
    yield opened
    opened.dispose()


def test_the_migrations_give_exactly_the_schema(store: Engine) -> None:
    with reading(store) as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def _everything_in_another_order(seed: int) -> list[Message]:
    messages = [
        sent(a_window(seq) if device == "camera-1" else a_press(seq, 1 + seq % 4), device=device)
        for device in ("kiosk-1", "kiosk-2", "camera-1")
        for seq in range(1, LAST_SEQ + 1)
    ]
    random.Random(seed).shuffle(messages)
    return [*messages, Message("otklik/1/a/b/press", b"no json \0", START_MS)]


def test_workers_that_get_the_same_store_each_event_once(
    store: Engine, settings: HubSettings
) -> None:
    def work(seed: int) -> None:
        handler = Handler(store, settings)
        messages = _everything_in_another_order(seed)
        for start in range(0, len(messages), 7):
            handler.handle(messages[start : start + 7])
        handler.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [row["contiguous_seq"] for row in rows(store, epochs)] == [LAST_SEQ] * 3
    assert (len(rows(store, press)), len(rows(store, footfall))) == (2 * LAST_SEQ, LAST_SEQ)
    assert rows(store, quarantine_count) == [{"code": "not_json", "n": WORKERS}]
    check_sums_equal_a_recount(store)
    with writing(store) as conn:
        assert set_site(conn, SITE, name=None, timezone="Asia/Kolkata")
    check_sums_equal_a_recount(store)
