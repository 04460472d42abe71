"""Whatever came when, and however often blocks were made: pages tell what the raw events tell."""

import random
from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, select

from hub.domain.blocks import KEYS, Numbers, Part, added
from hub.domain.calendar import day_bounds_ms, local_time
from hub.domain.periods import Slice, parse_period, span
from hub.domain.sales_lines import Sale
from hub.store import block_queries
from hub.store.blocks import make_blocks
from hub.store.engine import reading, writing
from hub.store.footfall_queries import by_day as flows_by_day
from hub.store.footfall_queries import by_line
from hub.store.footfall_queries import by_month as flows_by_month
from hub.store.hours import sums_of
from hub.store.press_queries import DayPresses, DevicePresses, by_day, by_device, by_month
from hub.store.sales import take
from hub.store.sales_queries import counted_by_day
from hub.store.schema import block, press, stale_day
from hub.store.site_changes import set_site
from hub.store.stale import mark_all
from tests.hub.web.books import Books, Device, ms

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
ZONES = ("Europe/Warsaw", "Australia/Lord_Howe")
START_MS = ms("2024-11-20T00:00:00")
END = "2026-03-05T12:00:00"
SPANS = (
    ("2024-11-20", "2026-03-05"),
    ("2025-01-01", "2025-12-31"),
    ("2025-10-26", "2025-11-02"),
)


@pytest.fixture
def books(engine: Engine) -> Books:
    return Books(engine)


