"""Years of days are shown as months, in words, with the sums of what was stored."""

import csv
import io
import re

import pytest

from tests.hub.web.actors import Actor
from tests.hub.web.books import Books, ms

ZONE = "Europe/Warsaw"
RANGE = "from=2023-03-04&to=2026-03-03"
MONTH = re.compile(r"[>\"]20\d\d-\d\d[<\"]")


@pytest.fixture(autouse=True)
def _years(books: Books) -> None:
    """Three unhappy days long ago, and a happy one of today."""
    site = books.site("waw", "Warsaw", ZONE)
    till, door = books.device(site, "till", "kiosk"), books.device(site, "door", "camera")
    for day, button in (("2023-03-04", 4), ("2023-03-31", 4), ("2024-02-29", 4), ("2026-03-03", 1)):
        at = ms(f"{day}T10:00:00", ZONE)
        books.press(till, [(at + n, button) for n in range(30)])
        books.window(door, [(at, 50, 1)])
        books.zone(door, [(at, [10.0, 20.0])], zone="queue", kind="queue")


@pytest.mark.parametrize("page", ["satisfaction", "footfall"])
def test_months_are_written_in_words(anna: Actor, page: str) -> None:
    text = anna.get(f"/{page}?{RANGE}").text
    assert '<th scope="row">March 2023</th>' in text
    assert '<th scope="row">February 2024</th>' in text
    assert '"March 2026"' in text  # a label of the chart
    assert not MONTH.search(text)


@pytest.mark.parametrize("page", ["expression", "compare", "sales"])
def test_other_pages_answer_for_years(anna: Actor, page: str) -> None:
    answer = anna.get(f"/{page}?{RANGE}")
    assert answer.status_code == 200
    assert not MONTH.search(answer.text)


@pytest.mark.parametrize(
    ("page", "column", "sums"),
    [
        ("satisfaction", "Presses", {"2023-03": 60, "2024-02": 30, "2025-01": 0, "2026-03": 30}),
        ("footfall", "In", {"2023-03": 100, "2024-02": 50, "2025-01": 0, "2026-03": 50}),
    ],
)
def test_months_hold_the_sums_of_their_days(
    anna: Actor, page: str, column: str, sums: dict[str, int]
) -> None:
    answer = anna.get(f"/{page}/days.csv?{RANGE}")
    rows = {row["Day"]: row for row in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))}
    assert len(rows) == 37
    assert {month: int(rows[month][column]) for month in sums} == sums


def test_hours_of_a_queue_are_the_same_from_months_and_from_days(anna: Actor) -> None:
    answer = anna.get(f"/footfall/queue_hours.csv?{RANGE}")
    [row] = csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert row["Hour"] == "10:00"
    assert "8" in row.values()  # visits: two whole days at the ends, two within whole months
