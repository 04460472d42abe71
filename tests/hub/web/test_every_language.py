"""No page says anything in one language only: it is drawn in a language that brackets what it says.

What stands outside of brackets then must be data. Beside it, each real language can draw each page.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from apiflask import APIFlask
from babel.support import NullTranslations
from sqlalchemy import Engine

from hub.store.engine import writing
from hub.store.experiments import add_experiment
from hub.words import ENGLISH, LANGUAGES
from hub.words.dates import weekdays, write_date
from tests.hub.web.actors import Actor, Fields
from tests.hub.web.alert_book import FACTS, end_alert, open_alert
from tests.hub.web.books import NOW, Books, ms, status
from tests.hub.web.expression_books import Faces
from tests.hub.words.said import NAMES, WORDS, Said
from wire.status import Problem

NOW_MS = round(NOW.timestamp() * 1000)
SPOKEN = "de"
"""Lends its numbers and dates to the language that brackets."""
BRACKETED = re.compile("⟦[^⟦⟧]*⟧")
JSON_BLOCK = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
LISTED = re.compile(
    r'<select name="(?:timezone|what)">.*?</select>|<td[^>]* dir="auto">.*?</td>', re.DOTALL
)
"""Time zones and codes to choose from; cells with what somebody typed, or the audit log keeps."""
FOR_MACHINES = {"kind", "tone", "scale", "unit", "id", "mark"}
NOT_PAGES = ("/api/", "/static/", "/live", "/metrics", "/healthz", "/readyz", "/openapi", "/login/")
NAMED = {
    *(f"/alerts/{number}" for number in range(1, len(FACTS) + 1)),
    "/experiments/1",
    "/posters/1",
    "/audits/visit",
    "/audits/visit?site=s1&checklist=1",
    "/reports?site=s1&period=day",
    "/satisfaction?from=2026-01-01&to=2026-03-03",
    "/satisfaction?from=2026-03-03&to=2026-01-01",
    "/alerts/99",
}
DATA = NAMES | {"anna", "eu", "Excel", "Parquet", "XLSX", "Deutsch"}


class Brackets(NullTranslations):
    """A catalogue of a language that says ⟦so⟧."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, num: int) -> str:
        return f"⟦{msgid1 if num == 1 else msgid2}⟧"


@pytest.fixture
def filled(books: Books) -> None:
    """Something for every page to show. Names are no words: what is left over is none either."""
    shop = books.site("s1", "1", "UTC")
    books.site("s2", "2", "UTC", confirmed=False)
    kiosk = books.device(shop, "k1", "kiosk")
    camera = books.device(shop, "c1", "camera")
    hours = [ms(f"2026-03-0{day}T{hour:02d}:00:00") for day in (2, 3) for hour in range(9, 12)]
    books.press(kiosk, [(at + n * 60_000, 1 + n % 4) for at in hours for n in range(30)])
    books.press(kiosk, [(hours[0] + n * 1000, 1) for n in range(5)], play=True)
    minutes = [at + n * 60_000 for at in hours for n in range(60)]
    books.window(camera, [(at, 5, 4) for at in minutes], line="d1", staff=(1, 1))
    books.window(camera, [(at, 20, 20) for at in minutes], line="d2", kind="street")
    stays = [(at, [20.0, 70.0, 400.0]) for at in minutes[:60]]
    books.zone(camera, stays, zone="z1")
    books.zone(camera, stays, zone="z2", kind="queue")
    books.night(camera, hours[3] - 3_600_000, entered=100, removed=2, held=3)
    books.audit(camera, hours[0], (20, 19, 18), (20, 22, 18), line="d1")
    stuck = Problem(code="camera_dark", text="1", since=NOW)
    books.says(camera, status("s1", "c1", "camera", NOW, problems=[stuck]), hours[-1])
    books.compared(camera, '{"1": -2}', lost=4)
    faces = Faces(books)
    for at in hours:
        faces.tell(camera, at, zone="z1", network="n1", detector="d1")
        faces.tell(camera, at, zone="z1", network="n2", detector="d2", corrected=False)


