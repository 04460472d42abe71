"""Passers-by: in the capture rate, and in no figure of visitors."""

from datetime import timedelta
from typing import Literal

import pytest
from sqlalchemy import Engine

from hub.domain.periods import Period, parse_period
from hub.figures.footfall import Footfall, footfall
from hub.figures.selection import choose
from hub.figures.today import today
from hub.store.engine import reading
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, status
from wire.scalars import Stamp
from wire.status import OpenWindow

NOW_MS = round(NOW.timestamp() * 1000)
MINUTE_MS, HOUR_MS = 60_000, 3_600_000


def figures(engine: Engine, site: str = "") -> Footfall:
    with reading(engine) as conn:
        period = parse_period("range", "2026-03-02", "2026-03-03")
        return footfall(conn, choose(conn, period=period, now_ms=NOW_MS, site_code=site))


@pytest.fixture
def both(books: Books) -> Books:
    """Shop A: a door since yesterday, its street since 10 today. Shop B has no street line."""
    camera = books.device(books.site("a", "A", "UTC"), "cam", "camera")
    for hours, entered in ((-20, 900), (-2, 8), (-1, 12)):
        books.window(camera, [(NOW_MS + hours * HOUR_MS, entered, 5)])
    street = [(NOW_MS + hours * HOUR_MS + MINUTE_MS, 40, 30) for hours in (-2, -1)]
    books.window(camera, street, line="pavement", kind="street")
    other = books.device(books.site("b", "B", "UTC"), "cam", "camera")
    books.window(other, [(NOW_MS - HOUR_MS, 500, 1)])
    return books


def test_passers_by_are_in_no_total_day_hour_or_line(engine: Engine, both: Books) -> None:
    found = figures(engine)
    doors = sum(row.entered for row in both.windows if row.kind == "door")
    assert found.total.entered == doors
    assert sum(one.passages.entered for one in found.days) == doors
    assert sum(one.passages.entered for one in found.hours) == doors
    assert [one.line for one in found.lines] == ["door", "door"]
    assert found.total.counted_minutes == 4
    [line] = found.street.lines
    assert (line.line, line.passages.entered, line.passages.left) == ("pavement", 80, 60)
    assert found.street.passed == 140


def test_the_rate_is_over_the_hours_in_which_both_were_counted(engine: Engine, both: Books) -> None:
    found = figures(engine).street
    [shop] = found.shops
    assert (shop.site, shop.capture.entered, shop.capture.passed) == ("a", 20, 140)
    assert found.capture == shop.capture
    assert shop.capture.share is not None
    assert shop.capture.share.value == 20 / 140
    assert figures(engine, "b").street.capture is None


def test_passers_by_are_not_visitors_of_today(engine: Engine, both: Books, anna: Actor) -> None:
    with reading(engine) as conn:
        found = today(conn, choose(conn, period=Period("today"), now_ms=NOW_MS))
    assert (found.entered, sum(one.entered for one in found.hours)) == (520, 520)
    assert {event.label for event in found.events} == {
        "8 in, 5 out",
        "12 in, 5 out",
        "500 in, 1 out",
    } | {"900 in, 5 out"}
    assert "Visitors today 520 in" in anna.text("/")


@pytest.mark.parametrize("told", ["street", "door"])
def test_a_street_window_being_counted_is_not_added(
    books: Books, anna: Actor, told: Literal["street", "door"]
) -> None:
    """Nor is that of a camera which says the kind of its stored windows only."""
    camera = books.device(books.site("a", "A", "UTC"), "cam", "camera")
    books.window(camera, [(NOW_MS - 90_000, 50, 20)], line="pavement", kind="street")
    at = Stamp(wall=NOW - timedelta(seconds=30), boot="b" * 32, boot_ms=9_000, synced=True)
    window = OpenWindow(line="pavement", at=at, entered=30, left=10, kind=told)
    books.says(camera, status("a", "cam", "camera", NOW, open_windows=[window]), NOW_MS)
    assert "No camera counted a door." in anna.text("/")


def test_the_page_says_the_rate_with_its_interval(both: Books, anna: Actor) -> None:
    text = anna.text("/footfall?period=7d")
    # Wilson's interval of 20 of 140, from the formula: 9.4 to 21.0 %.
    assert "Capture rate 14% 95% interval 9 to 21%; 20 came in of 140 who passed" in text
    assert "A cam pavement person model 80 60 0.0 0.0%" in text
    assert "A 20 140 14% 9 to 21%" in text
    assert "no street line" in anna.text("/footfall?period=7d&site=b")


def test_more_in_than_passed_is_no_rate(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "cam", "camera")
    books.window(camera, [(NOW_MS - HOUR_MS, 9, 9)])
    books.window(camera, [(NOW_MS - HOUR_MS, 2, 3)], line="pavement", kind="street")
    text = anna.text("/footfall?period=today")
    assert "more people came in (9) than passed (5)" in text
    assert anna.get("/footfall/capture.csv?period=today").status_code == 200


def test_door_and_street_in_different_hours_give_no_rate(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "cam", "camera")
    books.window(camera, [(NOW_MS - 3 * HOUR_MS, 9, 9)])
    books.window(camera, [(NOW_MS - HOUR_MS, 20, 30)], line="pavement", kind="street")
    assert "not counted in the same hours" in anna.text("/footfall?period=today")


def test_few_who_passed_are_grey(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "cam", "camera")
    books.window(camera, [(NOW_MS - HOUR_MS, 2, 2)])
    books.window(camera, [(NOW_MS - HOUR_MS, 2, 3)], line="pavement", kind="street")
    assert "Capture rate 40% Too few to judge. 95% interval 12 to 77%" in anna.text("/footfall")


def test_staff_stand_beside_the_visitors_and_are_not_among_them(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "cam", "camera")
    books.window(camera, [(NOW_MS - HOUR_MS, 9, 8)], staff=(4, 3))
    text = anna.text("/footfall?period=today")
    assert "Came in 9 crossings inwards, of all door lines. Not in it: 4 by staff" in text
    assert "Not in it: 3 by staff" in text
    assert "A cam door person model 9 8 7 0.0" in text
