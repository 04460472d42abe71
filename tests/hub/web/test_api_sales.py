"""Sales from programs."""

from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from hub.store.engine import reading, writing
from hub.store.sales import newest_imports
from hub.store.tokens import add_token
from tests.hub.web.books import NOW, Books

NOW_MS = round(NOW.timestamp() * 1000)
SALE: dict[str, Any] = {
    "shop": "north",
    "day": "2026-03-02",
    "hour": 9,
    "transactions": 14,
    "turnover": "310.20",
    "currency": "EUR",
}


class Till:
    """A program that may send sales."""

    def __init__(self, app: APIFlask, engine: Engine, scopes: tuple[str, ...]) -> None:
        self.client = app.test_client()
        with writing(engine) as conn:
            text = add_token(conn, " ".join(scopes), NOW_MS, scopes=scopes)
        self.headers = {"Authorization": f"Bearer {text}"}

    def send(self, *sales: dict[str, Any]) -> TestResponse:
        body = {"sales": list(sales)}
        return self.client.post("/api/v1/sales", json=body, headers=self.headers)

    def send_text(self, body: str | bytes, kind: str) -> TestResponse:
        return self.client.post("/api/v1/sales", data=body, content_type=kind, headers=self.headers)


@pytest.fixture
def till(app: APIFlask, engine: Engine, books: Books) -> Till:
    books.site("north", "North", "UTC")
    return Till(app, engine, ("sales:write",))


def test_the_same_message_twice_is_taken_once(till: Till, engine: Engine) -> None:
    assert till.send(SALE).json == {"added": 1, "replaced": 0, "same": 0}
    assert till.send(SALE).json == {"added": 0, "replaced": 0, "same": 1}
    with reading(engine) as conn:
        (one,) = newest_imports(conn, most=9)
    assert (one.who, one.way) == ("token sales:write", "api")


def test_what_was_sent_can_be_read(till: Till, app: APIFlask, engine: Engine) -> None:
    till.send(SALE, {"shop": "north", "day": "2026-03-01", "transactions": 3})
    reader = Till(app, engine, ("read",))
    answer = reader.client.get("/api/v1/sales?period=7d", headers=reader.headers)
    assert answer.json is not None
    assert answer.json["transactions"] == 17
    assert answer.json["baskets"] == [
        {"currency": "EUR", "transactions": 14, "turnover": 310.2, "average": 310.2 / 14}
    ]


def test_one_wrong_line_keeps_all_out(till: Till, engine: Engine) -> None:
    answer = till.send(SALE, {**SALE, "hour": 10, "shop": "south"}, {**SALE, "day": "2027-01-01"})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["detail"] == (
        "2 lines have faults. Nothing was taken. Line 2: there is no shop \u201csouth\u201d. "
        "Line 3: 2027-01-01 09:00 lies in the future."
    )
    with reading(engine) as conn:
        assert newest_imports(conn, most=9) == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "no message of sales"),
        ("{}", "`sales`"),
        ('{"sales": []}', "length >= 1"),
        ('{"sales": [{"shop": "north"}]}', "`day`"),
        ('{"more": 1}', "more"),
        ('{"sales": [{"shop":"north","day":"2026-03-02","transactions":-1}]}', ">= 0"),
    ],
)
def test_what_is_no_message_is_refused_in_a_sentence(till: Till, body: str, why: str) -> None:
    answer = till.send_text(body, "application/json")
    assert answer.status_code == 400
    assert answer.json is not None
    assert why in answer.json["detail"]


def test_a_till_that_writes_no_utf_8_is_told(till: Till) -> None:
    body = '{"sales": [{"shop":"köln","day":"2026-03-02","transactions":1}]}'.encode("cp1252")
    answer = till.send_text(body, "application/json")
    assert answer.status_code == 400
    assert answer.json is not None
    assert "no message of sales" in answer.json["detail"]


def test_a_file_may_be_sent_as_it_is(till: Till) -> None:
    answer = till.send_text("shop,day,transactions\nnorth,2026-03-02,4\n", "text/csv")
    assert answer.json == {"added": 1, "replaced": 0, "same": 0}
    refused = till.send_text("shop,day\nnorth,2026-03-02\n", "text/csv")
    assert refused.status_code == 422


def test_a_token_for_reading_may_not_send(app: APIFlask, engine: Engine, till: Till) -> None:
    assert Till(app, engine, ("read",)).send(SALE).status_code == 403
