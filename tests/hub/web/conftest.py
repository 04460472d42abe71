"""The application over a store with known contents, and somebody who may look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import Engine

from hub.serving import hub_of
from hub.settings import HubSettings, WebSettings
from hub.store import people
from hub.store.engine import make_engine, writing
from hub.store.people import add_user
from hub.web import create_app
from tests.hub.web.actors import PASSWORD, Actor
from tests.hub.web.books import NOW, Books
from tests.hub.web.running import running, settings_in
from tests.hub.web.served import Served, fill, sign_in
from tests.support.browser import complaints_of, new_context
from wire.clock import FakeClock


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real cost is tests/hub/store's business; here it would only be waited for."""
    monkeypatch.setattr(people, "_hasher", PasswordHasher(1, 8, 1))
    people._nobody.cache_clear()


@pytest.fixture
def clock() -> FakeClock:
    """Tuesday noon, UTC."""
    return FakeClock(NOW)


@pytest.fixture
def books(engine: Engine) -> Books:
    """The store's contents, written down."""
    return Books(engine)


@pytest.fixture
def settings(tmp_path: Path) -> HubSettings:
    """Settings with a secret made for this test."""
    secret = tmp_path / "secret_key"
    secret.write_text("k" * 40)
    secret.chmod(0o600)
    return HubSettings(web=WebSettings(secret_key_file=str(secret)))


@pytest.fixture
def app(settings: HubSettings, engine: Engine, clock: FakeClock) -> Iterator[APIFlask]:
    """The application, with the user anna."""
    with writing(engine) as conn:
        people.add_user(conn, "anna", PASSWORD, 0)
    made = create_app(settings, engine, clock=clock)
    yield made
    hub_of(made).live.stop()


@pytest.fixture
def stranger(app: APIFlask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def anna(app: APIFlask) -> Actor:
    """A browser that is."""
    return Actor(app.test_client()).sign_in()


@pytest.fixture(scope="module")
def served(_empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application as in production, with a shop that had some busy days."""
    folder = tmp_path_factory.mktemp("served")
    settings = settings_in(folder, _empty_store)
    engine = make_engine(settings.store)
    books = Books(engine)
    kiosk = fill(books)
    with writing(engine) as conn:
        add_user(conn, "anna", PASSWORD, 0)
    app = create_app(settings, engine, clock=FakeClock(NOW))
    with running(app, settings) as address:
        yield Served(address, books, kiosk)
    engine.dispose()


@pytest.fixture(scope="module")
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """Signed in once for all tests: trying ten times a minute is what the hub allows."""
    opened = new_context(browser, base_url=served.address)
    sign_in(opened)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """The Overview in a new tab; fails the test that makes the browser complain."""
    opened = context.new_page()
    complaints = complaints_of(opened)
    opened.goto("/")
    yield opened
    opened.close()
    assert complaints == []
