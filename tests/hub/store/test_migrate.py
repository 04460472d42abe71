import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, select, text

from hub.errors import StoreError
from hub.settings import StoreSettings
from hub.store.engine import make_engine, reading, writing
from hub.store.migrate import _config, migrate, open_store, pending
from hub.store.schema import (
    DWELL_COLUMNS,
    devices,
    footfall_day,
    metadata,
    sales_day,
    sites,
    stale_day,
    zone_clock,
    zone_day,
    zone_hour,
)
from tests.hub.store import first_version


def _declared(path: Path) -> dict[str, str]:
    """Each table as SQLite sees it: columns, keys, indexes, foreign keys, its rowid."""
    database = sqlite3.connect(path)
    names = [
        name
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "alembic_"))
    ]
    found = {
        name: repr(
            [sorted(database.execute(f"PRAGMA table_info({name})"))]
            # Without their numbers: a table's indexes and keys have no order.
            + [
                sorted(tuple(row[1:]) for row in database.execute(f"PRAGMA {kind}({name})"))
                for kind in ("index_list", "foreign_key_list")
            ]
            + list(database.execute("SELECT wr FROM pragma_table_list(?)", (name,)))
        )
        for name in names
    }
    database.close()
    return found


def test_the_migrations_give_exactly_the_schema(engine: Engine, tmp_path: Path) -> None:
    with reading(engine) as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
    other = StoreSettings(path=str(tmp_path / "direct.sqlite"))
    made_directly = open_store(other)
    with writing(made_directly) as conn:
        metadata.drop_all(conn)
        metadata.create_all(conn)
    made_directly.dispose()
    # compare_metadata does not look at everything; SQLite's own view of both must agree too.
    assert _declared(tmp_path / "hub.sqlite") == _declared(tmp_path / "direct.sqlite")


def test_nothing_is_pending_afterwards(engine: Engine) -> None:
    assert not pending(engine)
    assert not migrate(engine)


def test_what_the_first_version_stored_is_kept_and_goes_on(tmp_path: Path) -> None:
    engine = make_engine(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    first_version.fill(engine)
    first_version.check_upgraded(engine)
    engine.dispose()


def test_hours_of_zones_are_added_up_by_the_shops_clock(tmp_path: Path) -> None:
    engine = make_engine(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    autumn_ms = 1_792_886_400_000  # 2026-10-25T00:00Z: Warsaw's clocks show two o'clock twice
    stays = dict.fromkeys((*DWELL_COLUMNS, "dwell_ms", "occupancy_ms", "staff_visits"), 1)
    near = {"device_id": 1, "zone": "till", "kind": "queue", "seconds": 3600} | stays
    hours = [(0, 5), (1, 4), (2, 3), (24, 2), (24 * 7, 1)]
    with writing(engine) as conn:
        command.upgrade(_config(conn), "0014")
        shop = {"id": 1, "code": "a", "name": "A", "timezone": "Europe/Warsaw"}
        conn.execute(insert(sites).values(**shop, confirmed=True))
        camera = {"id": 1, "site_id": 1, "name": "c", "first_seen_ms": 0}
        conn.execute(insert(devices).values(**camera, sample=False, online=False))
        conn.execute(insert(zone_day).values(**near, day="2026-10-25", visits=1, most=1))
        for hour, most in hours:
            at_ms = autumn_ms + hour * 3_600_000
            conn.execute(insert(zone_hour).values(**near, hour_ms=at_ms, visits=10, most=most))
    migrate(engine)
    with reading(engine) as conn:
        row = zone_clock.c
        asked = conn.execute(
            zone_clock.select().order_by(row.month, row.minutes, row.again)
        ).mappings()
        found = [(r["month"], r["minutes"], r["again"], r["visits"], r["most"]) for r in asked]
    assert found == [
        ("2026-10", 60, False, 10, 2),
        ("2026-10", 120, False, 10, 5),
        ("2026-10", 120, True, 10, 4),
        ("2026-10", 180, False, 10, 3),
        ("2026-11", 60, False, 10, 1),
    ]
    engine.dispose()


def test_days_with_sales_and_visitors_get_their_blocks_anew(tmp_path: Path) -> None:
    engine = make_engine(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    zero = dict.fromkeys(("seconds", "frames", "dropped", "staff_entered", "staff_left"), 0)
    with writing(engine) as conn:
        command.upgrade(_config(conn), "0015")
        shop = {"id": 1, "code": "a", "name": "A", "timezone": "Europe/Warsaw"}
        conn.execute(insert(sites).values(**shop, confirmed=True))
        camera = {"id": 1, "site_id": 1, "name": "c", "first_seen_ms": 0}
        conn.execute(insert(devices).values(**camera, sample=False, online=False))
        for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
            row = {"device_id": 1, "day": day, "line": "door", "kind": "door", "entered": 1}
            conn.execute(insert(footfall_day).values(**row, left=1, **zero))
        for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
            row = {"site_id": 1, "day": day, "transactions": 1, "by_hour": False}
            conn.execute(insert(sales_day).values(**row))
        conn.execute(insert(stale_day).values(device_id=1, day="2026-03-03", changes=7))
    migrate(engine)
    with reading(engine) as conn:
        found = conn.execute(select(stale_day).order_by(stale_day.c.day)).all()
        assert found == [(1, "2026-03-02", 1), (1, "2026-03-03", 7)]
    engine.dispose()


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    settings = StoreSettings(path=str(tmp_path / "hub.sqlite"))
    with ThreadPoolExecutor(6) as pool:
        engines = list(pool.map(lambda _: open_store(settings), range(6)))
    with reading(engines[0]) as conn:
        assert conn.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    for one in engines:
        one.dispose()


def test_the_store_of_a_newer_version_is_refused_with_the_cure(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"9999.*newer version"):
        migrate(engine)


def test_only_the_owner_may_read_the_store(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as conn:
        conn.execute(text("INSERT INTO quarantine_count VALUES ('x', 1)"))
        for file in tmp_path.glob("hub.sqlite*"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
