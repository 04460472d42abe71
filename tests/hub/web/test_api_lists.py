"""Long lists in pieces, answers that are not sent twice, and tokens that ask too often."""

import json
from base64 import urlsafe_b64encode
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from hub.api.allowance import Allowance
from hub.api.cursors import piece, read_cursor, write_cursor
from hub.domain.rights import Area
from hub.domain.whole_numbers import GREATEST
from hub.store.engine import writing
from hub.store.tokens import add_token
from tests.hub.web.alert_book import end_alert, open_alert
from tests.hub.web.books import NOW, Books
from wire.clock import FakeClock

NOW_MS = round(NOW.timestamp() * 1000)
HOUR_MS = 3_600_000


class Reader:
    """A program that follows links."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._token = token

    def ask(self, path: str, **headers: str) -> TestResponse:
        path = path if path.startswith("/") else f"/api/v1/{path}"
        return self._client.get(path, headers={"Authorization": f"Bearer {self._token}", **headers})

    def all(self, path: str) -> list[list[Any]]:
        pieces: list[list[Any]] = []
        while path:
            answer = self.ask(path)
            assert answer.status_code == 200, answer.text
            pieces.append(answer.get_json())
            link = answer.headers.get("Link", "")
            assert not link or link.endswith('>; rel="next"')
            path = link.removesuffix('>; rel="next"').removeprefix("<")
        return pieces


@pytest.fixture
def reader(app: APIFlask, engine: Engine) -> Reader:
    with writing(engine) as conn:
        return Reader(app.test_client(), add_token(conn, "reader", NOW_MS))


def test_every_device_comes_once_in_pieces(books: Books, reader: Reader) -> None:
    for code in ("b", "a"):
        site = books.site(code, code.upper(), "UTC")
        for n in range(5):
            books.device(site, f"k{n}", "kiosk")
    pieces = reader.all("devices?limit=4")
    assert [len(one) for one in pieces] == [4, 4, 2]
    names = [(row["site"], row["name"]) for one in pieces for row in one]
    assert names == [(code, f"k{n}") for code in "ab" for n in range(5)]
    assert [len(one) for one in reader.all("sites?limit=1")] == [1, 1]


def test_hours_are_the_raw_presses_by_hour(books: Books, reader: Reader) -> None:
    site = books.site("a", "A", "Asia/Kolkata")
    kiosk, other = (books.device(site, name, "kiosk") for name in ("k", "l"))
    for n in range(30):
        books.press(kiosk, [(NOW_MS - n * HOUR_MS // 2, 1 + n % 4)])
    books.press(other, [(NOW_MS, 1)], of=2)
    rows = [row for one in reader.all("hours/presses?period=7d&limit=7") for row in one]
    half = HOUR_MS // 2  # Kolkata's clock hours begin at the half of UTC's
    expected = Counter(
        ((row.at_ms - half) // HOUR_MS * HOUR_MS + half, row.button)
        for row in books.presses
        if row.device_id == kiosk.id
    )
    told = {
        (row["hour_ms"], n): presses
        for row in rows
        if row["device"] == "k"
        for n, presses in enumerate(row["presses"], 1)
        if presses
    }
    assert told == dict(expected)
    assert [row["presses"] for row in rows if row["device"] == "l"] == [[1, 0]]


def test_hours_of_lines_are_the_raw_crossings(books: Books, reader: Reader) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    books.window(camera, [(NOW_MS - n * 60_000, n % 3, 1) for n in range(1, 200)])
    rows = [row for one in reader.all("hours/footfall?period=today&limit=2") for row in one]
    assert sum(row["entered"] for row in rows) == sum(n % 3 for n in range(1, 200))
    assert [row["hour_ms"] for row in rows] == sorted({row["hour_ms"] for row in rows})


def test_rows_that_arrive_while_reading_disturb_nothing(books: Books, reader: Reader) -> None:
    site = books.site("a", "A", "UTC")
    for n in (2, 4, 6):
        books.device(site, f"k{n}", "kiosk")
    first = reader.ask("devices?limit=2")
    books.device(site, "k1", "kiosk")
    books.device(site, "k9", "kiosk")
    rest = reader.all(first.headers["Link"].partition(">")[0].removeprefix("<"))
    assert [row["name"] for one in rest for row in one] == ["k6", "k9"]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "§",
        "W10",
        "bnVsbA",
        "A" * 5000,
        urlsafe_b64encode(json.dumps(["a", 1]).encode()).decode().rstrip("="),
        urlsafe_b64encode(b"[" * 300).decode().rstrip("="),
    ],
)
def test_what_is_no_cursor_is_refused(books: Books, reader: Reader, cursor: str) -> None:
    books.site("a", "A", "UTC")
    answer = reader.ask(f"devices?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"].startswith("`cursor` is not one of this list")


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("alerts", [10**30]),
        ("alerts", [-(10**30)]),
        ("hours/presses", [1, 2**63, 1]),
        ("hours/footfall", [1, 1, "door\0", "person"]),
        ("hours/footfall", [1, 1, "\ud800", "person"]),
    ],
)
def test_a_cursor_of_what_no_store_holds_is_refused(
    books: Books, reader: Reader, path: str, key: list[Any]
) -> None:
    books.device(books.site("a", "A", "UTC"), "c1", "camera")
    cursor = urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
    answer = reader.ask(f"{path}?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.get_json()["detail"].startswith("`cursor` is not one of this list")


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "many"])
def test_a_piece_has_bounds(reader: Reader, limit: str) -> None:
    answer = reader.ask(f"sites?limit={limit}")
    assert answer.status_code == 400
    assert answer.get_json()["detail"].startswith("`limit`: ")


_STORABLE_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
KEYS = st.tuples(_STORABLE_TEXT, st.integers(-GREATEST, GREATEST))


@given(st.sets(KEYS), st.sets(KEYS), st.integers(1, 5), st.integers(0, 5))
def test_what_was_there_all_the_time_is_sent_exactly_once(
    there: set[tuple[str, int]], later: set[tuple[str, int]], limit: int, when: int
) -> None:
    rows, sent, cursor = set(there), [], ""
    for step in range(len(there | later) + 2):
        if step == when:
            rows |= later
        some, following = piece(sorted(rows), lambda row: row, read_cursor(cursor, ("", 0)), limit)
        sent += some
        if following is None:
            break
        cursor = following
    assert len(sent) == len(set(sent))
    assert there <= set(sent)


@given(KEYS)
def test_a_cursor_is_read_as_it_was_written(key: tuple[str, int]) -> None:
    text = write_cursor(key)
    assert text.replace("-", "").replace("_", "").isalnum()
    if len(text) <= 4000:
        assert read_cursor(text, ("", 0)) == key


def test_an_answer_that_did_not_change_is_not_sent_again(
    books: Books, reader: Reader, clock: FakeClock
) -> None:
    kiosk = books.device(books.site("a", "A", "UTC"), "k", "kiosk")
    books.press(kiosk, [(NOW_MS - 1, 1)])
    reader.ask("sites")  # notes the use of the token, which is a write
    first = reader.ask("satisfaction?period=today")
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    for _ in range(2):
        again = reader.ask("satisfaction?period=today", **{"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        clock.advance(6)  # now the figures are worked out anew, and are the same
    books.press(kiosk, [(NOW_MS - 1, 4)])
    changed = reader.ask("satisfaction?period=today", **{"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    assert changed.get_json()["score"]["presses"] == 2


def test_while_nothing_was_written_figures_are_not_even_looked_at(
    books: Books, reader: Reader, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    books.site("a", "A", "UTC")
    reader.ask("sites")
    tag = reader.ask("overview").headers["ETag"]

    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("hub.api.answers.selection", fail)
    assert reader.ask("overview", **{"If-None-Match": tag}).status_code == 304


def test_who_asks_too_often_is_told_how_long_to_wait(
    reader: Reader, clock: FakeClock, app: APIFlask, engine: Engine
) -> None:
    parts = app.extensions["otklik-api"]
    app.extensions["otklik-api"] = replace(parts, allowance=Allowance(5, clock.boot_ms))
    for left in range(4, -1, -1):
        answer = reader.ask("sites")
        assert answer.status_code == 200
        assert answer.headers["RateLimit-Limit"] == "5"
        assert answer.headers["RateLimit-Remaining"] == str(left)
    refused = reader.ask("sites")
    assert refused.status_code == 429
    assert refused.get_json()["status"] == 429
    assert "asks too often" in refused.get_json()["detail"]
    assert (refused.headers["RateLimit-Remaining"], refused.headers["Retry-After"]) == ("0", "12")
    with writing(engine) as conn:
        other = Reader(app.test_client(), add_token(conn, "other", NOW_MS))
    assert other.ask("sites").status_code == 200, "each token has its own allowance"
    clock.advance(12)
    assert reader.ask("sites").status_code == 200


def test_a_token_without_the_scope_is_refused(app: APIFlask, engine: Engine) -> None:
    with writing(engine) as conn:
        till = Reader(app.test_client(), add_token(conn, "t", NOW_MS, scopes=("sales:write",)))
        boss = Reader(app.test_client(), add_token(conn, "b", NOW_MS, scopes=("admin",)))
    answer = till.ask("sites")
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert "another scope" in answer.get_json()["detail"]
    assert boss.ask("sites").status_code == 200


def test_alerts_come_newest_first_of_the_shops_that_one_may_see(
    books: Books, reader: Reader, app: APIFlask, engine: Engine
) -> None:
    riga, oslo = (books.site(code, code.title(), "UTC") for code in ("riga", "oslo"))
    first = open_alert(engine, "queue", "riga", NOW_MS - HOUR_MS)
    other = open_alert(engine, "queue", "oslo", NOW_MS - HOUR_MS)
    whole = open_alert(engine, "deaf", None, NOW_MS - HOUR_MS)
    end_alert(engine, first, NOW_MS)
    rows = [row for one in reader.all("alerts?limit=1") for row in one]
    assert [row["id"] for row in rows] == [whole, other, first]
    assert [row["site"] for row in rows] == [None, "oslo", "riga"]
    assert rows[2]["resolved_ms"] == NOW_MS
    assert all(row["text"] for row in rows)
    assert [row["id"] for row in reader.ask("alerts?state=open").get_json()] == [whole, other]
    assert [row["id"] for row in reader.ask("alerts?site=riga").get_json()] == [first]
    with writing(engine) as conn:
        own = Reader(app.test_client(), add_token(conn, "own", NOW_MS, area=Area(site_id=oslo)))
    assert [row["id"] for row in own.ask("alerts").get_json()] == [other]
    assert own.ask("alerts?site=riga").status_code == 404
    assert riga != oslo
