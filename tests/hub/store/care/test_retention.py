"""Presses go, their sums stay, whatever happens to the shop afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from hub.settings import StoreSettings
from hub.store.audit_log import entries
from hub.store.care.retention import forget, plan
from hub.store.engine import reading, writing
from hub.store.migrate import open_store
from hub.store.schema import press, press_day, press_hour, press_month
from hub.store.site_changes import set_site
from tests.hub.web.books import Books, ms

NOW_MS = round(datetime(2026, 3, 20, 12, tzinfo=UTC).timestamp() * 1000)
SUMS = (press_hour, press_day, press_month)


def nothing() -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("empty") / "hub.sqlite"
    open_store(StoreSettings(path=str(path))).dispose()
    return path.read_bytes()


@pytest.fixture
def books(empty: bytes, tmp_path: Path) -> Iterator[Books]:
    (tmp_path / "hub.sqlite").write_bytes(empty)
    engine = open_store(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    yield Books(engine)
    engine.dispose()


def totals(engine: Engine) -> list[int]:
    with reading(engine) as conn:
        return [
            conn.execute(
                select(func.coalesce(func.sum(sum(t.c[f"n{n}"] for n in range(1, 7))), 0))
            ).scalar_one()
            for t in SUMS
        ]


def raw(engine: Engine) -> int:
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(press)).scalar_one()


def test_months_that_are_over_keep_their_sums_only(books: Books) -> None:
    site = books.site("riga", "Riga", "Europe/Riga")
    kiosk = books.device(site, "k", "kiosk")
    old = [(ms(f"2025-{month:02d}-15T12:00:00"), 1) for month in range(1, 13)]
    edge = [(ms("2026-02-01T00:00:00", "Europe/Riga"), 2)]
    just_before = [(edge[0][0] - 1, 3)]
    books.press(kiosk, [*old, *just_before, *edge])
    (found,) = plan(books.engine, 1, NOW_MS)
    assert found == ("riga", "2026-02-01", 13)
    assert raw(books.engine) == 14
    assert forget(books.engine, 1, NOW_MS, who="test", alive=nothing) == [found]
    assert raw(books.engine) == 1
    assert totals(books.engine) == [14, 14, 14]
    assert forget(books.engine, 1, NOW_MS, who="test", alive=nothing) == []
    with reading(books.engine) as conn:
        (entry,) = entries(conn)
    assert (entry.what, entry.about) == ("presses.forgotten", "shop riga")
    assert entry.details == {"before": "2026-02-01", "presses": 13}


def test_a_longer_setting_later_brings_nothing_back(books: Books) -> None:
    kiosk = books.device(books.site("riga", "Riga", "UTC"), "k", "kiosk")
    books.press(kiosk, [(ms("2026-01-15T12:00:00"), 1), (ms("2025-11-15T12:00:00"), 1)])
    forget(books.engine, 1, NOW_MS, who="test", alive=nothing)
    # A press of an outbox that was away: counted, and forgotten like the others of its time.
    books.press(kiosk, [(ms("2026-01-20T12:00:00"), 1)])
    (found,) = forget(books.engine, 6, NOW_MS, who="test", alive=nothing)
    assert found == ("riga", "2026-02-01", 1)
    assert totals(books.engine) == [3, 3, 3]


zones = st.sampled_from(
    ["UTC", "Europe/Riga", "Asia/Kolkata", "Pacific/Kiritimati", "America/St_Johns"]
)
minutes = st.lists(st.integers(0, 120 * 24 * 60), min_size=1, max_size=60)


@settings(max_examples=25)
@given(minutes, zones, st.lists(zones, max_size=4))
def test_each_press_stays_in_one_sum_whatever_zones_the_shop_moves_to(
    tmp_path_factory: pytest.TempPathFactory,
    empty: bytes,
    when: list[int],
    first_zone: str,
    moves: list[str],
) -> None:
    path = tmp_path_factory.mktemp("moves") / "hub.sqlite"
    path.write_bytes(empty)
    engine = open_store(StoreSettings(path=str(path)))
    books = Books(engine)
    kiosk = books.device(books.site("riga", "Riga", first_zone), "k", "kiosk")
    books.press(kiosk, [(NOW_MS - minute * 60_000, 1) for minute in when])
    forget(engine, 1, NOW_MS, who="test", alive=nothing)
    for zone in moves:
        with writing(engine) as conn:
            set_site(conn, "riga", name=None, timezone=zone)
    assert totals(engine) == [len(when)] * 3
    engine.dispose()
