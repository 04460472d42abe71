"""The days that a page is compared with, recounted from what was written down."""

import csv
import io
from datetime import date, timedelta

import pytest

from tests.hub.web.actors import Actor
from tests.hub.web.books import Books, ms

ZONE = "Europe/Warsaw"


def _month(books: Books) -> None:
    """February has 30 presses a day, of which 10 are unhappy; March 40, of which 5 are."""
    site = books.site("waw", "Warsaw", ZONE)
    till, door = books.device(site, "till", "kiosk"), books.device(site, "door", "camera")
    for day, happy, unhappy in (
        *((f"2026-02-{n:02d}", 20, 10) for n in range(1, 29)),
        *((f"2026-03-{n:02d}", 35, 5) for n in range(1, 4)),
    ):
        at = ms(f"{day}T10:00:00", ZONE)
        books.press(till, [(at + n, 1) for n in range(happy)])
        books.press(till, [(at + 999 + n, 4) for n in range(unhappy)])
        books.window(door, [(at, happy + unhappy, 1)])


def test_as_many_days_of_the_month_before_are_compared(books: Books, anna: Actor) -> None:
    _month(books)
    text = anna.text("/satisfaction?period=month&beside=before")
    # 105 of 120 presses against 60 of 90, by hand with Newcombe's method 10.
    assert "Sun 1 Feb to Tue 3 Feb: 67%." in text
    assert "The difference of +21 points (+10 to +32 points) is more than chance." in text
    assert "Compared with" in text
    assert "Sun 1 Feb to" not in anna.text("/satisfaction?period=month")


def test_the_table_has_the_days_that_are_compared(books: Books, anna: Actor) -> None:
    _month(books)
    answer = anna.get("/satisfaction/days.csv?period=month&beside=before")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    told = [(row["Day"], row["Compared with"], row["Presses then"]) for row in rows]
    assert told == [(f"2026-03-0{n}", f"2026-02-0{n}", "30") for n in (1, 2, 3)]


def test_days_without_presses_are_said_to_be_so(books: Books, anna: Actor) -> None:
    _month(books)
    text = anna.text("/satisfaction?period=month&beside=year")
    assert "Sun 2 Mar to Tue 4 Mar: no presses." in text


def test_visitors_are_compared_with_how_much_days_differ(books: Books, anna: Actor) -> None:
    """Ten days of 100 to 118 visitors beside ten of as many and 28 more, and 34 from the sixth."""
    site = books.site("waw", "Warsaw", ZONE)
    door = books.device(site, "door", "camera")
    for n in range(20):
        at = ms(f"2026-02-{n + 1:02d}T10:00:00", ZONE)
        more = 0 if n < 10 else 28 if n < 15 else 34
        books.window(door, [(at, 100 + 2 * (n % 10) + more, 50 + n)])
    ten_days = "/footfall?period=range&from=2026-02-11&to=2026-02-20&beside=before"
    # Mean 31; of two swings the first weighs 3 * sqrt(2 / 10) / sin(pi / 20) = 8.58, the second
    # nothing; t of 2 degrees 4.303: 4.303 * 8.58 / sqrt(2 * 10) = 8.25.
    assert "+31 a day on average (95% interval +23 to +39): more than days" in anna.text(ten_days)
    # Each went out ten more than ten days before.
    assert "+10 a day on average (95% interval +10 to +10): more than days" in anna.text(ten_days)
    few = "/footfall?period=range&from=2026-02-18&to=2026-02-20&beside=before"
    assert "Too few days were counted alike to tell a difference." in anna.text(few)


def _two_years(books: Books) -> None:
    """Who came in by day: as many as the month's number, and each year 6, 7 or 8 more of a day."""
    door = books.device(books.site("waw", "Warsaw", ZONE), "door", "camera")
    windows = []
    for n in range(30 + 31 + 366 + 365):
        day = date(2023, 11, 1) + timedelta(days=n)
        more = (day.year - 2023) * (6 + day.month % 3)
        windows.append((ms(f"{day}T10:00:00", ZONE), 10 * day.month + more, 9))
    books.window(door, windows)


def test_of_spans_shown_by_month_months_are_compared(books: Books, anna: Actor) -> None:
    _two_years(books)
    text = anna.text("/footfall?period=range&from=2024-11-26&to=2025-12-31&beside=year")
    # Thirteen months from December on, five days of November left out. (5 * 6 + 4 * 7 + 4 * 8) / 13
    # is 6.92; they swing by turns of three months, so hardly at all over the year: 6.92 +- 0.37.
    assert "+7 a day on average (95% interval +7 to +7): more than months differ" in text
    assert "0 a day on average (95% interval 0 to 0): no more than months differ" in text


def test_of_a_quarter_days_are_compared(books: Books, anna: Actor) -> None:
    _two_years(books)
    text = anna.text("/footfall?period=range&from=2025-04-01&to=2025-06-30&beside=year")
    assert "+7 a day on average (95% interval +6 to +8): more than days differ by chance." in text


@pytest.mark.parametrize("page", ["satisfaction", "footfall"])
def test_something_else_to_compare_with_is_refused(anna: Actor, page: str) -> None:
    answer = anna.get(f"/{page}?beside=<script>")
    assert answer.status_code == 400
    assert "Days can be compared with" in answer.text


@pytest.mark.parametrize(
    "days",
    [
        "period=year&beside=before",
        "period=year&at=2020-05-01&beside=before",
        "period=range&from=2020-01-01&to=2026-03-03&beside=year",
    ],
)
@pytest.mark.parametrize("page", ["satisfaction", "footfall", "compare", "expression"])
def test_long_spans_are_shown(books: Books, anna: Actor, page: str, days: str) -> None:
    _month(books)
    assert anna.get(f"/{page}?{days}").status_code == 200
