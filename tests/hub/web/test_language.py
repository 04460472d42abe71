"""In which language a page is."""

import pytest
from flask.testing import FlaskClient

from tests.hub.web.actors import Actor, csrf_token


def lang(page: str) -> str:
    """What the page says that it is in."""
    return page.split('<html lang="')[1].split('"', maxsplit=1)[0]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("fr, it;q=0.5", "en"),
        ("pl", "pl"),
        ("fr, de-AT;q=0.8, en;q=0.5", "de"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
    ],
)
def test_a_stranger_is_spoken_to_as_the_browser_asks(
    stranger: FlaskClient, header: str, expected: str
) -> None:
    page = stranger.get("/login", headers={"Accept-Language": header})
    assert lang(page.text) == expected


def test_a_choice_is_kept_by_the_browser(stranger: FlaskClient) -> None:
    token = csrf_token(stranger.get("/login").text)
    answer = stranger.post("/language", data={"csrf_token": token, "language": "pl"})
    assert answer.status_code == 302
    cookie = stranger.get_cookie("otklik-language")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert lang(stranger.get("/login", headers={"Accept-Language": "de"}).text) == "pl"


def test_a_choice_is_kept_by_the_account(anna: Actor, stranger: FlaskClient) -> None:
    answer = anna.post("/devices", "/language", {"language": "ru", "next": "/devices?site=a"})
    assert answer.headers["Location"] == "/devices?site=a"
    elsewhere = Actor(stranger).sign_in()
    page = elsewhere.client.get("/devices", headers={"Accept-Language": "de"})
    assert lang(page.text) == "ru"


def test_an_unknown_language_changes_nothing(anna: Actor) -> None:
    answer = anna.post("/devices", "/language", {"language": "xx", "next": "//evil.example/"})
    assert answer.headers["Location"] == "/"
    assert lang(anna.get("/devices").text) == "en"


def test_a_mistake_is_said_in_the_language_too(anna: Actor) -> None:
    page = anna.client.get("/nothing", headers={"Accept-Language": "de"})
    assert page.status_code == 404
    assert lang(page.text) == "de"


def test_the_interface_for_programs_stays_english(anna: Actor) -> None:
    answer = anna.client.get("/api/v1/nothing", headers={"Accept-Language": "de"})
    assert "There is nothing at this address." in answer.text


def test_what_one_asked_the_next_does_not_hear(anna: Actor) -> None:
    assert lang(anna.client.get("/devices", headers={"Accept-Language": "pl"}).text) == "pl"
    assert lang(anna.client.get("/devices").text) == "en"
