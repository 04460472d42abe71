"""The same promises on PostgreSQL, with several ingest workers at once.

In the address in OTKLIK_TEST_POSTGRESQL, a database that may be overwritten; or else on a server of
its own, where the system's package of it is installed.
"""

import os
import random
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, select, text, update

from hub.domain.periods import days, parse_period
from hub.figures.compare import compare as compare_figures
from hub.figures.devices import devices as devices_figures
from hub.figures.expression import expression as expression_figures
from hub.figures.footfall import footfall as footfall_figures
from hub.figures.satisfaction import satisfaction as satisfaction_figures
from hub.figures.selection import choose
from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.machines.device_settings import renewed
from hub.settings import HubSettings, StoreSettings
from hub.store import remote
from hub.store.blocks import make_blocks
from hub.store.engine import make_engine, reading, writing
from hub.store.migrate import migrate
from hub.store.schema import (
    audit_minute,
    block,
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
from hub.store.stale import mark_all
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
from tests.hub.web.books import ms
from tests.support.postgresql import Server, programs

LAST_SEQ = 100
WORKERS = 3


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a database that may be overwritten."""
    given = os.environ.get("OTKLIK_TEST_POSTGRESQL")
    if given:
        yield given
        return
    folder = programs()
    if folder is None:
        pytest.skip("needs PostgreSQL: apt install postgresql, or OTKLIK_TEST_POSTGRESQL")
    # Not pytest's own folder: the server's user may not enter it.
    with tempfile.TemporaryDirectory(prefix="otklik-postgresql-") as made:
        server = Server(Path(made), folder)
        server.start()
        yield server.address
        server.stop()


@pytest.fixture
def settings(address: str) -> HubSettings:
    return HubSettings(store=StoreSettings(url=address))


@pytest.fixture
def empty(settings: HubSettings) -> Iterator[Engine]:
    opened = make_engine(settings.store)
    with writing(opened) as conn:
        conn.execute(text("DROP SCHEMA public CASCADE"))
        conn.execute(text("CREATE SCHEMA public"))
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
            for day in days("2026-03-27", "2026-03-30"):
                conn.execute(insert(press_day).values(**kiosk, day=day, n1=300 + 20 * n, n4=50))
                conn.execute(insert(footfall_day).values(**door, day=day, entered=1700))
        mark_all(conn)


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


def test_blocks_are_made_as_on_sqlite(store: Engine, engine: Engine) -> None:
    made = []
    for one in (store, engine):
        two_shops(one)
        with writing(one) as conn:
            assert make_blocks(conn, now_ms=ms("2026-03-30T12:00:00"), most=100) == 6
        with reading(one) as conn:
            made.append(sorted(tuple(row) for row in conn.execute(select(block))))
            period = parse_period("range", "2026-03-01", "2026-03-31")
            chosen = choose(conn, period=period, now_ms=START_MS)
            found = satisfaction_figures(conn, chosen).response
        assert found is not None
        assert found.hours == 144
    assert made[0] == made[1]


def test_settings_of_devices_are_kept_as_on_sqlite(store: Engine) -> None:
    """Of many who change one layer at the same moment one is let in; numbers only grow."""
    two_shops(store)

    def change(name: str) -> bool:
        made = remote.Version("organisation", 1, {"kiosk.settle_ms": 7}, 1, name, "", None)
        with writing(store) as conn:
            return remote.add_version(conn, "kiosk", made)

    with ThreadPoolExecutor(6) as people:
        assert sum(people.map(change, "abcdef")) == 1
    with writing(store) as conn:
        conn.execute(update(devices).values(room="kiosk"))
        before = list(remote.targets(conn, "kiosk"))
        fresh = renewed(conn, {one.id: one for one in before}, 2)
        for one in fresh:
            remote.put_wanted(conn, one)
        assert remote.send_again(conn, [one.device_id for one in fresh], 3) == len(before) > 0
        told = remote.Told(1, {"kiosk.settle_ms": 7.5, "buttons[].label": ["a", "ü"]}, 4)
        for _ in range(2):
            remote.note_told(conn, before[0].site, before[0].name, told)
    with reading(store) as conn:
        assert remote.told_by_device(conn, [before[0].id]) == {before[0].id: told}
        assert {one.number for one in remote.wanted_by_device(conn).values()} == {2}
        assert renewed(conn, {one.id: one for one in before}, 5) == []


def test_a_page_sees_one_state_of_the_store(store: Engine) -> None:
    """Blocks and the marks of stale days are read one after the other, and must fit together."""
    two_shops(store)
    with reading(store) as conn:
        before = conn.execute(select(block)).all()
        with writing(store) as other:
            make_blocks(other, now_ms=ms("2026-03-30T12:00:00"), most=100)
        assert conn.execute(select(block)).all() == before == []
