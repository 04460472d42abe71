"""Signing in at an OpenID Connect provider, against one that runs here."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import Engine

from hub.serving import hub_of
from hub.settings import HubSettings
from hub.sign_in_settings import OidcSettings
from hub.store.accounts import disable
from hub.store.audit_log import entries
from hub.store.engine import reading, writing
from hub.store.grants import access, list_grants
from hub.store.people import add_user, find_user_named, list_users
from hub.store.regions import add_region
from hub.web import create_app
from tests.hub.web.actors import PASSWORD, Actor, words
from tests.hub.web.provider import CLIENT, SECRET, Provider, running
from wire.clock import FakeClock
from wire.errors import SettingsError
from wire.settings import load

Browser = Callable[..., Actor]


@pytest.fixture(scope="module")
def listening() -> Iterator[Provider]:
    with running(round(time.time())) as provider:
        yield provider


@pytest.fixture
def provider(listening: Provider) -> Provider:
    """The provider, as honest as at the beginning."""
    listening.says, listening.without, listening.signs_with = {}, (), None
    listening.now = round(time.time())
    return listening


@pytest.fixture
def browser(
    provider: Provider, settings: HubSettings, engine: Engine, clock: FakeClock, tmp_path: Path
) -> Iterator[Browser]:
    """A new browser at a hub that knows anna and this provider."""
    secret = tmp_path / "oidc_secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    with writing(engine) as conn:
        add_user(conn, "anna", PASSWORD, 0)
        add_user(conn, "bert", PASSWORD, 0)
        add_region(conn, "north", "North")
    opened = []

    def open_one(**changes: Any) -> Actor:
        oidc = OidcSettings(
            issuer=provider.issuer, client_id=CLIENT, client_secret_file=str(secret), label="Acme"
        )
        oidc = msgspec.structs.replace(oidc, **changes)
        app = create_app(msgspec.structs.replace(settings, oidc=oidc), engine, clock=clock)
        opened.append(app)
        return Actor(app.test_client())

    yield open_one
    for app in opened:
        hub_of(app).live.stop()


def sign_in(browser: Actor, provider: Provider, wanted: str = "") -> str:
    """Through the provider; returns where one ends up."""
    there = browser.get(f"/login/provider?next={wanted}").headers["Location"]
    assert there.startswith(provider.issuer)
    browser.answer = browser.get(provider.authorize(there))
    return browser.answer.headers["Location"]


def said(browser: Actor) -> str:
    """The sentence on the sign-in page."""
    return words(browser.get("/login").text)


def test_the_provider_lets_in_whom_the_hub_knows(
    browser: Browser, provider: Provider, engine: Engine
) -> None:
    one = browser()
    assert "Sign in with Acme" in one.text("/login")
    assert sign_in(one, provider, "/footfall") == "/footfall"
    assert one.get("/footfall").status_code == 200
    with reading(engine) as conn:
        assert find_user_named(conn, "anna").last_sign_in_ms is not None
        [entry] = entries(conn)
    assert (entry.what, entry.about) == ("user.bound", "user anna")


def test_who_begins_and_does_not_end_it_many_times_gets_in_all_the_same(
    browser: Browser, provider: Provider
) -> None:
    """What is kept of each was still in the cookie, until no browser took it any more."""
    one = browser()
    for _ in range(9):
        begun = one.get("/login/provider?next=/" + 1499 * "x")
        assert len(begun.headers["Set-Cookie"].partition(";")[0]) < 4000
    assert sign_in(one, provider, "/footfall") == "/footfall"


def test_afterwards_the_subject_counts_and_not_the_name(
    browser: Browser, provider: Provider
) -> None:
    sign_in(browser(), provider)
    provider.says = {"preferred_username": "bert"}
    one = browser()
    assert sign_in(one, provider) == "/"
    assert "anna" in one.text("/account"), "her name at the provider changed, she did not"
    provider.says = {"sub": "somebody new", "preferred_username": "anna"}
    other = browser()
    assert sign_in(other, provider) == "/login"
    assert "belongs to somebody else" in said(other)


@pytest.mark.parametrize(
    ("says", "without"),
    [
        ({"nonce": "another"}, ()),
        ({}, ("nonce",)),
        ({"iss": "https://evil.example"}, ()),
        ({}, ("iss",)),
        ({"aud": "another program"}, ()),
        ({"aud": [CLIENT, "another"], "azp": "another"}, ()),
        ({}, ("aud",)),
        ({"exp": 1_000_000_000}, ()),
        ({}, ("exp",)),
        ({}, ("sub",)),
        ({"iat": 32_503_680_000}, ()),
    ],
)
def test_an_id_token_that_is_not_for_us_is_refused(
    browser: Browser, provider: Provider, says: dict[str, Any], without: tuple[str, ...]
) -> None:
    provider.says, provider.without = says, without
    one = browser()
    assert sign_in(one, provider) == "/login"
    assert "not valid, or too old" in said(one)
    assert one.get("/").status_code == 302


def test_a_foreign_signature_is_refused(browser: Browser, provider: Provider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "1"})
    one = browser()
    assert sign_in(one, provider) == "/login"
    assert "not valid, or too old" in said(one)


def test_an_answer_that_was_not_asked_for_is_refused(browser: Browser, provider: Provider) -> None:
    one, other = browser(), browser()
    there = one.get("/login/provider").headers["Location"]
    back = provider.authorize(there)
    assert other.get(back).headers["Location"] == "/login", "a foreign browser has no such state"
    assert one.get(back.replace("state=", "state=x")).headers["Location"] == "/login"
    assert one.get("/login/provider/answer").headers["Location"] == "/login"
    assert one.get("/").status_code == 302


def test_an_answer_is_good_once(browser: Browser, provider: Provider) -> None:
    one = browser()
    back = provider.authorize(one.get("/login/provider").headers["Location"])
    assert one.get(back).headers["Location"] == "/"
    one.post("/account", "/logout", {})
    assert one.get(back).headers["Location"] == "/login"


def test_who_does_not_agree_stays_outside(browser: Browser, provider: Provider) -> None:
    one = browser()
    answer = one.get("/login/provider/answer?error=access_denied&error_description=<b>no</b>")
    assert answer.headers["Location"] == "/login"
    assert "The provider did not let you in." in said(one)


def test_unknown_people_are_made_only_where_the_settings_say_so(
    browser: Browser, provider: Provider, engine: Engine
) -> None:
    provider.says = {"sub": "new", "preferred_username": "Nora"}
    one = browser()
    assert sign_in(one, provider) == "/login"
    assert "There is no user Nora here" in said(one)
    other = browser(make_users=True)
    assert sign_in(other, provider) == "/"
    assert other.get("/").status_code == 403
    assert "No shop is open to you yet" in words(other.get("/").text)
    with reading(engine) as conn:
        nora = find_user_named(conn, "nora")
        assert not access(conn, nora.id).shops
    password = browser().sign_in("nora", "")
    assert password.answer.status_code == 401, "there is no password that is right"


def test_a_provider_never_makes_the_first_administrator(
    provider: Provider, settings: HubSettings, engine: Engine, clock: FakeClock, tmp_path: Path
) -> None:
    secret = tmp_path / "oidc_secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    oidc = OidcSettings(
        issuer=provider.issuer, client_id=CLIENT, client_secret_file=str(secret), make_users=True
    )
    app = create_app(msgspec.structs.replace(settings, oidc=oidc), engine, clock=clock)
    assert sign_in(Actor(app.test_client()), provider) == "/"
    with reading(engine) as conn:
        [user] = list_users(conn)
        assert list_grants(conn, user.id) == []


@pytest.mark.parametrize("name", [None, 7, ["anna"], ""])
def test_without_a_usable_name_nobody_gets_in(
    browser: Browser, provider: Provider, name: object
) -> None:
    provider.says = {"preferred_username": name}
    assert sign_in(browser(make_users=True), provider) == "/login"


def test_a_disabled_user_stays_out(browser: Browser, provider: Provider, engine: Engine) -> None:
    provider.says = {"sub": "b", "preferred_username": "bert"}
    assert sign_in(browser(), provider) == "/"
    with writing(engine) as conn:
        disable(conn, "bert", 1)
    one = browser()
    assert sign_in(one, provider) == "/login"
    assert "may not sign in any more" in said(one)


def test_groups_of_the_provider_become_roles_and_leave_again(
    browser: Browser, provider: Provider, engine: Engine
) -> None:
    roles = {"North": "manager@region:north", "All": "viewer", "Old": "viewer@region:gone"}
    provider.says = {"sub": "b", "preferred_username": "bert", "groups": ["North", "Old", "?"]}

    def held() -> list[tuple[str, bool]]:
        sign_in(browser(role_claim="groups", roles=roles), provider)
        with reading(engine) as conn:
            bert = find_user_named(conn, "bert")
            found = list_grants(conn, bert.id)
        return [(row.grant.role.value, row.grant.area.whole) for row in found]

    assert held() == [("manager", False)]
    provider.says["groups"] = "All"
    assert held() == [("viewer", True)]
    assert held() == [("viewer", True)]
    provider.says["groups"] = None
    assert held() == []
    with reading(engine) as conn:
        whats = [one.what for one in entries(conn)]
    assert whats == ["roles.from_provider"] * 3 + ["user.bound"]


def test_a_provider_that_is_away_is_said_so(browser: Browser, provider: Provider) -> None:
    one = browser(issuer="http://127.0.0.1:9")
    assert one.get("/login/provider").headers["Location"] == "/login"
    assert "does not answer" in said(one)
    assert one.sign_in().answer.headers["Location"] == "/", "the password still works"


def test_without_a_provider_there_is_no_way_to_one(anna: Actor) -> None:
    assert "Sign in with" not in anna.get("/login").text
    assert anna.get("/login/provider").status_code == 404


@pytest.mark.parametrize(
    ("line", "said_of"),
    [
        ('issuer = "https://x.example"', "client_id"),
        ('issuer = "http://x.example"\nclient_id = "a"\nclient_secret_file = "b"', "https://"),
        ('scopes = "profile"', "openid"),
        ('[oidc.roles]\n"All" = "king"', "write a role"),
        ('[oidc.roles]\n"All" = "viewer@moon"', "write a role"),
    ],
)
def test_settings_that_cannot_work_are_refused(tmp_path: Path, line: str, said_of: str) -> None:
    file = tmp_path / "hub.toml"
    file.write_text(f"[oidc]\n{line}\n")
    with pytest.raises(SettingsError, match=said_of):
        load(HubSettings, file)
