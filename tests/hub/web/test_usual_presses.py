"""Today's happy presses against the same weekday of earlier weeks, recounted by hand."""

import pytest
from sqlalchemy import Engine
from statsmodels.stats.proportion import confint_proportions_2indep

from hub.domain.periods import Period
from hub.figures.selection import choose
from hub.figures.usual_presses import UsualPresses, usual_presses
from hub.store.engine import reading
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, Device, ms

NOW_MS = round(NOW.timestamp() * 1000)
ZONE = "Europe/Warsaw"  # where it is 13:00
TUESDAYS = ["2026-01-06", "2026-01-13", "2026-01-20", "2026-01-27"]
TUESDAYS += ["2026-02-03", "2026-02-10", "2026-02-17", "2026-02-24"]


def _figures(engine: Engine, site: str = "") -> UsualPresses:
    with reading(engine) as conn:
        chosen = choose(conn, period=Period("today"), now_ms=NOW_MS, site_code=site)
        return usual_presses(conn, chosen)


def _day(books: Books, kiosk: Device, day: str, happy: int, unhappy: int) -> None:
    """Presses at 9:30 that count, and as many unhappy ones at 13:30 that do not yet."""
    at = ms(f"{day}T09:30:00", ZONE)
    books.press(kiosk, [(at, 1)] * happy + [(at, 4)] * unhappy)
    books.press(kiosk, [(ms(f"{day}T13:30:00", ZONE), 4)] * (happy + unhappy))


def _shop(books: Books, happy_today: int, unhappy_today: int) -> None:
    kiosk = books.device(books.site("a", "A", ZONE), "k", "kiosk")
    for day in TUESDAYS:
        _day(books, kiosk, day, 8, 2)
    for other in ("2026-02-25", "2025-12-30"):  # a Wednesday, and nine weeks ago
        _day(books, kiosk, other, 0, 50)
    _day(books, kiosk, "2026-03-03", happy_today, unhappy_today)


def test_whole_hours_of_eight_same_weekdays_are_added_up(books: Books, engine: Engine) -> None:
    _shop(books, 18, 12)
    found = _figures(engine)
    assert (found.today.presses, found.before.presses, found.until) == (30, 80, "13:00")
    assert (found.today.happy_share.value, found.before.happy_share.value) == (0.6, 0.8)
    low, high = confint_proportions_2indep(18, 30, 64, 80, method="newcomb")
    assert found.happy is not None
    assert (found.happy.low, found.happy.high) == pytest.approx((low, high), abs=1e-9)


def test_the_page_tells_more_than_chance(books: Books, anna: Actor) -> None:
    _shop(books, 15, 25)
    text = anna.text("/")
    # Wilson's intervals of 15 of 40 and of 64 of 80.
    told = "Happy until 13:00: 38% (24 to 53%); on those days 80% (70 to 87%). Difference: "
    assert f"Less happy than usual {told}" in text
    assert " points. Presses: 40 today, 80 then." in text


def test_the_page_does_not_make_a_difference_of_chance(books: Books, anna: Actor) -> None:
    _shop(books, 30, 10)
    assert "No difference can be seen Happy until 13:00: 75%" in anna.text("/")


def test_a_handful_of_presses_tells_nothing(books: Books, anna: Actor) -> None:
    _shop(books, 0, 5)
    assert "Too few presses to tell a difference" in anna.text("/")


def test_shops_of_two_zones_are_each_read_until_their_own_hour(
    books: Books, engine: Engine
) -> None:
    _shop(books, 18, 12)
    far = books.device(books.site("b", "B", "Asia/Tokyo"), "k", "kiosk")  # 21:00 there
    books.press(far, [(ms("2026-03-03T20:30:00", "Asia/Tokyo"), 1)] * 7)
    books.press(far, [(ms("2026-02-24T21:30:00", "Asia/Tokyo"), 1)] * 5)
    found = _figures(engine)
    assert (found.today.presses, found.before.presses, found.until) == (37, 80, "")
    assert _figures(engine, "b").today.presses == 7


def test_a_shop_without_presses_has_no_such_card(books: Books, anna: Actor) -> None:
    books.device(books.site("a", "A", ZONE), "k", "kiosk")
    assert "Happy presses against" not in anna.text("/")
