"""What is kept between two readings: pages tell what a hub tells that reads for the first time.

The hub that reads for the first time is checked against the raw events elsewhere.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, event, select

from hub.domain.blocks import Part
from hub.domain.periods import Period, Slice, parse_period, span
from hub.figures.report import report_figures
from hub.figures.selection import choose
from hub.settings import StoreSettings
from hub.store import (
    block_queries,
    expression_queries,
    finished,
    footfall_queries,
    press_queries,
    zone_queries,
)
from hub.store.blocks import make_blocks
from hub.store.care.backup import back_up, restore
from hub.store.editions import editions, renew
from hub.store.engine import make_engine, reading, writing
from hub.store.kept import Kept
from hub.store.once import once
from hub.store.schema import sites
from hub.store.site_changes import set_site
from hub.store.stale import mark_all
from tests.hub.web.books import Books, Device, ms
from tests.hub.web.expression_books import Faces

ZONES = ["Europe/Warsaw", "Europe/Warsaw", "Australia/Lord_Howe"]
NOW_MS = ms("2026-03-05T12:00:00")
DAY_MS = 86_400_000
SPANS = (("2025-12-20", "2026-03-05"), ("2026-02-01", "2026-02-28"), ("2024-12-30", "2026-03-05"))


@pytest.fixture
def books(engine: Engine) -> Books:
    return Books(engine)


def shops(books: Books) -> list[tuple[Device, Device]]:
    return [
        (books.device(site, "k", "kiosk"), books.device(site, "c", "camera"))
        for n, zone in enumerate(ZONES)
        for site in [books.site(f"s{n}", f"Shop {n}", zone)]
    ]


def slices(first: str, last: str, zones: Sequence[str]) -> list[Slice]:
    period = parse_period("range", first, last)
    by_zone = {
        zone: tuple(n for n, one in enumerate(zones, start=1) if one == zone) for zone in zones
    }
    return [Slice(zone, ids, span(period, ZoneInfo(zone), 0)) for zone, ids in by_zone.items()]


def told(engine: Engine, zones: Sequence[str]) -> list[object]:
    """All that is kept, as pages read it; twice within one reading it is the same."""
    found: list[object] = []
    with reading(engine) as conn:
        for first, last in SPANS:
            asked = slices(first, last, zones)
            for part in Part:
                found.append(block_queries.together(conn, part, asked).tolist())
                found.append(block_queries.by_shop(conn, part, asked).tolist())
            found += [press_queries.by_device(conn, asked), press_queries.by_month(conn, asked)]
            found += [footfall_queries.by_line(conn, asked), footfall_queries.by_month(conn, asked)]
            found.append(footfall_queries.by_street_line(conn, asked))
            found.append(zone_queries.by_zone(conn, asked))
            # Several rows for one key are of no matter: pages add them up.
            hours = zone_queries.by_clock(conn, asked, "queue")
            found.append(sorted((one.hour, sum(one.stays.dwell)) for one in hours))
            by_day = expression_queries.by_day(conn, asked)
            found.append(sorted((one.day, one.zone or "", *one.sums[:2]) for one in by_day))
            zoned = expression_queries.by_zone(conn, asked)
            found.append(sum(one.sums.visitors for one in zoned))
        chosen = choose(conn, period=Period("today"), now_ms=NOW_MS)
        found.append(report_figures(conn, chosen, "week", date(2026, 2, 23)))
    return found


def happen(rng: random.Random, books: Books, devices: Sequence[tuple[Device, Device]]) -> None:
    """Something of one shop: mostly of today, sometimes of an earlier day."""
    kiosk, camera = rng.choice(devices)
    back = rng.choice((0, 0, 1, 9, 70, 400))
    at = NOW_MS - back * DAY_MS - rng.randrange(DAY_MS)
    match rng.randrange(5):
        case 0:
            books.press(kiosk, [(at + n, 1 + n % 4) for n in range(rng.randint(1, 30))])
        case 1:
            hour_ms = at // 3_600_000 * 3_600_000
            books.window(camera, [(hour_ms + n * 60_000, n % 3, n % 2) for n in range(55)])
        case 2:
            books.window(camera, [(at, 2, 1)], line="pavement", kind="street")
        case 3:
            books.zone(camera, [(at, [5.0, 70.0])], kind="queue", zone="till", most=3)
        case _:
            Faces(books).tell(camera, at)


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_tells_what_a_first_reading_tells(
    engine: Engine, books: Books, seed: int
) -> None:
    rng = random.Random(seed)
    devices, zones = shops(books), list(ZONES)
    for step in range(6):
        for _ in range(rng.randint(1, 3)):
            happen(rng, books, devices)
        with writing(engine) as conn:
            match rng.randrange(8):
                case 0 | 1 | 2:
                    make_blocks(conn, now_ms=NOW_MS, most=rng.choice((2, 1000)))
                case 3:
                    mark_all(conn, rng.choice((None, 1, 2, 3)))
                case 4 if step > 2 and zones[1] == ZONES[1]:
                    zones[1] = "Asia/Kolkata"
                    set_site(conn, "s1", name=None, timezone=zones[1])
                    kiosk, camera = (replace(one, zone=zones[1]) for one in devices[1])
                    devices[1] = kiosk, camera
                case _:
                    pass
        first = make_engine(StoreSettings(path=str(engine.url.database)))
        try:
            assert told(engine, zones) == told(first, zones)
        finally:
            first.dispose()


def test_each_kind_of_event_is_told_when_it_comes_late(engine: Engine, books: Books) -> None:
    _, camera = shops(books)[0]
    late_ms = NOW_MS - 9 * DAY_MS
    for late in (
        lambda: books.zone(camera, [(late_ms, [5.0])], kind="queue", zone="till"),
        lambda: Faces(books).tell(camera, late_ms),
        lambda: books.window(camera, [(late_ms, 2, 1)]),
    ):
        with writing(engine) as conn:
            make_blocks(conn, now_ms=NOW_MS, most=1000)
        before = told(engine, ZONES)
        late()
        assert told(engine, ZONES) != before


def test_only_the_shop_that_changed_is_read_again(engine: Engine, books: Books) -> None:
    devices = shops(books)
    for kiosk, _ in devices:
        books.press(kiosk, [(NOW_MS - 9 * DAY_MS, 1)])
    with writing(engine) as conn:
        make_blocks(conn, now_ms=NOW_MS, most=100)
    read: list[tuple[int, ...]] = []

    def remember(one: Slice, _: finished.Days) -> dict[int, bytes]:
        read.append(one.site_ids)
        return dict.fromkeys(one.site_ids, b"x")

    asked = slices(*SPANS[0], [ZONES[0]] * 3)[0]
    for late in (None, devices[1][0], None):
        if late:
            books.press(late, [(NOW_MS - 8 * DAY_MS, 1)])
        with reading(engine) as conn:
            assert finished.by_shop(conn, "a test", asked, remember) == [b"x"] * 3
    assert read == [(1, 2, 3), (2,)]


def test_only_what_a_shop_tells_of_all_its_days_is_made_again(engine: Engine, books: Books) -> None:
    devices = shops(books)
    asked = slices(*SPANS[0], [ZONES[0]] * 3)[0]
    made: list[tuple[int, ...]] = []

    def make(one: Slice) -> dict[int, str]:
        made.append(one.site_ids)
        return dict.fromkeys(one.site_ids, "x")

    for site_ids, comes_back_days in (((1, 2, 3), 9), ((1, 2, 3), 0), ((2, 3), 9), ((2, 3), None)):
        with reading(engine) as conn:
            told = finished.each(conn, "a test", asked._replace(site_ids=site_ids), make, len)
        assert told == dict.fromkeys(site_ids, "x")
        if comes_back_days is not None:
            books.press(devices[1][0], [(NOW_MS - comes_back_days * DAY_MS, 1)])
    assert made == [(1, 2, 3), (2,), (2,), (2,)]


def test_a_warm_page_reads_what_came_and_nothing_else(engine: Engine, books: Books) -> None:
    kiosks = [kiosk for kiosk, _ in shops(books)]
    for one in kiosks:
        books.press(one, [(NOW_MS - 9 * DAY_MS, 1), (NOW_MS - 1000, 2)])
    with writing(engine) as conn:
        make_blocks(conn, now_ms=NOW_MS, most=100)
    asked, said = slices(*SPANS[0], ZONES), list[tuple[str, object]]()
    event.listen(engine, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    tables = list[list[object]]()
    for comes in (0, 0, 1):
        if comes:
            books.press(kiosks[1], [(NOW_MS - 500, 2)])
        said.clear()
        with reading(engine) as conn:
            found = block_queries.together(conn, Part.PRESS_DAY, asked)
        assert found[:, 2:8].sum() == 6 + comes
        tables.append([what for sql, what in said if "press_hour" in sql or "FROM block " in sql])
    _, quiet, pressed = tables
    assert not quiet
    assert [str(what).count("[2]") for what in pressed] == [1], pressed


def test_a_reading_that_began_earlier_tells_what_was_stored_then(
    engine: Engine, books: Books
) -> None:
    kiosks = [kiosk for kiosk, _ in shops(books)]
    asked = slices(*SPANS[0], ZONES)

    def told(conn: Connection) -> tuple[int, ...]:
        sums = block_queries.together(conn, Part.PRESS_DAY, asked)[:, 2:8].sum()
        return int(sums), sum(
            row.buttons.presses[0] for row in press_queries.by_device(conn, asked)
        )

    books.press(kiosks[0], [(NOW_MS - 1000, 1)])
    with reading(engine) as earliest, reading(engine) as early:
        assert earliest.execute(select(sites.c.id)).all()
        assert told(early) == (1, 1)
        books.press(kiosks[1], [(NOW_MS - 500, 1), (NOW_MS - 400, 1)])
        with reading(engine) as late:
            assert told(late) == (3, 3)
        assert told(earliest) == (1, 1)
    with reading(engine) as again:
        assert told(again) == (3, 3)


def test_what_a_store_told_before_it_was_restored_is_forgotten(
    engine: Engine, books: Books, tmp_path: Path
) -> None:
    kiosk, _ = shops(books)[0]
    books.press(kiosk, [(NOW_MS - 1000, 1)])
    back_up(engine, tmp_path / "otklik.backup")
    asked, seen = slices(*SPANS[0], ZONES), []
    for button in (1, 4):
        books.press(kiosk, [(NOW_MS - 500, button)])  # as many changes, and other ones
        with reading(engine) as conn:
            seen.append(block_queries.together(conn, Part.PRESS_DAY, asked)[0, 2:6].tolist())
        restore(engine, tmp_path / "otklik.backup")
    assert seen == [[2, 0, 0, 0], [1, 0, 0, 1]]


def test_an_edition_that_was_undone_never_comes_back(engine: Engine, books: Books) -> None:
    site = books.site("a", "A", "UTC")
    seen = set()
    for undone in (False, True, False, True, False):
        with engine.connect() as conn:
            renew(conn, [site])
            seen.add(editions(conn)[site])
            conn.rollback() if undone else conn.commit()
    assert len(seen) == 5


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    memory = Kept(most_bytes=3000)
    for key in ("a", "b"):
        memory.put(key, 1, key, 700)
    assert memory.get("a", 1) == "a"
    memory.put("c", 1, "c", 700)
    assert [memory.get(key, 1) for key in ("a", "b", "c")] == ["a", None, "c"]


def test_a_value_of_another_mark_is_not_told_and_is_replaced() -> None:
    memory = Kept()
    memory.put("a", (1, ("2026-03-01",)), "old", 10)
    assert memory.get("a", (2, ())) is None
    memory.put("a", (2, ()), "new", 10)
    assert memory.get("a", (2, ())) == "new"
    assert memory.get("a", (1, ("2026-03-01",))) is None


def test_a_thing_is_read_once_in_a_reading_and_each_time_while_writing(engine: Engine) -> None:
    for opened, expected in ((reading, [1, 1]), (writing, [1, 2])):
        calls: list[int] = []

        def read() -> int:
            calls.append(1)  # noqa: B023 - called in this round only
            return len(calls)  # noqa: B023 - the same

        with opened(engine) as conn:
            assert [once(conn, "a", read), once(conn, "a", read)] == expected


def test_days_that_follow_each_other() -> None:
    days = ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-03"]
    assert finished.runs(days) == [days[:3], days[3:]]
    assert finished.runs([]) == []
