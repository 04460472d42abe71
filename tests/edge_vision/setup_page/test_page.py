"""The page over HTTP: who may see it, what it answers, what it refuses."""

import tomllib
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from edge_vision.domain.line_counter import Crossing
from edge_vision.setup_page.page import COOKIE, TOKEN_HEADER, create_app
from tests.edge_vision.pictures import floor
from tests.edge_vision.setup_page.stage import Shop, someone
from wire.camera_events import AuditMinute

OURS = {"Origin": "http://localhost"}
LINE = {"was": "door", "name": "door", "kind": "door", "points": [[0, 100], [320, 100]]}


class Inside:
    """A client that typed the code, with a `send` for writes."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.get, self.open = client.get, client.open
        self._token = token

    def send(self, method: str, path: str, body: object = None) -> TestResponse:
        headers = {**OURS, TOKEN_HEADER: self._token}
        return self.open(path, method=method, json={} if body is None else body, headers=headers)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
def stranger(shop: Shop) -> FlaskClient:
    return create_app(shop.workshop).test_client()


@pytest.fixture
def inside(shop: Shop, stranger: FlaskClient) -> Inside:
    answer = stranger.post("/enter", data={"code": shop.codes[-1]}, headers=OURS)
    assert answer.status_code == 303
    cookie = stranger.get_cookie(COOKIE)
    assert cookie is not None
    token = shop.workshop.access.csrf(cookie.value)
    assert token is not None
    return Inside(stranger, token)


READS = ["/look", "/drawing", "/picture/1.jpg", "/audit/state"]
WRITES = [
    ("PUT", "/drawing"),
    ("POST", "/drawing/try"),
    ("POST", "/tag"),
    ("POST", "/stay"),
    ("POST", "/code"),
    ("POST", "/audit/start"),
    ("POST", "/audit/tap"),
    ("POST", "/audit/undo"),
    ("POST", "/audit/end"),
]


def test_every_view_is_one_of_those_tried_here(shop: Shop) -> None:
    tried = {path for _, path in WRITES} | set(READS) | {"/", "/audit", "/enter"}
    rules = {
        str(rule).replace("<int:number>", "1")
        for rule in create_app(shop.workshop).url_map.iter_rules()
    }
    assert rules - {"/static/<path:filename>"} == tried


@pytest.mark.parametrize("path", READS)
def test_without_a_code_nothing_is_seen(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path).status_code == 401


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_without_a_code_nothing_is_changed(stranger: FlaskClient, method: str, path: str) -> None:
    assert stranger.open(path, method=method, headers=OURS, json={}).status_code == 401


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_session_alone_changes_nothing(inside: Inside, method: str, path: str) -> None:
    """A page of somebody else's, open in the technician's browser, has the cookie but no token."""
    foreign = {"Origin": "http://evil.example"}
    assert inside.open(path, method=method, headers=OURS, json={}).status_code == 403
    assert inside.open(path, method=method, headers=foreign, json={}).status_code == 403
    assert inside.open(path, method=method, json={}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/audit"])
def test_pages_send_a_stranger_to_the_code(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert (answer.status_code, answer.location) == (302, "/enter")


def test_a_wrong_code_is_told_and_the_right_one_works_once(
    shop: Shop, stranger: FlaskClient
) -> None:
    answer = stranger.post("/enter", data={"code": "1"}, headers=OURS)
    assert answer.status_code == 403
    assert "Tries left: 4" in answer.text
    answer = stranger.post("/enter", data={"code": shop.codes[-1]}, headers=OURS)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert (
        "used already" in stranger.post("/enter", data={"code": shop.codes[-1]}, headers=OURS).text
    )


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:db8::1", "100.64.3.3"])
def test_from_elsewhere_nothing_is_to_be_had(inside: Inside, address: str) -> None:
    for path in ("/", "/enter", "/static/setup.css", *READS):
        answer = inside.get(path, environ_base={"REMOTE_ADDR": address})
        assert answer.status_code == 403, path


def test_through_a_proxy_or_under_another_name_neither(inside: Inside) -> None:
    assert inside.get("/look", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 403
    assert inside.get("/look", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("path", ["/", "/enter", "/look", "/static/setup.js", "/audit", "/gone"])
def test_nothing_is_cached_framed_or_run_from_elsewhere(
    shop: Shop, inside: Inside, path: str
) -> None:
    shop.show()
    with inside.get(path) as answer:
        headers = answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_what_is_seen_comes_with_who_is_in_it_and_what_counted(shop: Shop, inside: Inside) -> None:
    shop.show([someone(100, 100)], Crossing("door", 0.9, "in"))
    look = inside.get("/look").get_json()
    assert look["number"] == 1
    assert look["size"] == [320, 240]
    assert look["bodies"] == [{"box": [80, 60, 120, 140], "sure": True, "tag": False}]
    assert look["lines"] == {"door": {"in": 1, "out": 0, "staff": 0}}
    assert look["seconds_left"] == 1800
    picture = inside.get("/picture/1.jpg")
    assert picture.mimetype == "image/jpeg"
    assert picture.data.startswith(b"\xff\xd8")
    assert inside.get("/picture/99.jpg").status_code == 404


def test_drawing_and_saving_writes_the_file_and_ends_the_turn(shop: Shop, inside: Inside) -> None:
    shop.show()
    turn = shop.workshop.next_turn()
    assert not turn.is_set()
    drawn = {**inside.get("/drawing").get_json(), "lines": [LINE]}
    answer = inside.send("PUT", "/drawing", drawn)
    assert (answer.status_code, answer.get_json()["turn"]) == (200, 1)
    raw = tomllib.loads(shop.path.read_text())
    assert raw["lines"] == [{"name": "door", "kind": "door", "points": [[0, 100], [320, 100]]}]
    assert shop.path.read_text().startswith("# by hand")
    assert turn.is_set()
    assert not turn.last
    shop.workshop.next_turn()
    assert inside.get("/drawing").get_json()["lines"] == raw["lines"]


def test_faults_are_told_while_drawing_and_nothing_faulty_is_saved(
    shop: Shop, inside: Inside
) -> None:
    shop.show()
    before = shop.path.read_text()
    faulty = {"lines": [LINE | {"points": [[5, 5], [5, 5]]}]}
    (fault,) = inside.send("POST", "/drawing/try", faulty).get_json()["faults"]
    assert "are the same" in fault
    answer = inside.send("PUT", "/drawing", faulty)
    assert answer.status_code == 422
    assert answer.get_json()["faults"] == [fault]
    assert shop.path.read_text() == before
    assert inside.send("POST", "/drawing/try", {"lines": [LINE]}).get_json()["faults"] == []


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"device": {"site": "x"}},
        {"lines": "all"},
        {"lines": [1]},
        {"lines": [{"name": None}]},
        {"lines": [{"name": "a", "points": [["x", 1], [2, 3]]}]},
        {"lines": [LINE | {"colour": "red"}]},
    ],
)
def test_a_body_that_is_no_drawing_is_refused(shop: Shop, inside: Inside, body: object) -> None:
    shop.show()
    before = shop.path.read_text()
    assert inside.send("PUT", "/drawing", body).status_code == 422
    assert shop.path.read_text() == before


def test_before_the_first_picture_nothing_can_be_saved(inside: Inside) -> None:
    answer = inside.send("PUT", "/drawing", {"lines": [LINE]})
    assert answer.status_code == 503
    assert "no picture yet" in answer.get_json()["error"]


def test_a_file_that_cannot_be_written_is_told_with_the_cure(
    shop: Shop, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.show()

    def read_only(*_: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("edge_vision.setup_page.settings_file.replace_file", read_only)
    answer = inside.send("PUT", "/drawing", {"lines": [LINE]})
    assert answer.status_code == 503
    assert "needs to write to" in answer.get_json()["error"]


def test_a_tag_is_learnt_from_the_picture_and_can_be_saved(shop: Shop, inside: Inside) -> None:
    image = floor()
    image[100:140, 100:140] = (30, 20, 220)
    shop.show(image=image)
    tag = inside.send("POST", "/tag", {"box": [100, 100, 140, 140]}).get_json()
    assert (
        inside.send("PUT", "/drawing", {"staff_tags": [tag | {"name": "tag"}]}).status_code == 200
    )
    (saved,) = tomllib.loads(shop.path.read_text())["staff_tags"]
    assert saved == tag | {"name": "tag"}


def test_a_grey_tag_is_refused_with_the_cure(shop: Shop, inside: Inside) -> None:
    image = floor()
    image[100:140, 100:140] = (90, 90, 90)
    shop.show(image=image)
    answer = inside.send("POST", "/tag", {"box": [100, 100, 140, 140]})
    assert answer.status_code == 422
    assert "strong colour" in answer.get_json()["error"]


@pytest.mark.parametrize("box", [None, [1, 2, 3], ["a", 1, 2, 3], [True, 1, 2, 3], [0, 0, 1e9, 1]])
def test_a_box_that_is_none_is_refused(shop: Shop, inside: Inside, box: object) -> None:
    shop.show()
    assert inside.send("POST", "/tag", {"box": box}).status_code == 400


def test_staying_longer_moves_the_end(shop: Shop, inside: Inside) -> None:
    shop.clock.advance(1700)
    assert inside.get("/audit/state").get_json()["seconds_left"] == 100
    assert inside.send("POST", "/stay").get_json()["seconds_left"] == 1800


def test_an_audit_over_the_page(shop: Shop, inside: Inside) -> None:
    assert inside.get("/audit/state").get_json()["audit"] is None
    shop.clock.advance(1500)
    started = inside.send("POST", "/audit/start", {"line": "door", "minutes": 20}).get_json()
    assert started["audit"]["phase"] == "running"
    assert started["seconds_left"] == 25 * 60, "the page must not close in mid-audit"
    tap = {"direction": "in", "people": 2, "number": "1", "age_ms": 5}
    assert inside.send("POST", "/audit/tap", tap).get_json()["audit"]["tapped"] == {
        "in": 2,
        "out": 0,
    }
    shop.show([], Crossing("door", 1.0, "in"), Crossing("door", 1.0, "in"))
    assert inside.send("PUT", "/drawing", {}).status_code == 409
    inside.send("POST", "/audit/end")
    shop.clock.advance(10)
    state = inside.get("/audit/state").get_json()["audit"]
    assert state["tallies"]["in"] == {"tapped": 2, "counted": 2, "agreed": 2}
    assert state["verdicts"]["both"] == "too few to tell (2 of 2; 30 are needed)"
    (minute,) = shop.recorder.all(AuditMinute)
    assert minute.agreed_in == 2


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/audit/start", {"line": "gone", "minutes": 20}, "no line 'gone'"),
        ("/audit/start", {"line": "door"}, "`minutes` is missing"),
        ("/audit/start", {"line": "door", "minutes": True}, "`minutes` is missing"),
        ("/audit/tap", {"direction": "up", "people": 1}, "`in` or `out`"),
        ("/audit/tap", {"direction": "in", "people": 99}, "1 to 20"),
        ("/audit/tap", {"direction": "in", "people": 1, "number": "1" * 65}, "too long"),
        ("/audit/undo", {}, "No audit runs"),
        ("/audit/end", {}, "No audit runs"),
    ],
)
def test_what_an_audit_refuses_it_says(inside: Inside, path: str, body: object, words: str) -> None:
    answer = inside.send("POST", path, body)
    assert answer.status_code == 409
    assert words in answer.get_json()["error"]


def test_an_undo_without_a_tap_is_told(inside: Inside) -> None:
    inside.send("POST", "/audit/start", {"line": "door", "minutes": 20})
    assert "no tap left" in inside.send("POST", "/audit/undo").get_json()["error"]


def test_another_phone_gets_in_by_a_code_from_the_page(shop: Shop, inside: Inside) -> None:
    code = inside.send("POST", "/code").get_json()["code"]
    other = create_app(shop.workshop).test_client()
    assert other.post("/enter", data={"code": code}, headers=OURS).status_code == 303
    assert other.get("/").status_code == 200
