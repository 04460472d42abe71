"""The Sales page: a file in, figures out, and every fault told."""

import csv
import io
import json
import re

import pytest
from werkzeug.test import TestResponse

from hub.sales import reading
from tests.hub.web.actors import Actor, csrf_token, words
from tests.hub.web.books import Books, ms

HEADING = "shop,day,hour,transactions,turnover,currency\n"
HOUR_MS = 3_600_000


def send(actor: Actor, content: str | bytes, name: str = "till.csv") -> TestResponse:
    raw = content if isinstance(content, bytes) else content.encode()
    token = csrf_token(actor.get("/sales").text)
    return actor.client.post("/sales", data={"csrf_token": token, "file": (io.BytesIO(raw), name)})


@pytest.fixture
def north(books: Books) -> int:
    return books.site("north", "North", "UTC")


def count_a_day(books: Books, site: int, day: str, by_hour: dict[int, int]) -> None:
    camera = books.device(site, f"cam-{day}", "camera")
    for hour in range(8, 20):
        start = ms(f"{day}T{hour:02d}:00:00")
        came = by_hour.get(hour, 0)
        books.window(camera, [(start + n * 60_000, came if n == 0 else 0, 0) for n in range(60)])


def test_a_page_without_sales_says_what_they_are_for(anna: Actor, north: int) -> None:
    text = anna.text("/sales")
    assert "No sales were sent yet" in text
    assert "Send a file" in text


def test_money_has_the_digits_of_its_currency(anna: Actor, north: int) -> None:
    lines = "north,2026-03-02,9,57,1260.00,EUR\nnorth,2026-02-28,11,3,1000,JPY\n"
    assert send(anna, HEADING + lines).status_code == 302
    text = anna.text("/sales?period=7d")
    assert "EUR 57 1,260.00 22.11" in text
    assert "JPY 3 1,000 333" in text
    rows = list(csv.reader(io.StringIO(anna.get("/sales/baskets.csv?period=7d").text)))
    assert rows[1:] == [["EUR", "57", "1260.0", "22.11"], ["JPY", "3", "1000.0", "333.0"]]


def test_conversion_is_transactions_by_visitors(anna: Actor, books: Books, north: int) -> None:
    count_a_day(books, north, "2026-03-02", {9: 80, 10: 120})
    answer = send(
        anna,
        HEADING + "north,2026-03-02,9,20,400.00,EUR\nnorth,2026-03-02,10,30,850.00,EUR\n"
        "north,2026-03-01,10,7,10.00,EUR\n",
    )
    assert answer.status_code == 302
    text = anna.text("/sales?period=7d")
    assert "New lines taken: 3. Replaced: 0. Known already: 0." in text
    assert "50 transactions of 200 visitors" in text
    assert "Average basket 22.11 EUR" in text
    rows = list(csv.reader(io.StringIO(anna.get("/sales/hours.csv?period=7d").text)))
    assert [row[:4] for row in rows[1:]] == [
        ["09:00", "20", "80", "0.25"],
        ["10:00", "30", "120", "0.25"],
    ]
    rows = list(csv.reader(io.StringIO(anna.get("/sales/days.csv?period=7d").text)))
    assert [row[:4] for row in rows[1:]] == [
        ["2026-03-01", "7", "", ""],
        ["2026-03-02", "50", "200", "0.25"],
    ]


def test_a_day_without_sales_is_a_gap_in_the_chart(anna: Actor, north: int) -> None:
    send(anna, HEADING + "north,2026-02-27,9,5,,\nnorth,2026-03-02,9,7,,\n")
    page = anna.get("/sales?period=7d").text
    found = re.search(r'id="days-data">(.*?)</script>', page)
    assert found
    chart = json.loads(found[1])
    assert chart["labels"] == ["Fri 27 Feb", "Sat 28 Feb", "Sun 1 Mar", "Mon 2 Mar"]
    assert chart["series"][0]["values"] == [5, None, None, 7]


