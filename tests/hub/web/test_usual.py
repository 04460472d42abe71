"""Today against the same weekday of earlier weeks, recounted from what was written down."""

from sqlalchemy import Engine

from hub.domain.periods import Period
from hub.figures.selection import choose
from hub.figures.usual import UsualDay, usual_day
from hub.store.engine import reading
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, ms

NOW_MS = round(NOW.timestamp() * 1000)
ZONE = "Europe/Warsaw"
TUESDAYS = ["2026-01-06", "2026-01-13", "2026-01-20", "2026-01-27"]
TUESDAYS += ["2026-02-03", "2026-02-10", "2026-02-17", "2026-02-24"]


def _figures(engine: Engine) -> UsualDay:
    with reading(engine) as conn:
        return usual_day(conn, choose(conn, period=Period("today"), now_ms=NOW_MS))


def _chain(books: Books) -> dict[str, dict[str, int]]:
    """Two shops with a camera each; returns what came in by hour (of the clock) and day."""
    came: dict[str, dict[str, int]] = {}
    for shop in range(2):
        site = books.site(f"s{shop}", f"Shop {shop}", ZONE)
        door = books.device(site, "door", "camera")
        for week, day in enumerate([*TUESDAYS, "2026-03-03", "2026-02-25", "2025-12-30"]):
            for hour in ("09", "12", "13"):
                people = 10 * shop + 3 * week + int(hour)
                books.window(door, [(ms(f"{day}T{hour}:30:00", ZONE), people, 0)])
                hours = came.setdefault(day, {})
                hours[hour] = hours.get(hour, 0) + people
    return came


def test_the_band_is_of_the_last_eight_same_weekdays(books: Books, engine: Engine) -> None:
    came = _chain(books)
    found = _figures(engine)
    assert found.days == 8
    for hour in ("09", "12", "13"):
        expected = sorted(came[day][hour] for day in TUESDAYS)
        band = found.hours[f"{hour}:00"]
        assert (band.low, band.high) == (expected[0], expected[-1])
        assert band.middle == (expected[3] + expected[4]) / 2


def test_only_whole_hours_are_compared(books: Books, engine: Engine) -> None:
    came = _chain(books)
    found = _figures(engine)  # it is 13:00 in Warsaw
    assert found.until == "13:00"
    assert found.entered_by_now == came["2026-03-03"]["09"] + came["2026-03-03"]["12"]
    sums = [came[day]["09"] + came[day]["12"] for day in TUESDAYS]
    assert found.by_now is not None
    assert (found.by_now.low, found.by_now.high) == (min(sums), max(sums))


def test_days_on_which_nobody_counted_are_no_days(books: Books, engine: Engine) -> None:
    door = books.device(books.site("a", "A", ZONE), "door", "camera")
    for day in TUESDAYS[:3]:
        books.window(door, [(ms(f"{day}T09:30:00", ZONE), 5, 0)])
    found = _figures(engine)
    assert (found.days, found.by_now, found.hours) == (3, None, {})


def test_the_page_says_what_is_usual(books: Books, anna: Actor) -> None:
    _chain(books)
    text = anna.text("/")
    assert "More visitors than usual 158 came in until 13:00." in text
    assert "On those days it was 62 to 146" in text
    table = anna.get("/overview/hours.csv").text
    assert "Usually in,At least,At most" in table


def test_a_hub_without_shops_has_no_usual_day(anna: Actor) -> None:
    assert anna.get("/").status_code == 200
    assert anna.get("/overview/hours.csv").status_code == 200
