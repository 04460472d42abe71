"""The JSON API: tokens, the same numbers as the pages, its document."""

import re
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import Engine

from hub.store.engine import reading, writing
from hub.store.experiments import add_experiment
from hub.store.tokens import add_token, list_tokens, revoke_token
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, status
from tests.hub.web.expression_books import Faces, recount
from wire.clock import FakeClock

NOW_MS = round(NOW.timestamp() * 1000)
DAY_MS = 86_400_000
PATHS = (
    "sites",
    "devices",
    "hours/presses",
    "hours/footfall",
    "overview",
    "satisfaction",
    "footfall",
    "sales",
    "expression",
    "compare",
)


class Program:
    """A program with a token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self, path: str) -> tuple[int, Any]:
        answer = self._client.get(f"/api/v1/{path}", headers=self._headers)
        return answer.status_code, answer.json

    def get(self, path: str) -> Any:
        code, body = self.ask(path)
        assert code == 200, body
        return body


@pytest.fixture
def token(engine: Engine) -> str:
    with writing(engine) as conn:
        return add_token(conn, "till", NOW_MS)


@pytest.fixture
def program(app: APIFlask, token: str) -> Program:
    return Program(app.test_client(), token)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("given", ["", "otk_wrong", "§", "x" * 5000])
def test_without_a_valid_token_nothing_is_told(app: APIFlask, path: str, given: str) -> None:
    code, body = Program(app.test_client(), given).ask(path)
    assert code == 401
    assert "otklik-hub token" in body["detail"]


def test_a_session_cookie_opens_no_api(app: APIFlask) -> None:
    assert Actor(app.test_client()).sign_in().get("/api/v1/sites").status_code == 401


def test_a_revoked_token_is_worthless_at_once(engine: Engine, program: Program) -> None:
    assert program.ask("sites")[0] == 200
    with writing(engine) as conn:
        revoke_token(conn, "till", NOW_MS)
    assert program.ask("sites")[0] == 401


def test_use_is_noted_at_most_once_a_minute(
    engine: Engine, program: Program, clock: FakeClock
) -> None:
    def noted() -> int | None:
        with reading(engine) as conn:
            return list_tokens(conn)[0].last_used_ms

    program.get("sites")
    assert noted() == NOW_MS
    clock.advance(59)
    program.get("sites")
    assert noted() == NOW_MS
    clock.advance(1)
    program.get("sites")
    assert noted() == NOW_MS + 60_000


def test_figures_are_those_that_were_written_down(books: Books, program: Program) -> None:
    site = books.site("a", "A", "Asia/Kolkata")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    books.press(kiosk, [(NOW_MS - 1000, 1)] * 17 + [(NOW_MS, 4)] * 3)
    books.press(kiosk, [(NOW_MS, 4)] * 5, play=True)
    books.window(camera, [(NOW_MS - 60_000, 4, 3)])
    books.says(kiosk, status("a", "k", "kiosk", NOW), NOW_MS)

    assert program.get("sites") == [
        {"code": "a", "name": "A", "timezone": "Asia/Kolkata", "confirmed": True}
    ]
    (one, other) = program.get("devices?site=a")
    assert (one["name"], one["health"]["state"]) == ("c", "unknown")
    assert (other["name"], other["health"]["state"]) == ("k", "working")

    with_play = program.get("satisfaction?period=today&site=a&kiosk=k")
    assert (with_play["score"]["presses"], with_play["play"]) == (25, 5)
    found = program.get("satisfaction?period=today&play=without")
    share = found["score"]["happy_share"]
    assert share["value"] == pytest.approx(0.85)
    assert share["low"] == pytest.approx(0.640, abs=0.001)
    assert not share["too_few"]
    assert [one["presses"] for one in found["buttons"]] == [17, 0, 0, 3]
    assert found["days"][0]["day"] == "2026-03-03"

    passages = program.get("footfall?from=2026-03-03&to=2026-03-03")
    assert (passages["total"]["entered"], passages["total"]["left"]) == (4, 3)
    now = program.get("overview")
    assert now["today"]["score"]["presses"] == 25
    assert now["today"]["entered"] == 4
    assert len(now["days"]) == 28


def test_expression_shares_come_with_their_intervals(books: Books, program: Program) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    faces = Faces(books)
    for n in range(8):
        faces.tell(camera, NOW_MS - n * DAY_MS, (0.2, 0.3 + 0.2 * (n < 4)), visitors=200)
    found = program.get("expression?period=28d&changed=2026-02-28&zone=new")
    [series] = found["series"]
    shares, errors = recount(faces.rows)
    assert series["total"]["visitors"] == 1600
    assert series["total"]["positive"]["value"] == pytest.approx(shares[2])
    assert series["total"]["positive"]["low"] == pytest.approx(shares[2] - 1.96 * errors[2], 1e-3)
    assert series["change"]["verdict"] == "clear"
    assert series["change"]["positive"]["value"] == pytest.approx(0.2)
    assert (found["laws"], found["least"], found["zone_names"]) == (["eu"], 5, ["new"])


@pytest.mark.parametrize(
    ("path", "code", "sentence"),
    [
        ("satisfaction?site=nowhere", 404, "There is no shop 'nowhere'"),
        ("satisfaction?play=perhaps", 400, "`play`: Must be one of: with, without."),
        ("satisfaction?perod=7d", 400, "`perod`: Unknown field."),
        ("satisfaction?from=2016-01-01&to=2027-01-01", 400, "at most 3,660 days"),
        ("satisfaction?from=yesterday", 400, "is no date"),
        ("footfall?period=range", 400, "is no date"),
        ("footfall?kiosk=k", 400, "`kiosk`: Unknown field."),
        ("expression?kiosk=k", 400, "`kiosk`: Unknown field."),
        ("expression?camera=c", 400, "`camera`: Unknown field."),
        ("expression?changed=soon", 400, "The day of the change, 'soon', is no date"),
        (f"devices?site={'x' * 65}", 400, "`site`: Longer than maximum length 64."),
        ("compare?site=a", 400, "`site`: Unknown field."),
        ("nothing", 404, "There is nothing at this address."),
    ],
)
def test_bad_questions_get_one_clear_sentence(
    program: Program, path: str, code: int, sentence: str
) -> None:
    got, body = program.ask(path)
    assert got == code
    assert sentence in body["detail"]


def test_the_document_describes_every_path_and_every_answer(
    app: APIFlask, books: Books, program: Program
) -> None:
    site = books.site("a", "A", "UTC")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    books.press(kiosk, [(NOW_MS, 1)])
    books.window(camera, [(NOW_MS - 60_000, 1, 1)])
    Faces(books).tell(camera, NOW_MS)
    with writing(books.engine) as conn:
        add_experiment(
            conn,
            name="New display",
            outcome="satisfaction",
            first_day="2026-01-06",
            last_day=None,
            treated=[site],
            left_out=[],
            made_by="anna",
            now_ms=NOW_MS,
        )
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = answer.get_json()
    assert document["openapi"].startswith("3.1")
    assert {f"/api/v1/{path}" for path in PATHS} <= set(document["paths"])
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["security"], path
            assert {"400", "401", "403", "429"} <= set(operation["responses"]), path
        if "get" in operations:
            schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            asked = path.removeprefix("/api/v1/").replace("{number}", "1")
            assert_fits(program.get(asked), schema, document, path)
    assert set(re.findall(r'"#/components/(\w+)/(\w+)"', answer.text)) <= {
        (kind, name) for kind, names in document["components"].items() for name in names
    }


def test_the_document_is_valid_openapi(app: APIFlask) -> None:
    OpenAPIV31SpecValidator(app.test_client().get("/api/v1/openapi.json").get_json()).validate()


def assert_fits(value: Any, schema: dict[str, Any], document: Any, where: str) -> None:
    """The part of JSON Schema that our document uses."""
    if "$ref" in schema:
        *_, kind, name = schema["$ref"].split("/")
        schema = document["components"][kind][name]
    if "anyOf" in schema:
        kinds = [one for one in schema["anyOf"] if (one.get("type") == "null") == (value is None)]
        assert kinds, where
        schema = kinds[0]
        if "$ref" in schema:
            assert_fits(value, schema, document, where)
            return
    kinds_of_json: dict[str, type | tuple[type, ...]] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    if "type" in schema:
        assert isinstance(value, kinds_of_json[schema["type"]]), where
    if "enum" in schema:
        assert value in schema["enum"], where
    if schema.get("type") == "object" and "properties" in schema:
        assert set(value) == set(schema["properties"]), where
        for name, part in schema["properties"].items():
            assert_fits(value[name], part, document, f"{where}.{name}")
    if schema.get("type") == "array":
        for number, part in enumerate(value):
            assert_fits(part, schema["items"], document, f"{where}[{number}]")
