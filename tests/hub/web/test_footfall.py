"""Footfall against a recount."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from hub.domain.periods import parse_period
from hub.figures.footfall import Footfall, footfall
from hub.figures.selection import choose
from hub.store.engine import reading
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, ms

NOW_MS = round(NOW.timestamp() * 1000)
MINUTE_MS = 60_000


def figures(engine: Engine, first: str, last: str) -> Footfall:
    with reading(engine) as conn:
        period = parse_period("range", first, last)
        return footfall(conn, choose(conn, period=period, now_ms=NOW_MS))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Warsaw", "2026-03-29", 23),
        ("Europe/Warsaw", "2026-10-25", 25),
        ("Asia/Kolkata", "2026-03-29", 24),
        ("America/St_Johns", "2026-11-01", 25),
    ],
)
def test_every_hour_of_a_long_or_short_day_is_there_once(
    engine: Engine, books: Books, zone: str, day: str, hours: int
) -> None:
    camera = books.device(books.site("a", "A", zone), "c", "camera")
    start = ms(f"{day}T00:00:00", zone)
    books.window(camera, [(start + n * 15 * MINUTE_MS, n, 1) for n in range(4 * hours)])
    found = figures(engine, day, day)
    assert len(found.hours) == hours
    assert [one.passages.left for one in found.hours] == [4] * hours
    assert [one.passages.entered for one in found.hours] == [
        sum(range(4 * n, 4 * n + 4)) for n in range(hours)
    ]
    labels = [one.hour for one in found.hours]
    assert len(set(labels)) == hours
    assert sum(label.endswith("again") for label in labels) == (1 if hours == 25 else 0)


def test_totals_days_and_lines_are_a_recount(engine: Engine, books: Books) -> None:
    zone = "Asia/Kolkata"
    site = books.site("a", "A", zone)
    door, back = books.device(site, "door", "camera"), books.device(site, "back", "camera")
    start = ms("2026-03-01T22:00:00", zone)
    books.window(door, [(start + n * MINUTE_MS, n % 5, n % 3) for n in range(300)], dropped=200)
    books.window(back, [(start + n * MINUTE_MS, 1, 0) for n in range(60)], method="motion")
    found = figures(engine, "2026-03-01", "2026-03-02")
    days: dict[str, int] = {}
    for row in books.windows:
        day = datetime.fromtimestamp(row.at_ms / 1000, ZoneInfo(zone)).date().isoformat()
        days[day] = days.get(day, 0) + row.entered
    assert {one.day: one.passages.entered for one in found.days} == days
    assert found.total.entered == sum(row.entered for row in books.windows)
    assert found.total.left == sum(row.left for row in books.windows)
    assert found.total.counted_minutes == 360
    by_camera = {one.camera: one for one in found.lines}
    assert by_camera["door"].passages.dropped_share == 200 / 800
    assert (by_camera["door"].method, by_camera["back"].method) == ("model", "motion")


def test_the_page_says_how_it_was_counted(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    books.window(camera, [(NOW_MS - 60_000, 3, 1)], dropped=150)
    text = anna.text("/footfall?period=today")
    assert "Came in 3 " in text
    assert "In less out +2" in text
    assert "Frames dropped 20.0%" in text
    assert "A c door person model 3 1 0 0.0 20.0%" in text
    for table in ("days", "hours", "lines"):
        assert anna.get(f"/footfall/{table}.csv?period=today").status_code == 200


def test_without_counts_the_page_says_what_to_do(books: Books, anna: Actor) -> None:
    books.site("a", "A", "UTC")
    assert "Devices says whether it is connected" in anna.text("/footfall")
