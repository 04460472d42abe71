"""Signing in and out, and what strangers get."""

from pathlib import Path

import msgspec
import pytest
from apiflask import APIFlask
from flask import request
from flask.testing import FlaskClient
from sqlalchemy import Engine

from hub.settings import HubSettings, WebSettings
from hub.store.engine import writing
from hub.store.people import set_password
from hub.web import create_app
from hub.web.asked import MOST_ADDRESS_BYTES
from hub.web.security import LOGIN_LIMIT
from tests.hub.web.actors import PASSWORD, Actor
from wire.clock import FakeClock
from wire.errors import SettingsError


@pytest.mark.parametrize(
    "address", ["/", "/satisfaction", "/footfall", "/devices", "/overview/days.csv", "/nothing"]
)
def test_strangers_are_sent_to_the_form(stranger: FlaskClient, address: str) -> None:
    answer = stranger.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")


def test_strangers_get_no_events(stranger: FlaskClient) -> None:
    assert stranger.get("/live?page=overview").status_code == 401


def test_what_no_store_can_hold_is_refused_before_it_is_looked_for(
    app: APIFlask, anna: Actor
) -> None:
    """PostgreSQL has no character 0: asking it for one would fail in the middle."""
    said = "There is a character in it that nobody can see"
    for address in ("/satisfaction?site=%00", "/devices/a%00/till/visit", "/%00"):
        answer = anna.get(address)
        assert (answer.status_code, said in answer.text) == (400, True), address
    posted = anna.post("/account", "/devices/site/a", {"name": "a\x00b"})
    assert (posted.status_code, said in posted.text) == (400, True)
    assert Actor(app.test_client()).sign_in("anna\x00").answer.status_code == 400


@pytest.mark.parametrize("address", ["/login", "/healthz", "/static/css/base.css"])
def test_what_strangers_may_see(stranger: FlaskClient, address: str) -> None:
    answer = stranger.get(address)
    answer.close()
    assert answer.status_code == 200


def test_after_signing_in_the_wanted_page_opens(app: APIFlask) -> None:
    answer = Actor(app.test_client()).sign_in(wanted="/footfall?period=28d").answer
    assert answer.headers["Location"] == "/footfall?period=28d"


@pytest.mark.parametrize(
    "wanted",
    [
        *("//evil.example", "/\\evil.example", "https://evil.example", "evil", "/\tx", ""),
        "/" + MOST_ADDRESS_BYTES * "a",
    ],
)
def test_signing_in_never_leads_elsewhere(app: APIFlask, wanted: str) -> None:
    answer = Actor(app.test_client()).sign_in(wanted=wanted).answer
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("", ""), ("'; --", "x")]
)
def test_wrong_pairs_get_one_and_the_same_sentence(app: APIFlask, name: str, password: str) -> None:
    answer = Actor(app.test_client()).sign_in(name, password).answer
    assert answer.status_code == 401
    assert "This name and password do not belong together." in answer.text


def test_a_form_without_its_token_is_refused(stranger: FlaskClient) -> None:
    answer = stranger.post("/login", data={"name": "anna", "password": PASSWORD})
    assert answer.status_code == 400
    assert "open the page anew" in answer.text
    assert stranger.get("/").status_code == 302


def test_guessing_is_slowed_down(app: APIFlask) -> None:
    assert LOGIN_LIMIT.startswith("10 per minute")
    guesser = Actor(app.test_client())
    codes = [guesser.sign_in("anna", f"guess {n}").answer.status_code for n in range(11)]
    assert codes == [401] * 10 + [429]
    assert "wait a minute" in guesser.answer.text


def test_signing_out_ends_this_session(anna: Actor) -> None:
    anna.post("/", "/logout", {})
    assert anna.get("/").status_code == 302


def test_signing_out_everywhere_ends_the_others_too(app: APIFlask, anna: Actor) -> None:
    elsewhere = Actor(app.test_client()).sign_in()
    assert elsewhere.get("/").status_code == 200
    anna.post("/", "/logout", {"everywhere": "1"})
    assert elsewhere.get("/").status_code == 302


def test_a_new_password_ends_every_session(engine: Engine, anna: Actor) -> None:
    with writing(engine) as conn:
        set_password(conn, "anna", "another long password")
    assert anna.get("/").status_code == 302


@pytest.mark.parametrize("forged", ["1:x", "1", "x:y", "99:k", "-1:k", "²:k"])
def test_a_session_with_another_key_is_worthless(
    app: APIFlask, stranger: FlaskClient, forged: str
) -> None:
    with stranger.session_transaction() as session:
        session["_user_id"] = forged
    assert stranger.get("/").status_code == 302


def test_every_answer_carries_the_protecting_headers(anna: Actor) -> None:
    for address in ("/", "/login", "/nothing", "/api/v1/sites", "/healthz"):
        headers = anna.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "Server" not in headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: APIFlask) -> None:
    cookie = Actor(app.test_client()).sign_in().answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_with_https_the_cookie_stays_on_https(
    settings: HubSettings, app: APIFlask, engine: Engine, clock: FakeClock
) -> None:
    web = msgspec.structs.replace(settings.web, https_only=True)
    strict = create_app(msgspec.structs.replace(settings, web=web), engine, clock=clock)
    client = strict.test_client()
    cookie = client.get("/login", base_url="https://hub.example").headers["Set-Cookie"]
    assert cookie.startswith("__Host-otklik=")
    assert "Secure" in cookie


def test_without_a_secret_there_is_no_application(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="openssl rand"):
        create_app(HubSettings(), engine)
    short = tmp_path / "short"
    short.write_text("abc")
    short.chmod(0o600)
    with pytest.raises(SettingsError, match="fewer than 32"):
        create_app(HubSettings(web=WebSettings(secret_key_file=str(short))), engine)


def test_addresses_are_forwarded_only_behind_a_proxy(
    settings: HubSettings, app: APIFlask, engine: Engine, clock: FakeClock
) -> None:
    def address_seen(behind_proxy: bool) -> str:
        web = msgspec.structs.replace(settings.web, behind_proxy=behind_proxy)
        made = create_app(msgspec.structs.replace(settings, web=web), engine, clock=clock)
        seen = []
        made.before_request(lambda: seen.append(request.remote_addr))
        made.test_client().get("/login", headers={"X-Forwarded-For": "203.0.113.9"})
        return str(seen[0])

    assert address_seen(behind_proxy=True) == "203.0.113.9"
    assert address_seen(behind_proxy=False) == "127.0.0.1"
