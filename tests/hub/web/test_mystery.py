"""Mystery shoppers' visits, from the checklist to the table beside the buttons."""

import re

from sqlalchemy import Engine, select

from hub.domain.checklist import Point
from hub.store import mystery
from hub.store.audit_log import entries
from hub.store.engine import reading, writing
from hub.store.schema import mystery_visit
from tests.hub.web.actors import Actor, csrf_token
from tests.hub.web.books import NOW, Books

NOW_MS = round(NOW.timestamp() * 1000)
POINTS = [Point("Greeted within a minute", 3), Point("Shelves <b>full</b>", 1)]


def a_list(engine: Engine) -> int:
    with writing(engine) as conn:
        return mystery.add_checklist(conn, "Winter", POINTS, who="anna", at_ms=0)


def fields(page: str, **changed: str) -> dict[str, str]:
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return {**hidden, "day": "2026-03-03", "answer-0": "yes", "answer-1": "no", **changed}


def test_a_visit_is_entered_and_stands_beside_the_buttons(
    anna: Actor, books: Books, engine: Engine
) -> None:
    site = books.site("riga", "Rīga", "Europe/Riga")
    books.press(books.device(site, "k", "kiosk"), [(NOW_MS - 1, 1)] * 30 + [(NOW_MS - 1, 4)] * 10)
    number = a_list(engine)
    page = anna.get(f"/audits/visit?site=riga&checklist={number}").text
    assert "Shelves &lt;b&gt;full&lt;/b&gt;" in page
    sent = anna.client.post("/audits/visit", data=fields(page, note="Cold inside"))
    assert sent.status_code == 302, sent.text
    shown = anna.text("/audits?site=riga")
    assert "75%" in shown
    assert "Not found right: Shelves <b>full</b>" in shown
    assert "Cold inside" in shown
    rows = anna.get("/audits/shops.csv").text.splitlines()
    assert rows[1].startswith("Rīga,1,0.75,")
    assert rows[1].split(",")[5] == "75.0"  # 30 of 40 on the best of four buttons
    with reading(engine) as conn:
        assert [entry.what for entry in entries(conn)][:1] == ["visit.added"]


def test_a_form_sent_twice_is_one_visit(anna: Actor, books: Books, engine: Engine) -> None:
    books.site("riga", "Rīga", "Europe/Riga")
    page = anna.get(f"/audits/visit?site=riga&checklist={a_list(engine)}").text
    for _ in range(2):
        assert anna.client.post("/audits/visit", data=fields(page)).status_code == 302
    with reading(engine) as conn:
        assert len(conn.execute(select(mystery_visit)).all()) == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(
    anna: Actor, books: Books, engine: Engine
) -> None:
    books.site("riga", "Rīga", "Europe/Riga")
    page = anna.get(f"/audits/visit?site=riga&checklist={a_list(engine)}").text
    answer = anna.client.post(
        "/audits/visit", data=fields(page, **{"answer-1": "", "day": "2026-03-04", "note": "Kept"})
    )
    assert answer.status_code == 422
    assert "1 points have no answer yet." in answer.text or "1 point has no answer" in answer.text
    assert "has not come yet" in answer.text
    assert "Kept</textarea>" in answer.text
    unseen = fields(page, **{"answer-0": "not-seen", "answer-1": "not-seen"})
    assert "Nothing was seen" in anna.client.post("/audits/visit", data=unseen).text


def test_a_checklist_is_made_with_weights(anna: Actor, books: Books, engine: Engine) -> None:
    books.site("riga", "Rīga", "Europe/Riga")
    token = csrf_token(anna.get("/audits/checklists").text)
    typed = {"csrf_token": token, "name": "Spring", "text": ["Tidy", "", "Kind"]}
    wrong = anna.client.post("/audits/checklists", data={**typed, "weight": ["x", "", "2"]})
    assert wrong.status_code == 422
    assert "A weight is a whole number" in wrong.text
    assert 'value="Kind"' in wrong.text
    more = anna.client.post(
        "/audits/checklists", data={**typed, "weight": ["", "", ""], "more": "1"}
    )
    assert more.status_code == 200
    good = anna.client.post("/audits/checklists", data={**typed, "weight": ["", "", "2"]})
    assert good.status_code == 302
    with reading(engine) as conn:
        (made,) = mystery.list_checklists(conn)
    assert made.points == (Point("Tidy", 1), Point("Kind", 2))
    anna.post("/audits/checklists", f"/audits/checklists/{made.id}/retire", {})
    assert "There is no checklist yet" in anna.text("/audits/visit")


def test_a_visit_can_be_counted_no_more(anna: Actor, books: Books, engine: Engine) -> None:
    books.site("riga", "Rīga", "Europe/Riga")
    page = anna.get(f"/audits/visit?site=riga&checklist={a_list(engine)}").text
    anna.client.post("/audits/visit", data=fields(page))
    with reading(engine) as conn:
        number = conn.execute(select(mystery_visit.c.id)).scalar_one()
    assert anna.post("/audits", f"/audits/visits/{number}/remove", {}).status_code == 302
    assert "No visit in these days" in anna.text("/audits")
    answer = anna.post("/audits/checklists", f"/audits/visits/{number}/remove", {})
    assert answer.status_code == 404