def test_a_long_past_is_told_by_months(anna: Actor, books: Books, north: int) -> None:
    count_a_day(books, north, "2026-03-01", {9: 60})
    count_a_day(books, north, "2026-03-02", {9: 140})
    days = {"2025-12-31": 4, "2026-02-28": 9, "2026-03-01": 20, "2026-03-02": 30}
    send(anna, HEADING + "".join(f"north,{day},9,{sold},,\n" for day, sold in days.items()))
    asked = "from=2024-03-03&to=2026-03-03"
    page = anna.get(f"/sales?{asked}").text
    found = re.search(r'id="days-data">(.*?)</script>', page)
    assert found
    chart = json.loads(found[1])
    assert chart["labels"] == ["December 2025", "January 2026", "February 2026", "March 2026"]
    assert chart["series"][0]["values"] == [4, None, 9, 50]
    assert "By month" in words(page)
    rows = list(csv.reader(io.StringIO(anna.get(f"/sales/days.csv?{asked}").text)))
    assert [row[:4] for row in rows[1:]] == [
        ["2025-12", "4", "", ""],
        ["2026-02", "9", "", ""],
        ["2026-03", "50", "200", "0.25"],
    ]


def test_more_bought_than_came_is_said(anna: Actor, books: Books, north: int) -> None:
    count_a_day(books, north, "2026-03-02", {9: 10})
    send(anna, HEADING + "north,2026-03-02,9,20,400.00,EUR\n")
    assert "the cameras do not see all who buy" in anna.text("/sales")


def test_twice_is_once_and_a_correction_is_told(anna: Actor, north: int) -> None:
    content = HEADING + "north,2026-03-02,9,20,400.00,EUR\n"
    send(anna, content)
    anna.get("/sales")
    send(anna, content)
    assert "Nothing has changed: all of 1 lines were known." in anna.text("/sales")
    send(anna, HEADING + "north,2026-03-02,9,21,400.00,EUR\n")
    assert "Replaced: 1." in anna.text("/sales")


def test_every_fault_is_listed_and_shown_as_text(anna: Actor, north: int) -> None:
    lines = "".join(f"<script>alert({n})</script>,2026-03-02,9,1,1,EUR\n" for n in range(25))
    answer = send(anna, HEADING + lines)
    assert answer.status_code == 422
    text = words(answer.text)
    assert "25 lines have faults. Nothing was taken." in text
    assert "Line 2 there is no shop \u201c<script>alert(0)</script>\u201d" in text
    assert "These are the first 20." in text
    assert "<script>alert" not in answer.text
    assert "No sales were sent yet" in text


def test_a_file_that_is_too_large_is_refused_in_a_sentence(
    anna: Actor, north: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.web.sales.upload.MAX_FILE_BYTES", 1024)
    answer = send(anna, b"x" * 100_000)
    assert answer.status_code == 413
    assert "Cut it into years or shops" in words(answer.text)


def test_a_file_larger_than_any_form_is_taken(anna: Actor, north: int) -> None:
    lines = "".join(
        f"north,2024-{month:02d}-{day:02d},{hour},{hour},{hour}.00,EUR\n"
        for month in range(1, 13)
        for day in range(1, 29)
        for hour in range(8, 20)
    )
    assert len(lines) > 100_000
    assert send(anna, HEADING + lines).status_code == 302
    assert "New lines taken: 4,032." in anna.text("/sales")


def test_a_form_without_a_file_or_token_is_refused(anna: Actor, north: int) -> None:
    assert anna.post("/sales", "/sales", {}).status_code == 400
    forged = anna.client.post("/sales", data={"file": (io.BytesIO(b"x"), "x.csv")})
    assert forged.status_code == 400
    assert "expired" in forged.text


def test_the_limit_is_what_the_page_says(anna: Actor, north: int) -> None:
    assert f"up to {reading.MAX_FILE_BYTES // 1024**2} MB" in anna.text("/sales")


def test_the_example_can_be_read(anna: Actor) -> None:
    answer = anna.get("/sales/example.csv")
    assert answer.text.startswith("shop,day,hour,transactions")
