"""The page's views: what they show, whom they believe, and how much they take."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.screen.page import PRESSES_AT_ONCE, create_app
from tests.kiosk.stage import make_settings
from wire.clock import FakeClock

ORIGIN = {"Origin": "http://localhost:8010", "Host": "localhost:8010"}


class Stage:
    def __init__(self, reasons: list[str]) -> None:
        self.pressed: list[int] = []
        self.told: list[int] = []
        self.kept = True
        self.clock = FakeClock()
        settings = make_settings(
            kiosk={"pins": "mock", "question": "Wie war's <heute>?", "language": "de"},
            screen={"enabled": True},
            follow_up={"reasons": reasons},
        )
        app = create_app(settings, press=self._press, reason=self._told, clock=self.clock)
        self.client: FlaskClient = app.test_client()

    def _press(self, button: int) -> bool:
        self.pressed.append(button)
        return self.kept

    def _told(self, reason: int) -> bool:
        self.told.append(reason)
        return self.kept

    def post(self, body: Any, where: str = "/press", **headers: str) -> TestResponse:
        return self.client.post(where, json=body, headers=ORIGIN | headers)


@pytest.fixture
def stage() -> Stage:
    return Stage([])


def test_the_page_asks_in_the_shops_words(stage: Stage) -> None:
    text = stage.client.get("/", headers=ORIGIN).text
    assert '<html lang="de">' in text
    assert "Wie war&#39;s &lt;heute&gt;?" in text
    assert text.count("<button") == 4
    for label in ("Very happy", "Happy", "Unhappy", "Very unhappy"):
        assert f">{label}</span>" in text


def test_the_page_needs_nothing_from_elsewhere(stage: Stage) -> None:
    response = stage.client.get("/", headers=ORIGIN)
    assert "http://" not in response.text
    assert "https://" not in response.text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_press_is_passed_on_and_thanked(stage: Stage) -> None:
    response = stage.post({"button": 3})
    assert (response.status_code, response.json) == (
        200,
        {"thanks": "Thank you!", "asked": False},
    )
    assert stage.pressed == [3]


def test_a_press_that_was_not_recorded_is_not_thanked(stage: Stage) -> None:
    stage.kept = False
    response = stage.post({"button": 3})
    assert response.status_code == 503
    assert response.json == {"error": "The press could not be recorded."}


@pytest.mark.parametrize("body", [{}, {"button": 0}, {"button": 5}, {"button": True}, [1], "1"])
def test_what_is_no_button_is_refused(stage: Stage, body: Any) -> None:
    response = stage.post(body)
    assert response.status_code == 400
    assert stage.pressed == []


@pytest.mark.parametrize(
    "origin", [None, "http://evil.example", "null", "https://localhost:8010", "http://localhost"]
)
def test_other_pages_cannot_press(stage: Stage, origin: str | None) -> None:
    headers = {"Host": "localhost:8010"} | ({"Origin": origin} if origin else {})
    response = stage.client.post("/press", json={"button": 1}, headers=headers)
    assert response.status_code == 403
    assert stage.pressed == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8010", 200),
        ("127.0.0.1:8010", 200),
        ("[::1]:8010", 200),
        ("10.1.2.3", 200),
        ("evil.example:8010", 421),
        ("localhost.evil.example", 421),
    ],
)
def test_a_strangers_name_for_this_machine_is_refused(stage: Stage, host: str, status: int) -> None:
    """DNS rebinding: a page from elsewhere whose name suddenly points here is same-origin."""
    assert stage.client.get("/", headers={"Host": host}).status_code == status


def test_faster_than_fingers_is_refused_and_recovers(stage: Stage) -> None:
    codes = [stage.post({"button": 1}).status_code for _ in range(PRESSES_AT_ONCE + 5)]
    assert codes == [200] * PRESSES_AT_ONCE + [429] * 5
    stage.clock.advance(1)
    assert stage.post({"button": 1}).status_code == 200


class WatchedClock(FakeClock):
    """Notes when two threads read it at once, and lets others run meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = self.most = 0

    def boot_ms(self) -> int:
        self.inside += 1
        self.most = max(self.most, self.inside)
        os.sched_yield()
        self.inside -= 1
        return super().boot_ms()


def test_threads_share_one_limit() -> None:
    """The server has four: were two of them in the bucket at once, one would undo the other."""
    clock = WatchedClock()
    settings = make_settings(kiosk={"pins": "mock"}, screen={"enabled": True})
    app = create_app(settings, press=lambda _n: True, reason=lambda _n: True, clock=clock)

    def hammer(times: int) -> list[int]:
        client = app.test_client()
        asked = (client.post("/press", json={"button": 1}, headers=ORIGIN) for _ in range(times))
        return [one.status_code for one in asked]

    with ThreadPoolExecutor(4) as pool:
        codes = [code for each in pool.map(hammer, [20] * 4) for code in each]
    assert (codes.count(200), codes.count(429)) == (PRESSES_AT_ONCE, 80 - PRESSES_AT_ONCE)
    assert clock.most == 1


def test_a_long_letter_is_not_read(stage: Stage) -> None:
    response = stage.post({"button": 1, "novel": "x" * 5_000})
    assert response.status_code in (400, 413)
    assert stage.pressed == []


def test_only_the_unhappy_half_is_asked_for_a_reason() -> None:
    stage = Stage(["Waited <long>", "Nothing found"])
    asked = [stage.post({"button": button}).json for button in (1, 2, 3, 4)]
    assert [one["asked"] for one in asked if one] == [False, False, True, True]
    text = stage.client.get("/", headers=ORIGIN).text
    assert "Waited &lt;long&gt;" in text
    assert ">Skip</button>" in text


def test_a_reason_is_passed_on() -> None:
    stage = Stage(["Waited", "Nothing found"])
    assert stage.post({"reason": 2}, "/reason").status_code == 200
    assert stage.told == [2]
    stage.kept = False
    assert stage.post({"reason": 2}, "/reason").status_code == 409


@pytest.mark.parametrize("body", [{"reason": 0}, {"reason": 3}, {"reason": True}, {}, [], None])
def test_what_is_no_reason_is_refused(body: Any) -> None:
    stage = Stage(["Waited", "Nothing found"])
    assert stage.post(body, "/reason").status_code == 400
    assert stage.told == []


def test_a_kiosk_without_reasons_asks_nothing(stage: Stage) -> None:
    assert 'id="reasons"' not in stage.client.get("/", headers=ORIGIN).text
    assert stage.post({"reason": 1}, "/reason").status_code == 400
