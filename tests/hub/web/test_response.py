"""What presses say about all visitors, against a recount from the raw events."""

import csv
import io
from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import Engine

from hub.domain.counted_hours import Column, usable
from hub.domain.periods import parse_period
from hub.figures.response import Response
from hub.figures.satisfaction import satisfaction
from hub.figures.selection import choose
from hub.store.engine import reading
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, Device, ms

NOW_MS = round(NOW.timestamp() * 1000)
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


def figures(engine: Engine, first: str, last: str, **asked: Any) -> Response | None:
    with reading(engine) as conn:
        period = parse_period("range", first, last)
        return satisfaction(conn, choose(conn, period=period, now_ms=NOW_MS, **asked)).response


def count(books: Books, camera: Device, start_ms: int, hours: int, entered: int = 1) -> None:
    """A window each minute."""
    minutes = range(hours * 60)
    books.window(camera, [(start_ms + n * MINUTE_MS, entered, 0) for n in minutes])


def test_visitors_and_presses_of_each_hour_are_a_recount(engine: Engine, books: Books) -> None:
    zone = "Europe/Warsaw"
    site = books.site("a", "A", zone)
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    first, last = "2026-03-28", "2026-03-30"  # the clocks go forward within
    start = ms(f"{first}T00:00:00", zone)
    books.window(camera, [(start + n * MINUTE_MS, n % 3, 0) for n in range(71 * 60)])
    books.press(kiosk, [(start + n * 7 * MINUTE_MS, 1 + n % 4) for n in range(71 * 8)])
    found = figures(engine, first, last)
    assert found is not None

    def hour(at_ms: int) -> int:
        return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(zone)).hour

    visitors: Counter[int] = Counter()
    for row in books.windows:
        visitors[hour(row.at_ms)] += row.entered
    presses = Counter(hour(row.at_ms) for row in books.presses)
    happy = Counter(hour(row.at_ms) for row in books.presses if row.button <= 2)
    assert {one.hour: one.visitors for one in found.by_hour} == visitors
    assert {one.hour: one.presses for one in found.by_hour} == presses
    assert {one.hour: one.happy.value for one in found.by_hour} == {
        hour: pytest.approx(happy[hour] / presses[hour]) for hour in presses
    }
    assert (found.hours, found.presses_left_out) == (71, 0)
    everything = found.visitors
    assert (everything.visitors, everything.presses) == (visitors.total(), presses.total())
    assert everything.bounds is not None
    assert everything.bounds.low == pytest.approx(happy.total() / visitors.total())
    silent = visitors.total() - presses.total()
    assert everything.bounds.high == pytest.approx((happy.total() + silent) / visitors.total())


def test_the_weighted_share_is_a_recount_by_hour_of_the_week(engine: Engine, books: Books) -> None:
    site = books.site("a", "A", "Asia/Kolkata")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    start = ms("2026-03-01T10:00:00", "Asia/Kolkata")
    for hour, (entered, happy, unhappy) in enumerate([(1, 18, 2), (5, 10, 30), (2, 12, 3)]):
        begins = start + hour * HOUR_MS
        count(books, camera, begins, 1, entered)
        books.press(kiosk, [(begins + n, 1) for n in range(happy)])
        books.press(kiosk, [(begins + n, 4) for n in range(unhappy)])
    found = figures(engine, "2026-03-01", "2026-03-02")
    assert found is not None
    assert found.visitors.weighted is not None
    by_hand = (60 * 18 / 20 + 300 * 10 / 40 + 120 * 12 / 15) / 480
    assert found.visitors.weighted.value == pytest.approx(by_hand)
    assert found.visitors.pressed.value == pytest.approx(40 / 75)


def test_hours_that_nobody_counted_are_left_out(engine: Engine, books: Books) -> None:
    site = books.site("a", "A", "UTC")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    start = ms("2026-03-03T08:00:00")
    count(books, camera, start, 1)
    books.window(camera, [(start + HOUR_MS, 50, 0)])  # one minute only
    books.press(kiosk, [(start + n * HOUR_MS, 1) for n in range(3)])
    found = figures(engine, "2026-03-03", "2026-03-03")
    assert found is not None
    assert (found.hours, found.visitors.visitors, found.visitors.presses) == (1, 60, 1)
    assert found.presses_left_out == 2


def test_a_street_and_a_shop_without_kiosk_count_nobody(engine: Engine, books: Books) -> None:
    site, other = books.site("a", "A", "UTC"), books.site("b", "B", "UTC")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    start = ms("2026-03-03T08:00:00")
    street = [(start + n * MINUTE_MS, 9, 9) for n in range(60)]
    books.window(camera, street, line="pavement", kind="street")
    books.press(kiosk, [(start, 1)])
    assert figures(engine, "2026-03-03", "2026-03-03") is None
    count(books, books.device(other, "c", "camera"), start, 1)
    assert figures(engine, "2026-03-03", "2026-03-03") is None
    count(books, camera, start, 1)
    found = figures(engine, "2026-03-03", "2026-03-03")
    assert found is not None
    assert (found.shops, found.visitors.visitors) == (1, 60)


