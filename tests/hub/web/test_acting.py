"""Notes, tasks and posters: what people do about what they see."""

from datetime import UTC, datetime, timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine

from hub.domain.intervals import wilson
from hub.domain.periods import parse_period
from hub.figures.notes import notes
from hub.figures.selection import choose
from hub.store.audit_log import entries
from hub.store.engine import reading, writing
from hub.store.posters import Poster
from hub.store.regions import add_region, put_site_into
from hub.store.sites import Site
from hub.web.acting.poster_pdf import poster_pdf
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books
from tests.hub.web.cast import person

NOW_MS = round(NOW.timestamp() * 1000)


@pytest.fixture
def shops(books: Books, engine: Engine) -> None:
    """Riga and Jurmala in one region, Oslo in none."""
    for code in ("riga", "jurmala", "oslo"):
        books.site(code, code.title(), "UTC")
    with writing(engine) as conn:
        add_region(conn, "baltic", "Baltic")
        for code in ("riga", "jurmala"):
            put_site_into(conn, code, "baltic")


def _note(anna: Actor, area: str, text: str, first: str = "2026-03-01", last: str = "") -> int:
    fields = {"area": area, "text": text, "first": first, "last": last}
    return anna.post("/notes", "/notes", fields).status_code


def _notes(engine: Engine, site: str, first: str, last: str) -> list[str]:
    with reading(engine) as conn:
        period = parse_period("range", first, last)
        return [
            one.text
            for one in notes(conn, choose(conn, period=period, now_ms=NOW_MS, site_code=site))
        ]


@pytest.mark.usefixtures("shops")
def test_a_note_stands_at_its_days_in_its_shops(anna: Actor, engine: Engine) -> None:
    assert _note(anna, "region:baltic", "Roadworks <b>", "2026-02-20", "2026-03-01") == 302
    assert _note(anna, "shop:oslo", "Fair") == 302
    assert _note(anna, "organisation", "New prices", "2026-03-02") == 302
    assert _notes(engine, "riga", "2026-02-25", "2026-03-02") == ["Roadworks <b>", "New prices"]
    assert _notes(engine, "riga", "2026-03-02", "2026-03-03") == ["New prices"]
    assert _notes(engine, "oslo", "2026-03-01", "2026-03-01") == ["Fair"]
    assert _notes(engine, "", "2026-02-01", "2026-03-03") == ["Roadworks <b>", "Fair", "New prices"]
    text = anna.text("/notes")
    assert "Baltic Roadworks <b>" in text
    with reading(engine) as conn:
        assert {one.what for one in entries(conn)} == {"note.added"}
    page = anna.get("/notes").text
    first = page.split('action="/notes/')[1].split("/")[0]
    anna.post("/notes", f"/notes/{first}/remove", {})
    assert "New prices" not in anna.text("/notes").replace("The note is removed.", "")


@pytest.mark.usefixtures("shops")
@pytest.mark.parametrize(
    "fields",
    [
        {"area": "shop:riga", "text": "", "first": "2026-03-01"},
        {"area": "shop:riga", "text": "x" * 201, "first": "2026-03-01"},
        {"area": "shop:riga", "text": "x", "first": ""},
        {"area": "shop:riga", "text": "x", "first": "1 March"},
        {"area": "shop:riga", "text": "x", "first": "2026-03-02", "last": "2026-03-01"},
        {"area": "'; DROP TABLE note", "text": "x", "first": "2026-03-01"},
        {"area": "shop:nowhere", "text": "x", "first": "2026-03-01"},
    ],
)
def test_a_note_that_cannot_be_is_refused(fields: dict[str, str], anna: Actor) -> None:
    assert anna.post("/notes", "/notes", fields).status_code in {400, 404}


@pytest.mark.usefixtures("shops")
def test_managers_write_about_their_own_shops_only(
    app: APIFlask, engine: Engine, anna: Actor
) -> None:
    bo = person(app, engine, "bo", "manager", "shop:riga")
    assert _note(bo, "shop:riga", "mine") == 302
    for area in ("shop:oslo", "region:baltic", "organisation"):
        assert _note(bo, area, "not mine") == 403
    assert _note(person(app, engine, "cy", "manager", "region:baltic"), "region:baltic", "x") == 302
    assert _note(anna, "shop:oslo", "far away") == 302
    assert "far away" not in bo.text("/notes")
    with reading(engine) as conn:
        number = next(one.about for one in entries(conn)).split()[1]
    assert bo.post("/notes", f"/notes/{number}/remove", {}).status_code == 403
    viewer = person(app, engine, "di", "viewer", "shop:riga")
    assert "Write a note" not in viewer.text("/notes")
    assert _note_of_viewer(viewer) == 403


