"""Shops side by side, against what was written down."""

import csv
import io

from sqlalchemy import Engine

from hub.domain.periods import parse_period
from hub.figures.compare import Compare, compare
from hub.figures.selection import choose
from hub.store.engine import reading
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, ms

NOW_MS = round(NOW.timestamp() * 1000)
MINUTE_MS = 60_000


def figures(engine: Engine, *, with_play: bool = True) -> Compare:
    with reading(engine) as conn:
        period = parse_period("range", "2026-03-03", "2026-03-03")
        return compare(conn, choose(conn, period=period, now_ms=NOW_MS, with_play=with_play))


def a_shop(books: Books, name: str, happy: int, unhappy: int, *, play: int = 0) -> int:
    site = books.site(f"s{len(books.zones)}", name, "UTC")
    kiosk = books.device(site, "k", "kiosk")
    books.press(kiosk, [(NOW_MS - 1, 1)] * happy + [(NOW_MS - 1, 4)] * unhappy)
    if play:
        books.press(kiosk, [(NOW_MS - 1, 4)] * play, play=True)
    return site


def test_clear_differences_make_groups(engine: Engine, books: Books) -> None:
    for name, happy in (("Low", 600), ("Top", 950), ("Mid one", 800), ("Mid two", 805)):
        a_shop(books, name, happy, 1000 - happy)
    books.site("empty", "Empty", "UTC")
    found = figures(engine)
    assert [[shop.site_name for shop in group.shops] for group in found.groups] == [
        ["Top"],
        ["Mid two", "Mid one"],
        ["Low"],
    ]
    assert [(one.first_place, one.last_place) for one in found.groups] == [(1, 1), (2, 3), (4, 4)]
    assert [(one.score.presses, one.score.happy) for one in found.shops] == [
        (1000, 950),
        (1000, 805),
        (1000, 800),
        (1000, 600),
    ]
    assert found.without_presses == ["Empty"]


def test_another_number_of_buttons_is_said_to_be_no_comparison(books: Books, anna: Actor) -> None:
    for name in ("One", "Two"):
        a_shop(books, name, 60, 40)
    assert "Another number of buttons" not in anna.text("/compare?period=today")
    five = books.device(books.site("five", "Five", "UTC"), "k", "kiosk")
    books.press(five, [(NOW_MS - 1, 1)] * 60 + [(NOW_MS - 1, 3)] * 20, of=5)
    text = anna.text("/compare?period=today")
    assert "Another number of buttons: Five." in text
    assert "do not compare with those of the others" in text


def test_nothing_is_said_to_be_certain(books: Books, anna: Actor) -> None:
    a_shop(books, "Low", 600, 400)
    a_shop(books, "Top", 950, 50)
    text = anna.text("/compare?period=today")
    assert "Best of all: more than 99% likely." in text
    page = anna.get("/compare?period=today").text
    assert '<td class="n">&gt; 99%</td>' in page
    assert '<td class="n">&lt; 1%</td>' in page
    assert "Best of all: 100%" not in text


def test_a_shop_of_few_presses_is_between_the_others(engine: Engine, books: Books) -> None:
    a_shop(books, "Tiny", 3, 0)
    for happy in (700, 800, 900):
        a_shop(books, f"Shop {happy}", happy, 1000 - happy)
    found = figures(engine)
    tiny = next(one for one in found.shops if one.site_name == "Tiny")
    assert found.shops[0].site_name == "Shop 900"
    assert tiny.likely.too_few
    assert (tiny.first_place, tiny.last_place) == (1, 4)


def test_visitors_and_answers_stand_beside_the_share(engine: Engine, books: Books) -> None:
    site = a_shop(books, "A", 20, 10)
    a_shop(books, "B", 30, 10)
    camera = books.device(site, "c", "camera")
    hour = ms("2026-03-03T11:00:00")  # the presses were in its last instant
    books.window(camera, [(hour + n * MINUTE_MS, 5, 4) for n in range(60)])
    found = {one.site_name: one for one in figures(engine).shops}
    assert found["A"].entered == 300
    assert found["A"].response is not None
    assert (found["A"].response.part, found["A"].response.whole) == (30, 300)
    assert (found["B"].entered, found["B"].response) == (None, None)


def test_play_counts_as_chosen(engine: Engine, books: Books) -> None:
    a_shop(books, "A", 50, 0, play=50)
    a_shop(books, "B", 40, 10)
    assert [one.site_name for one in figures(engine).shops] == ["B", "A"]
    assert [one.site_name for one in figures(engine, with_play=False).shops] == ["A", "B"]


def test_the_page_names_ties_and_marks_the_chosen_shop(books: Books, anna: Actor) -> None:
    a_shop(books, "Station", 800, 200)
    a_shop(books, "<b>Harbour</b>", 805, 195)
    text = anna.text("/compare?period=today&site=s0")
    assert "No difference between the 2 shops can be seen" in text
    assert "Places 1 to 2: no difference can be seen" in text
    assert "1 (1 to 2) <b>Harbour</b>" in text
    assert "more presses at each would tell it from the next" in text
    html = anna.get("/compare?period=today&site=s0").text
    marked = html.split('aria-current="true">')[-1]
    assert "Station" in marked.split("</li>")[0]
    assert "<b>Harbour" not in html


def test_one_shop_is_nothing_to_compare(books: Books, anna: Actor) -> None:
    assert "No shop has presses." in anna.text("/compare")
    a_shop(books, "Alone", 10, 2)
    assert "Only Alone has presses." in anna.text("/compare?period=today")


def test_the_download_has_every_shop(books: Books, anna: Actor) -> None:
    a_shop(books, "A", 90, 10)
    a_shop(books, "B", 40, 60)
    answer = anna.get("/compare/shops.csv?period=today&site=s0")
    assert "otklik-all-shops-compare-2026-03-03" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["Shop"], row["Place"], row["Happy, as pressed"]) for row in rows] == [
        ("A", "1", "0.9"),
        ("B", "2", "0.4"),
    ]
    low, likely, high = (float(rows[0][f"Happy, likely{end}"]) for end in (" (low)", "", " (high)"))
    assert low < likely < 0.9 < high


def test_a_wrong_shop_or_period_is_refused(anna: Actor) -> None:
    assert anna.get("/compare?site=nowhere").status_code == 404
    assert anna.get("/compare?from=2016-01-01&to=2026-01-01").status_code == 400