@pytest.fixture
def acted(filled: None, anna: Actor, engine: Engine) -> None:
    """What people and the hub's own work add: alerts of all kinds, notes, visits, cards."""
    for kind in FACTS:
        open_alert(engine, kind, "s1", NOW_MS - 3_600_000)
    end_alert(engine, 1, NOW_MS - 60_000)
    with writing(engine) as conn:
        add_experiment(
            conn,
            name="1",
            outcome="satisfaction",
            first_day="2026-02-02",
            last_day=None,
            treated=[1],
            left_out=[],
            made_by="2",
            now_ms=NOW_MS,
        )
    said = {"said": "1", "did": "2", "changed": "2026-03-02"}
    forms: tuple[tuple[str, Fields], ...] = (
        ("/notes", {"area": "shop:s1", "text": "1", "first": "2026-03-02", "last": ""}),
        ("/tasks", {"site": "s1", "text": "1", "assignee": "2", "due": "2026-03-04"}),
        ("/tasks", {"site": "s1", "text": "1", "assignee": "2", "due": ""}),
        ("/posters", {"site": "s1", **said}),
        ("/groups", {"name": "1", "shop": ["s1"]}),
        ("/audits/checklists", {"name": "1", "text": ["1", "2"], "weight": ["1", "2"]}),
    )
    for page, fields in forms:
        assert anna.post(page, page, fields).status_code == 302, page
    for page, address, changed in (
        ("/alerts", "/alerts/2/acknowledge", {}),
        ("/alerts", "/alerts/2/comment", {"text": "1"}),
        ("/tasks", "/tasks/1/done", {}),
    ):
        assert anna.post(page, address, changed).status_code == 302, address
    form = anna.get("/audits/visit?site=s1&checklist=1").text
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    seen = {"day": "2026-03-02", "answer-0": "yes", "answer-1": "no", "note": "1"}
    assert anna.client.post("/audits/visit", data={**hidden, **seen}).status_code == 302
    anna.get("/devices")  # takes what was said in English meanwhile


def pages(app: APIFlask) -> list[str]:
    """Addresses of pages: of all that need no name of anything, and of some that do."""
    found = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    }
    wide = {f"{page}?period=7d" for page in ("/satisfaction", "/footfall", "/expression")}
    chosen = {"/expression?period=7d&changed=2026-03-03", "/compare?period=7d&site=s1", "/nothing"}
    found |= wide | chosen | NAMED
    return sorted(page for page in found if not page.startswith(NOT_PAGES))


def unbracketed(html: str) -> list[str]:
    """What a page says outside of brackets and is no data."""
    said = [text for block in JSON_BLOCK.findall(html) for text in _strings(json.loads(block))]
    reader = Said()
    html = LISTED.sub("", html.replace(f'<html lang="{SPOKEN}">', "<html>"))
    reader.feed(_outside(html))
    return [
        text.strip()
        for text in [*map(_outside, said), *reader.found]
        if set(WORDS.findall(text)) - DATA - _of_dates()
    ]


def _outside(text: str) -> str:
    while (shorter := BRACKETED.sub("", text)) != text:
        text = shorter
    return text


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            if name not in FOR_MACHINES:
                yield from _strings(value)
    elif isinstance(data, list):
        for one in data:
            yield from _strings(one)


@cache
def _of_dates() -> set[str]:
    days = [NOW.date() + timedelta(days=n) for n in range(-365, 366)]
    written = [write_date(day, form, SPOKEN) for day in days for form in ("long", "short")]
    return set(WORDS.findall(" ".join([*written, *weekdays("abbreviated", SPOKEN)])))


@pytest.mark.usefixtures("acted")
def test_pages_say_nothing_but_through_catalogues(
    app: APIFlask, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.words.spoken.catalogue", lambda _: Brackets())
    anna.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = SPOKEN
    bare = {}
    for page in pages(app):
        answer = anna.get(page)
        assert answer.status_code < 500, page
        if answer.mimetype == "text/html" and answer.status_code != 302:
            assert "⟦" in answer.text, page
            if found := unbracketed(answer.text):
                bare[page] = found
    assert not bare


@pytest.mark.usefixtures("acted")
@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != ENGLISH])
def test_every_page_can_be_drawn_in_every_language(
    app: APIFlask, anna: Actor, language: str
) -> None:
    anna.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    for page in pages(app):
        answer = anna.get(page)
        assert answer.status_code in {200, 302, 400, 404}, page
        if answer.mimetype == "text/html" and answer.status_code == 200:
            assert f'<html lang="{language}">' in answer.text