def fill(books: Books, rng: random.Random, devices: Sequence[tuple[Device, Device]]) -> None:
    """Some events at any time, of each shop."""
    for kiosk, camera in devices:
        at = [START_MS + rng.randrange(466 * DAY_MS) for _ in range(25)]
        books.press(kiosk, [(one, rng.randint(1, 4)) for one in at], play=rng.random() < 0.3)
        hours = [one // HOUR_MS * HOUR_MS for one in rng.sample(at, 3)]
        whole = [(hour + n * 60_000, n % 3, n % 2) for hour in hours for n in range(55)]
        books.window(camera, whole)
        books.window(camera, whole[::7], line="pavement", kind="street")
        zone = ZoneInfo(camera.zone)
        day = local_time(zone, hours[0]).day
        nine_ms = day_bounds_ms(zone, day)[0] + 9 * HOUR_MS
        books.window(camera, [(nine_ms + n * 60_000, n % 2, 0) for n in range(9 * 60)])
        sell(books, camera, [day, local_time(zone, hours[1]).day], rng.randrange(1000))


def sell(books: Books, camera: Device, days: Sequence[str], transactions: int) -> None:
    sold = {day: Sale(camera.site_id, day, None, transactions, None, None) for day in days}
    with writing(books.engine) as conn:
        take(conn, sold.values())


def shops(books: Books) -> list[tuple[Device, Device]]:
    return [
        (books.device(site, "k", "kiosk"), books.device(site, "c", "camera"))
        for site in [books.site(zone[-4:], zone, zone) for zone in ZONES]
    ]


def slices(first: str, last: str, zones: Sequence[str] = ZONES) -> list[Slice]:
    period = parse_period("range", first, last)
    return [
        Slice(zone, (number,), span(period, ZoneInfo(zone), 0))
        for number, zone in enumerate(zones, start=1)
    ]


def check(engine: Engine, zones: Sequence[str] = ZONES) -> None:
    """Each part, of each span, is what the hours say; the hours are checked elsewhere."""
    with reading(engine) as conn:
        for first, last in SPANS:
            asked = slices(first, last, zones)
            for part in Part:
                recounted = _recounted(conn, part, asked)
                assert block_queries.by_shop(conn, part, asked).tolist() == recounted, part
            days, months = by_day(conn, asked), by_month(conn, asked)
            assert _sums(days) == _sums(months) == _sums(by_device(conn, asked))
            assert {row.day[:7] for row in days} == {row.day for row in months}
            assert sum(row.flow.entered for row in flows_by_day(conn, asked)) == sum(
                row.flow.entered for row in flows_by_month(conn, asked)
            )
            assert sum(row.flow.entered for row in by_line(conn, asked)) == sum(
                row.flow.entered for row in flows_by_day(conn, asked)
            )


def _recounted(conn: Connection, part: Part, asked: Sequence[Slice]) -> list[list[int]]:
    rows: list[list[int]] = []
    for one in asked:
        days = (one.span.first_day, one.span.last_day)
        found: Numbers = sums_of(conn, one.timezone, one.site_ids, *days, [part])[part]
        rows += added(found[:, [0, *range(2, found.shape[1])]], 1 + KEYS[part]).tolist()
    return rows


def _sums(rows: Sequence[DayPresses | DevicePresses]) -> Counter[tuple[int, int]]:
    sums: Counter[tuple[int, int]] = Counter()
    for row in rows:
        for button, n in enumerate(row.buttons.presses, start=1):
            sums[button, row.buttons.of] += n
    return sums


def test_blocks_and_stale_days_together_are_a_recount(engine: Engine, books: Books) -> None:
    rng = random.Random(1)
    devices = shops(books)
    fill(books, rng, devices)
    check(engine)
    for most in (7, 1000):
        with writing(engine) as conn:
            make_blocks(conn, now_ms=ms(END), most=most)
        check(engine)
        fill(books, rng, devices)
    check(engine)


def test_a_days_blocks_are_made_when_it_is_over(engine: Engine, books: Books) -> None:
    kiosk, _ = shops(books)[0]
    books.press(kiosk, [(ms("2026-03-04T22:59:00"), 1), (ms("2026-03-04T23:00:00"), 1)])
    with writing(engine) as conn:
        assert make_blocks(conn, now_ms=ms(END), most=10) == 1
    with reading(engine) as conn:
        assert conn.execute(select(stale_day.c.day)).scalars().all() == ["2026-03-05"]
        spans = conn.execute(select(block.c.span).distinct()).scalars()
        assert set(spans) == {"2026", "2026-03", "2026-03-04"}


def test_what_is_waiting_is_made_in_pieces(engine: Engine, books: Books) -> None:
    fill(books, random.Random(1), shops(books))
    made = 20
    while made == 20:
        with writing(engine) as conn:
            made = make_blocks(conn, now_ms=ms(END), most=20)
    with reading(engine) as conn:
        assert conn.execute(select(stale_day)).all() == []
        presses = len(conn.execute(select(press)).all())
        found = block_queries.together(conn, Part.PRESS_DAY, slices(*SPANS[0]))
    assert found[:, 2:8].sum() == presses
    check(engine)


def test_a_new_time_zone_leaves_no_old_block(engine: Engine, books: Books) -> None:
    fill(books, random.Random(2), shops(books))
    with writing(engine) as conn:
        make_blocks(conn, now_ms=ms(END), most=1000)
        assert set_site(conn, ZONES[0][-4:], name=None, timezone="Asia/Kolkata")
    zones = ("Asia/Kolkata", ZONES[1])
    check(engine, zones)
    with writing(engine) as conn:
        make_blocks(conn, now_ms=ms(END), most=1000)
    check(engine, zones)


def test_marking_all_makes_pages_read_the_hours(engine: Engine, books: Books) -> None:
    fill(books, random.Random(3), shops(books))
    with writing(engine) as conn:
        make_blocks(conn, now_ms=ms(END), most=1000)
        before = conn.execute(select(block)).all()
        mark_all(conn)
    check(engine)
    with writing(engine) as conn:
        make_blocks(conn, now_ms=ms(END), most=1000)
        assert conn.execute(select(block)).all() == before


def test_sales_count_beside_visitors_at_once_and_after_blocks_were_made(
    engine: Engine, books: Books
) -> None:
    _, camera = shops(books)[0]
    nine_ms = ms("2026-03-02T09:00:00", ZONES[0])
    books.window(camera, [(nine_ms + n * 60_000, 1, 0) for n in range(8 * 60)])
    asked = slices("2026-03-01", "2026-03-05")
    for transactions in (100, 120):
        with writing(engine) as conn:
            make_blocks(conn, now_ms=ms(END), most=1000)
        sell(books, camera, ["2026-03-01", "2026-03-02"], transactions)
        with reading(engine) as conn:
            assert counted_by_day(conn, asked) == [("2026-03-02", (transactions, 480))]


def test_a_day_of_which_less_than_eight_hours_were_counted_is_no_sold_day(
    engine: Engine, books: Books
) -> None:
    _, camera = shops(books)[0]
    nine_ms = ms("2026-03-02T09:00:00", ZONES[0])
    half = [(nine_ms + n * 60_000, 1, 0) for n in range(5 * 60)]
    books.window(camera, half)
    books.window(camera, half, line="back door")  # two halves are no whole
    sell(books, camera, ["2026-03-02"], 100)
    with reading(engine) as conn:
        assert counted_by_day(conn, slices("2026-03-01", "2026-03-05")) == []
