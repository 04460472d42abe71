"""Bonus cards: made, measured, entered."""

import pytest
from sqlalchemy import Engine

from hub.domain.bonus import Measure, Part
from hub.store import bonus
from hub.store.engine import reading, writing
from tests.hub.web.actors import Actor, csrf_token
from tests.hub.web.books import NOW, Books

NOW_MS = round(NOW.timestamp() * 1000)
CARD = (
    Part("Base", Measure.BASE, 55, 0, 0),
    Part("Punctuality", Measure.ENTERED, 25, 0, 100),
    Part("Customers", Measure.INDEX, 20, 50, 100),
)


def a_card(engine: Engine) -> int:
    with writing(engine) as conn:
        return bonus.add_card(conn, "Team", CARD, who="anna", at_ms=0)


def typed(token: str, weights: tuple[str, str]) -> dict[str, str | list[str]]:
    return {
        "csrf_token": token,
        "name": "Team",
        "part": ["Base", "Customers", ""],
        "measure": ["base", "index", "base"],
        "weight": [*weights, ""],
        "none_at": ["", "60,5", ""],
        "full_at": ["", "", ""],
    }


def test_weights_must_sum_to_the_whole(anna: Actor, engine: Engine, books: Books) -> None:
    books.site("riga", "Rīga", "Europe/Riga")
    token = csrf_token(anna.get("/bonus").text)
    wrong = anna.client.post("/bonus", data=typed(token, ("55", "40")))
    assert wrong.status_code == 422
    assert "The weights sum to 95%; they must sum to 100%." in wrong.text
    assert anna.client.post("/bonus", data=typed(token, ("55", "45"))).status_code == 302
    with reading(engine) as conn:
        (made,) = bonus.list_cards(conn)
    assert made.parts[1] == Part("Customers", Measure.INDEX, 45, 60.5, 100.0)


def test_a_month_adds_up_what_was_measured_and_entered(
    anna: Actor, engine: Engine, books: Books
) -> None:
    site = books.site("riga", "Rīga", "Europe/Riga")
    books.press(books.device(site, "k", "kiosk"), [(NOW_MS - 1, 1)] * 90 + [(NOW_MS - 1, 4)] * 10)
    number = a_card(engine)
    assert "A part is not measured yet" in anna.text(f"/bonus/{number}?month=2026-03")
    sent = anna.post(
        f"/bonus/{number}",
        f"/bonus/{number}/entries",
        {"site": "riga", "month": "2026-03", "percent-1": "80,0"},
    )
    assert sent.status_code == 302
    cells = anna.get(f"/bonus/{number}/shops.csv?month=2026-03").text.splitlines()[1].split(",")
    # 55 + 25 x 0.8 + 20 x (90 - 50) / 50
    assert float(cells[1]) == pytest.approx(0.55 + 0.20 + 0.16)
    assert float(cells[2]) < 0.91 < float(cells[3])
    assert "March 2026" in anna.text(f"/bonus/{number}?month=2026-03")
    # Another month has its own entries, and no presses.
    cells = anna.get(f"/bonus/{number}/shops.csv?month=2026-02").text.splitlines()[1].split(",")
    assert (cells[1], float(cells[2]), float(cells[3])) == ("", 0.55, 1.0)


@pytest.mark.parametrize("percent", ["101", "-1", "many"])
def test_a_percent_is_a_percent(anna: Actor, engine: Engine, books: Books, percent: str) -> None:
    books.site("riga", "Rīga", "Europe/Riga")
    number = a_card(engine)
    entry = {"site": "riga", "month": "2026-03", "percent-1": percent}
    answer = anna.post(f"/bonus/{number}", f"/bonus/{number}/entries", entry)
    assert answer.status_code == 400
    assert "0 to 100" in answer.text


def test_an_odd_month_is_refused(anna: Actor, engine: Engine) -> None:
    assert anna.get(f"/bonus/{a_card(engine)}?month=2026-13").status_code == 400
    assert anna.get("/bonus/77").status_code == 404