def _note_of_viewer(viewer: Actor) -> int:
    fields = {"area": "shop:riga", "text": "x", "first": "2026-03-01"}
    return viewer.post("/account", "/notes", fields).status_code


@pytest.mark.usefixtures("shops")
def test_a_task_is_made_found_and_done(app: APIFlask, anna: Actor, engine: Engine) -> None:
    for text, due in (("Later", "2026-04-01"), ("Some day", ""), ("Soon", "2026-03-04")):
        fields = {"site": "riga", "text": text, "assignee": "Bo", "due": due}
        assert anna.post("/tasks", "/tasks", fields).status_code == 302
    page = anna.text("/tasks")
    assert "3 are to be done" in page
    assert page.index("Soon") < page.index("Later") < page.index("Some day")
    assert "0 are to be done" in anna.text("/tasks?site=oslo")
    first = anna.get("/tasks").text.split('action="/tasks/')[1].split("/")[0]
    far = person(app, engine, "far", "manager", "shop:oslo")
    assert far.post("/tasks", f"/tasks/{first}/done", {}).status_code == 404
    assert anna.post("/tasks", f"/tasks/{first}/done", {}).status_code == 302
    text = anna.text("/tasks")
    assert text.index("Later") < text.index("Done last") < text.index("Soon")
    assert "done by anna" in text


def test_a_poster_shows_what_was_done_and_what_came_of_it(
    anna: Actor, books: Books, app: APIFlask, engine: Engine
) -> None:
    """40 of 80 pressed happily in the week before 20 February, 60 of 80 in the week since."""
    kiosk = books.device(books.site("riga", "Rīga", "UTC"), "k", "kiosk")
    changed = datetime(2026, 2, 20, 12, tzinfo=UTC)
    for day, happy in ((-3, 40), (3, 60)):
        at_ms = round((changed + timedelta(days=day)).timestamp() * 1000)
        books.press(kiosk, [(at_ms + n, 1 if n < happy else 4) for n in range(80)])
    # The day itself belongs to neither.
    books.press(kiosk, [(round(changed.timestamp() * 1000), 4)] * 50)
    fields = {"site": "riga", "said": "Queue <i>", "did": "Third till", "changed": "2026-02-20"}
    answer = anna.post("/posters", "/posters", fields)
    sheet = anna.text(answer.headers["Location"])
    low, high = (round(100 * end) for end in wilson(0.75, 80))
    assert "Queue <i>" in sheet
    assert (
        "Since: 75% happy 80 presses, Sat, 21 Feb to Fri, 27 Feb" in sheet or "Since: 75%" in sheet
    )
    assert f"{low} to {high}%" in sheet
    assert "Before: 50% happy" in sheet
    pdf = anna.get(answer.headers["Location"] + ".pdf")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    far = person(app, engine, "far", "manager", "organisation")
    assert far.get(answer.headers["Location"]).status_code == 200
    assert anna.post("/posters", answer.headers["Location"] + "/remove", {}).status_code == 302
    assert anna.get(answer.headers["Location"]).status_code == 404


@pytest.mark.usefixtures("shops")
def test_a_poster_without_a_week_since_promises_nothing(anna: Actor) -> None:
    fields = {"site": "riga", "said": "Cold", "did": "Heated", "changed": "2026-02-27"}
    answer = anna.post("/posters", "/posters", fields)
    assert "appears a week after" in anna.text(answer.headers["Location"])
    fields |= {"changed": ""}
    assert "What came" not in anna.text(
        anna.post("/posters", "/posters", fields).headers["Location"]
    )


@pytest.mark.usefixtures("shops")
@pytest.mark.parametrize(
    ("said", "foreign"),
    [("Żółć, Ёж", False), ("\N{HEBREW LETTER ALEF}", False), ("\N{GRINNING FACE}", True)],
)
def test_a_poster_says_when_its_file_lacks_letters(anna: Actor, said: str, foreign: bool) -> None:
    fields = {"site": "riga", "said": said, "did": "Heated", "changed": ""}
    page = anna.text(anna.post("/posters", "/posters", fields).headers["Location"])
    assert ("shows question marks: print this page instead." in page) == foreign


@pytest.mark.parametrize(
    "text", ["\N{GRINNING FACE} \N{HEBREW LETTER ALEF} Ж", "x" * 280, "ж\n" * 100]
)
def test_a_poster_is_one_page_whatever_is_written_on_it(text: str) -> None:
    poster = Poster(1, 1, text, text, None, 0, "anna")
    made = poster_pdf(poster, Site(1, "riga", "R\N{GRINNING FACE}ga", "UTC", confirmed=True), None)
    assert made.count(b"/Type /Page\n") == 1