def test_play_and_other_kiosks_count_as_chosen(engine: Engine, books: Books) -> None:
    site = books.site("a", "A", "UTC")
    kiosk, other = books.device(site, "k", "kiosk"), books.device(site, "o", "kiosk")
    start = ms("2026-03-03T08:00:00")
    count(books, books.device(site, "c", "camera"), start, 1)
    books.press(kiosk, [(start, 1)] * 5)
    books.press(kiosk, [(start, 4)] * 7, play=True)
    books.press(other, [(start, 2), (start, 3)], of=5)
    asked = {"site_code": "a", "kiosk_name": "k"}

    def pressed(**how: Any) -> tuple[int, float | None]:
        with reading(engine) as conn:
            period = parse_period("range", "2026-03-03", "2026-03-03")
            chosen = choose(conn, period=period, now_ms=NOW_MS, **how)
            found = satisfaction(conn, chosen).response
        assert found is not None
        return found.visitors.presses, found.visitors.pressed.value

    assert pressed() == pytest.approx((14, 6 / 14))
    assert pressed(with_play=False) == pytest.approx((7, 6 / 7))
    assert pressed(**asked) == pytest.approx((12, 5 / 12))
    assert pressed(**asked, with_play=False) == (5, 1.0)


@pytest.mark.parametrize(
    ("lines_hours", "kept"),
    [
        ({2: 10, 1: 3}, {2}),  # one of two cameras was away for three hours
        ({1: 10, 2: 1}, {1, 2}),  # a line was drawn for an hour
        ({1: 5, 2: 5}, {2}),
        ({}, set()),
    ],
)
def test_hours_with_a_camera_away_are_not_whole(
    lines_hours: dict[int, int], kept: set[int]
) -> None:
    rows = [(1, 0, lines, hours, 9, 1, 1) for lines, hours in lines_hours.items()]
    found = usable(np.array(rows, np.int64).reshape(-1, len(Column)))
    assert set(found[:, Column.LINES].tolist()) == kept


def a_counted_hour(books: Books, visitors: int, happy: int, unhappy: int) -> None:
    site = books.site("a", "A", "UTC")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    start = ms("2026-03-03T08:00:00")
    minutes = [(start + n * MINUTE_MS, visitors // 60 + (n < visitors % 60), 0) for n in range(60)]
    books.window(camera, minutes)
    books.press(kiosk, [(start, 1)] * happy + [(start, 4)] * unhappy)


def test_the_page_says_what_is_certain_and_what_is_assumed(books: Books, anna: Actor) -> None:
    a_counted_hour(books, 2000, 170, 30)
    text = anna.text("/satisfaction?period=today")
    assert "Answered 10.0%" in text
    assert "200 presses of 2,000 visitors; 95% interval 8.8 to 11.4%" in text
    assert "certain 8.5% to 98.5%" in text
    assert "all or none of the 1,800 who did not press" in text
    assert "It holds only if those who did not press were" in text
    assert "Shops with kiosk and camera: 1; hours that the camera counted as a whole: 1." in text


def test_more_presses_than_visitors_are_said_plainly(books: Books, anna: Actor) -> None:
    a_counted_hour(books, 20, 30, 0)
    text = anna.text("/satisfaction?period=today")
    assert "Nothing can be said. There were more presses (30) than visitors (20)" in text
    assert "certain" not in text


def test_without_a_camera_the_page_says_what_is_missing(books: Books, anna: Actor) -> None:
    books.press(books.device(books.site("a", "A", "UTC"), "k", "kiosk"), [(NOW_MS, 1)])
    text = anna.text("/satisfaction?period=today")
    assert "Nobody counted the visitors of these shops and days" in text
    assert "Response rate by hour" not in text


def test_the_download_has_the_hours(books: Books, anna: Actor) -> None:
    a_counted_hour(books, 300, 20, 10)
    answer = anna.get("/satisfaction/response.csv?period=today")
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["Hour"], row["Came in"], row["Presses"]) == ("08:00", "300", "30")
    assert float(row["Response rate"]) == pytest.approx(0.1)


def test_each_shop_has_its_own_score_and_response_rate(books: Books, anna: Actor) -> None:
    """One shop with a camera at its door and one without."""
    for code, camera in (("a", True), ("b", False)):
        site = books.site(code, code.upper(), "UTC")
        at = ms("2026-03-02T10:00:00")
        books.press(books.device(site, "till", "kiosk"), [(at + n, 1 + n % 4) for n in range(8)])
        if camera:
            minutes = [(at + 60_000 * n, 1, 0) for n in range(60)]
            books.window(books.device(site, "door", "camera"), minutes)
    answer = anna.get("/satisfaction/shops.csv?period=7d")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [(row["Shop"], row["Presses"]) for row in rows] == [("A", "8"), ("B", "8")]
    assert float(rows[0]["Response rate"]) == pytest.approx(8 / 60)
    assert rows[1]["Response rate"] == ""
    text = anna.text("/satisfaction?period=7d")
    assert "Satisfaction by shop" in text
    assert "Satisfaction by shop" not in anna.text("/satisfaction?period=7d&site=a")
