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

from hub.words import ENGLISH, LANGUAGES
from hub.words.dates import weekdays, write_date
from tests.hub.web.actors import Actor
from tests.hub.web.books import Books, ms, status
from tests.hub.web.conftest import NOW
from tests.hub.web.expression_books import Faces
from tests.hub.words.said import NAMES, WORDS, Said
from wire.messages import Problem

SPOKEN = "de"
"""Lends its numbers and dates to the language that brackets."""
BRACKETED = re.compile("⟦[^⟦⟧]*⟧")
JSON_BLOCK = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
TIME_ZONES = re.compile(r'<select name="timezone">.*?</select>', re.DOTALL)
FOR_MACHINES = {"kind", "tone", "scale", "unit", "id", "mark"}
NOT_PAGES = ("/api/", "/static/", "/live", "/metrics", "/healthz", "/readyz", "/openapi", "/login/")
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


def pages(app: APIFlask) -> list[str]:
    """Addresses of pages that need no name of anything."""
    found = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    }
    wide = {f"{page}?period=7d" for page in ("/satisfaction", "/footfall", "/expression")}
    chosen = {"/expression?period=7d&changed=2026-03-03", "/compare?period=7d&site=s1", "/nothing"}
    return sorted(page for page in found | wide | chosen if not page.startswith(NOT_PAGES))


def unbracketed(html: str) -> list[str]:
    """What a page says outside of brackets and is no data."""
    said = [text for block in JSON_BLOCK.findall(html) for text in _strings(json.loads(block))]
    reader = Said()
    html = TIME_ZONES.sub("", html.replace(f'<html lang="{SPOKEN}">', "<html>"))
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


@pytest.mark.usefixtures("filled")
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


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != ENGLISH])
def test_every_page_can_be_drawn_in_every_language(
    app: APIFlask, anna: Actor, language: str
) -> None:
    anna.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    for page in pages(app):
        answer = anna.get(page)
        assert answer.status_code in {200, 302, 404}, page
        if answer.mimetype == "text/html" and answer.status_code == 200:
            assert f'<html lang="{language}">' in answer.text
