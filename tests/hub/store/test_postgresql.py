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
from sqlalchemy import Engine, insert, text

from hub.domain.periods import parse_period
from hub.figures.compare import compare as compare_figures
from hub.figures.devices import devices as devices_figures
from hub.figures.expression import expression as expression_figures
from hub.figures.footfall import footfall as footfall_figures
from hub.figures.satisfaction import satisfaction as satisfaction_figures
from hub.figures.selection import choose
from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.settings import HubSettings, StoreSettings
from hub.store.engine import make_engine, reading, writing
from hub.store.migrate import migrate
from hub.store.schema import (
    audit_minute,
    devices,
    epochs,
    expression_window,
    footfall,
    footfall_day,
    footfall_hour,
    metadata,
    occupancy_reset,
    press,
    press_day,
    press_hour,
    quarantine_count,
    sites,
    zone_window,
)
from hub.store.site_changes import set_site
from tests.hub.ingest.building import (
    SITE,
    START_MS,
    a_press,
    any_event,
    check_sums_equal_a_recount,
    rows,
    sent,
)
from tests.hub.store import first_version, test_sql_views

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
def empty(settings: HubSettings) -> Iterator[Engine]:
    opened = make_engine(settings.store)
    with writing(opened) as conn:
        metadata.drop_all(conn)
        conn.execute(text("DROP TABLE IF EXISTS alembic_version"))
    yield opened
    opened.dispose()


@pytest.fixture
def store(empty: Engine) -> Engine:
    migrate(empty)
    return empty


def test_the_migrations_give_exactly_the_schema(store: Engine) -> None:
    with reading(store) as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_what_the_first_version_stored_is_kept_and_goes_on(empty: Engine) -> None:
    first_version.fill(empty)
    first_version.check_upgraded(empty)


def _everything_in_another_order(seed: int) -> list[Message]:
    messages = [
        sent(any_event(seq) if device == "camera-1" else a_press(seq, 1 + seq % 4), device=device)
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
    assert len(rows(store, press)) == 2 * LAST_SEQ
    of_camera = (footfall, zone_window, occupancy_reset, audit_minute, expression_window)
    assert sum(len(rows(store, table)) for table in of_camera) == LAST_SEQ
    assert rows(store, quarantine_count) == [{"code": "not_json", "n": WORKERS}]
    check_sums_equal_a_recount(store)
    with writing(store) as conn:
        assert set_site(conn, SITE, name=None, timezone="Asia/Kolkata")
    check_sums_equal_a_recount(store)


def test_the_pages_of_cameras_are_answered_as_on_sqlite(
    store: Engine, settings: HubSettings, engine: Engine
) -> None:
    messages = [sent(any_event(seq), device="camera-1") for seq in range(1, LAST_SEQ + 1)]
    answers = []
    for one in (store, engine):
        handler = Handler(one, settings)
        handler.handle(messages)
        handler.close()
        with reading(one) as conn:
            period = parse_period("range", "2026-03-01", "2026-03-04")
            chosen = choose(conn, period=period, now_ms=START_MS)
            faces = expression_figures(conn, chosen, changed="2026-03-02")
            answers.append((footfall_figures(conn, chosen), devices_figures(conn, chosen), faces))
    assert answers[0] == answers[1]
    assert answers[0][0].street.capture is not None
    assert answers[0][0].zones.queues
    assert answers[0][0].leftovers.total is not None
    assert answers[0][1].devices[0].audit is not None
    assert answers[0][2].series[0].total.visitors


def two_shops(engine: Engine) -> None:
    """Hours on both sides of a change of the clocks, each shop with a kiosk and a camera."""
    hour_ms = 3_600_000
    start_ms = 1_774_576_800_000  # 27 March 2026 at 02:00 UTC, two nights before the change
    with writing(engine) as conn:
        for n in (1, 2):
            zone = "Europe/Warsaw"
            conn.execute(insert(sites).values(id=n, code=f"s{n}", name=f"S{n}", timezone=zone))
            for number, room in ((10 * n, "kiosk"), (10 * n + 1, "camera")):
                seen = {"site_id": n, "name": room, "room": room, "first_seen_ms": 0}
                conn.execute(insert(devices).values(id=number, **seen))
            kiosk, camera = {"device_id": 10 * n, "scale": 4}, {"device_id": 10 * n + 1}
            door = {**camera, "line": "door", "kind": "door", "seconds": 3600}
            for hour in range(72):
                at = {"hour_ms": start_ms + hour * hour_ms}
                pressed = {"n1": 3 + n, "n2": hour % 3, "n4": 2, "p4": hour % 2}
                conn.execute(insert(press_hour).values(**kiosk, **at, **pressed))
                conn.execute(insert(footfall_hour).values(**door, **at, entered=20 + hour % 7))
            day = {"day": "2026-03-28"}
            conn.execute(insert(press_day).values(**kiosk, **day, n1=300 + 20 * n, n4=50))
            conn.execute(insert(footfall_day).values(**door, **day, entered=1700))


def test_shops_are_compared_as_on_sqlite(store: Engine, engine: Engine) -> None:
    answers = []
    for one in (store, engine):
        two_shops(one)
        with reading(one) as conn:
            period = parse_period("range", "2026-03-27", "2026-03-30")
            chosen = choose(conn, period=period, now_ms=START_MS, with_play=False)
            answers.append((satisfaction_figures(conn, chosen), compare_figures(conn, chosen)))
    assert answers[0] == answers[1]
    found = answers[0][0].response
    assert found is not None
    assert found.hours == 144


def test_views_for_sql_say_what_was_written(store: Engine) -> None:
    test_sql_views.fill(store)
    test_sql_views.check(store)
